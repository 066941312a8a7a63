"""A look at an answer as it came: refusals are answers, a write is still sent once, and no answer is still an error."""

import pytest

from studios.magicline.asks import Ask
from studios.magicline.errors import NoAnswer, Unsure
from tests.magicline.rude_server import answer, cuts

GET = Ask("GET", "/v1/studios/information")


@pytest.mark.parametrize("status", [200, 302, 400, 401, 404, 418])
def test_every_status_is_an_answer(rude, client_at, status):
    server = rude(answer(status, b"<html>as it came</html>"))

    reply = client_at(server.url).look(GET)

    assert (reply.status, reply.body) == (status, b"<html>as it came</html>")
    assert len(server.requests) == 1


def test_an_overload_is_repeated_and_then_an_answer(rude, client_at):
    server = rude(answer(503), answer(503), answer(503, b"still"))

    assert client_at(server.url).look(GET).body == b"still"


def test_a_language_of_its_own_goes_before_the_clients(rude, client_at):
    server = rude(answer())
    client = client_at(server.url, language="de")

    for language in (None, "pl", ""):
        client.look(Ask("GET", "/v1/studios/information", language=language))

    assert [one.headers.get("accept-language") for one in server.requests] == ["de", "pl", None]


def test_no_answer_is_an_error_and_a_write_is_sent_once(rude, client_at):
    server = rude(cuts())
    client = client_at(server.url)

    with pytest.raises(Unsure):
        client.look(Ask("DELETE", "/v1/appointments/booking/{id}", 7, write=True))
    assert len(server.requests) == 1

    with pytest.raises(NoAnswer):
        client.look(GET)
