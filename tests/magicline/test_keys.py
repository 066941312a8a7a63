"""A key goes into one header of one host, and into nothing that anybody reads."""

import logging

import pytest

from studios.magicline.client import Client
from studios.magicline.errors import KeyRejected, MagiclineError
from tests.magicline.conftest import KEY
from tests.magicline.rude_server import answer, sends

EMPTY = answer(200, b"[]")


@pytest.mark.parametrize(
    "key", ["", "with\nnewline", "with\rreturn", " padded", "schlüssel", "€uro", "nul\0"]
)
def test_a_key_that_no_header_can_carry_is_rejected_and_never_shown(rude, client_at, key):
    server = rude(EMPTY)

    with pytest.raises(KeyRejected) as caught:
        client_at(server.url, api_key=key).bookings(7)

    assert server.requests == []
    assert not key or key not in str(caught.value)


def test_neither_client_nor_error_nor_log_shows_key_or_customer(rude, client_at, caplog):
    caplog.set_level(logging.DEBUG)
    words = (
        b'{"errorMessage": "Ada Lindqvist may not", "errorCode": "errormessage.no", "traceId": "7741226398"}'
    )
    server = rude(answer(400, words), answer(400, words), sends(b"SSH\r\n"))
    client = client_at(server.url, read_seconds=1)
    shown = [repr(client), str(client.__dict__)]

    for call in (
        lambda: client.bookings(424242),
        lambda: client.search_customers(email="ada@example.org"),
        lambda: client.customer(424242),
    ):
        with pytest.raises(MagiclineError) as caught:
            call()
        shown += [str(caught.value), repr(caught.value)]

    shown += [record.getMessage() for record in caplog.records]
    assert len(caplog.records) == 3
    assert (
        "hafen: GET /v1/appointments/booking: Invalid, status 400, errormessage.no, trace 7741226398"
        in shown[-3]
    )
    for secret in (KEY, "424242", "ada@example.org", "Lindqvist"):
        assert not [text for text in shown if secret in text]


@pytest.mark.parametrize(
    "base_url",
    [
        "http://gym.example",
        "http://10.0.0.1",
        "ftp://gym.example",
        "gym.example",
        "",
        "https://",
        "https://ada:secret@gym.example",
        "https://gym.example/?a=b",
        "https://gym.example/#a",
        "https://gym.example:port",
        "https://evil.example\\.open-api.magicline.com",
        "https://[::1",
    ],
)
def test_a_base_url_that_keys_must_not_go_to_is_refused(base_url):
    with pytest.raises(ValueError):
        Client(base_url, KEY, studio="hafen", insecure_http=True)


def test_plain_http_needs_permission_and_loopback():
    with pytest.raises(ValueError, match="https"):
        Client("http://127.0.0.1:8100", KEY, studio="hafen")

    assert repr(Client("http://localhost:1/x/", KEY, studio="hafen", insecure_http=True)) == (
        "<Client of hafen at http://localhost:1/x>"
    )
    assert Client("https://iron-oak.open-api.magicline.com/", KEY, studio="hafen")
