"""Book and cancel: sent once, and never called refused, done or not sent unless that is certain."""

import socket

import pytest

from studios.magicline import errors
from studios.magicline.appointments import BookingRequest
from tests.magicline.conftest import Watcher
from tests.magicline.rude_server import answer, cuts, http, sends

WANTED = BookingRequest(1, 2, "2026-06-22T08:00:00Z", "2026-06-22T09:00:00Z")
BOOKED = (
    b'{"bookingId": 5, "bookingStatus": "BOOKED", '
    b'"startDateTime": "2026-06-22T08:00:00Z", "endDateTime": "2026-06-22T09:00:00Z"}'
)

CERTAIN = {
    400: errors.Invalid,
    401: errors.KeyRejected,
    403: errors.Forbidden,
    404: errors.NotFound,
    409: errors.Conflict,
    422: errors.Invalid,
}
UNCERTAIN = {
    **{
        str(status): answer(status) for status in (300, 304, 402, 405, 408, 410, 418, 500, 502, 503, 504, 599)
    },
    "a redirect": answer(307, b"", "Location: http://127.0.0.1:9/"),
    "no body": answer(200),
    "204": answer(204),
    "a page": answer(200, b"<html>Welcome</html>"),
    "a list": answer(200, b"[]"),
    "null": answer(200, b"null"),
    "no id": answer(200, BOOKED.replace(b"bookingId", b"id")),
    "id of a strange type": answer(200, BOOKED.replace(b"5", b"true")),
    "no start": answer(200, BOOKED.replace(b"startDateTime", b"start")),
    "half a body": answer(200, BOOKED[:40]),
    "a body cut": sends(http(200, BOOKED)[:-9]),
    "headers cut": sends(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "status line cut": sends(b"HTTP/1."),
    "cut": cuts(),
    "not HTTP": sends(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    "a deep nest": answer(200, b"[" * 200_000),
}


def test_a_booking_is_read(rude, client_at):
    server = rude(answer(200, BOOKED))

    booking = client_at(server.url).book(WANTED)

    assert (booking.id, booking.status, booking.customer_id) == (5, "BOOKED", None)
    assert not booking.is_cancelled
    assert not booking.is_pending


@pytest.mark.parametrize(("status", "error"), CERTAIN.items())
def test_a_refused_booking_was_not_made_and_has_the_vendors_words(rude, client_at, status, error):
    server = rude(
        answer(status, b'{"errorMessage": "Leider nein", "errorCode": "errormessage.no", "traceId": "9"}')
    )

    with pytest.raises(errors.MagiclineError) as caught:
        client_at(server.url).book(WANTED)

    assert type(caught.value) is error
    told = caught.value
    assert (told.status, told.code, told.message, told.trace_id) == (
        status,
        "errormessage.no",
        "Leider nein",
        "9",
    )
    assert len(server.requests) == 1


@pytest.mark.parametrize("act", UNCERTAIN.values(), ids=UNCERTAIN.keys())
def test_a_booking_that_may_have_been_made_is_unsure_and_sent_once(rude, client_at, act):
    server = rude(act)

    with pytest.raises(errors.Unsure):
        client_at(server.url).book(WANTED)

    assert len(server.requests) == 1


def test_an_unsure_booking_keeps_the_trace_id(rude, client_at):
    server = rude(answer(503, b'[{"errorMessage": "Overloaded", "traceId": "7741"}]'))

    with pytest.raises(errors.Unsure) as caught:
        client_at(server.url).book(WANTED)

    assert (caught.value.status, caught.value.trace_id) == (503, "7741")


def test_a_429_is_repeated_since_nothing_happened(rude, client_at):
    server, gate = rude(answer(429), answer(429, b"", "Retry-After: 0"), answer(200, BOOKED)), Watcher()

    assert client_at(server.url, gate=gate).book(WANTED).id == 5

    assert len(server.requests) == 3
    assert [outcome for outcome, _, _ in gate.told] == ["rate limited", "rate limited", "ok"]


def test_a_429_that_asks_for_a_minute_is_handed_on(rude, client_at):
    server = rude(answer(429, b"", "Retry-After: 60"))

    with pytest.raises(errors.RateLimited) as caught:
        client_at(server.url).book(WANTED)

    assert caught.value.retry_after == 60
    assert len(server.requests) == 1


def test_a_503_after_a_429_is_unsure(rude, client_at):
    server = rude(answer(429), answer(503))

    with pytest.raises(errors.Unsure):
        client_at(server.url).book(WANTED)

    assert len(server.requests) == 2


def test_a_booking_without_connection_was_not_sent(client_at):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    gate = Watcher()

    with pytest.raises(errors.NotSent):
        client_at(f"http://127.0.0.1:{port}", gate=gate).book(WANTED)

    assert gate.told == [("not connected", None, "")]


def test_a_closed_gate_means_not_sent(rude, client_at):
    server = rude(answer(200, BOOKED))

    with pytest.raises(errors.NotSent):
        client_at(server.url, gate=Watcher(open_for=0)).book(WANTED)

    assert server.requests == []


def test_an_unknown_tenant_is_told_apart(rude, client_at):
    server = rude(answer(404, b'{"errorMessage": "No", "errorCode": "login.tenant.not.exists"}'))
    client = client_at(server.url)

    for call in (lambda: client.book(WANTED), lambda: client.cancel(5), client.appointments):
        with pytest.raises(errors.WrongTenant):
            call()


ALREADY = b'{"errorMessage": "Already", "errorCode": "errormessage.appointment.already.canceled"}'
GONE = {
    "200": answer(200, b'{"success": "Cancelled"}'),
    "204": answer(204),
    "409": answer(409),
    "404": answer(404),
    "the code": answer(400, ALREADY),
}


@pytest.mark.parametrize("act", GONE.values(), ids=GONE.keys())
def test_a_cancelled_booking_counts_as_done(rude, client_at, act):
    server = rude(act)

    client_at(server.url).cancel(5)

    assert [request.line for request in server.requests] == ["DELETE /v1/appointments/booking/5 HTTP/1.1"]


@pytest.mark.parametrize(
    ("status", "error"), [(400, errors.Invalid), (403, errors.Forbidden), (401, errors.KeyRejected)]
)
def test_a_refused_cancellation_is_handed_on(rude, client_at, status, error):
    server = rude(answer(status))

    with pytest.raises(error):
        client_at(server.url).cancel(5)


@pytest.mark.parametrize("act", [answer(503), answer(302), cuts(), answer(200), answer(200, b"<html>")])
def test_a_cancellation_that_may_have_happened_is_unsure_and_sent_once(rude, client_at, act):
    server = rude(act)

    with pytest.raises(errors.Unsure):
        client_at(server.url).cancel(5)

    assert len(server.requests) == 1


def test_activation_is_confirmed_once(rude, client_at):
    server = rude(answer(503))

    with pytest.raises(errors.Unsure):
        client_at(server.url).confirm_activation()

    assert [request.line for request in server.requests] == ["POST /v1/studios/confirmActivation HTTP/1.1"]
