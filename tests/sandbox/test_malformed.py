"""What no client should send: it gets an error body, never a 500 and never a dropped connection."""

import socket
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.sandbox.visitor import Visitor

VALIDATE, BOOK = "/v1/appointments/bookable/validate", "/v1/appointments/booking/book"
SEARCH = "/v1/customers/search"
WHO_AND_WHAT = b'{"customerId": 2002001, "bookableAppointmentId": 1210206002'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b'"text"',
        b"[" * 100_000,
        b'{"customerId": 1e999}',
        b'{"customerId": NaN}',
        b'{"customerId": ' + b"9" * 5000 + b"}",
        b'{"customerId": true, "bookableAppointmentId": 1, "startDateTime": "x", "endDateTime": "x"}',
        WHO_AND_WHAT + b', "startDateTime": "\\ud800", "endDateTime": "\\u0000"}',
        WHO_AND_WHAT
        + b', "startDateTime": "0001-01-01T00:00:00+23:59", "endDateTime": "9999-12-31T23:59:59-23:59"}',
        WHO_AND_WHAT + b', "startDateTime": [], "endDateTime": {}}',
        WHO_AND_WHAT
        + b', "startDateTime": "2026-06-23T08:00:00Z", "endDateTime": "x", "instructorIds": ["1"]}',
    ],
)
@pytest.mark.parametrize("path", [VALIDATE, BOOK, SEARCH])
def test_a_body_that_makes_no_sense_is_400(hafen: Visitor, path: str, body: bytes) -> None:
    answer = hafen.call("POST", path, body)

    assert answer.status == 400
    assert answer.json["errorMessage"]


def test_half_a_surrogate_pair_is_survived(hafen: Visitor) -> None:
    found = hafen.call("POST", SEARCH, b'{"email": "\\ud800"}')
    changed = hafen.call("POST", "/_sandbox/desk/customers/iron-oak/2002001", b'{"first_name": "\\ud800"}')

    assert (found.status, found.json) == (200, [])
    assert changed.json["first_name"] == "\ud800"


def test_a_query_that_is_not_utf8_is_400(hafen: Visitor) -> None:
    assert hafen.get("/v1/appointments/bookable?offset=%ff%fe").status == 400


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"NONSENSE\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 505),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"POST /iron-oak/v1/customers/search HTTP/1.1\r\nContent-Length: minus one\r\n\r\n", 411),
        (b"POST /iron-oak/v1/customers/search HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
        (
            b"POST /iron-oak/v1/customers/search HTTP/1.1\r\nContent-Length: 1000001\r\n\r\n"
            + b"x" * 1_000_001,
            413,
        ),
        (b"GET /iron-oak/v1/customers/\x00\xff HTTP/1.1\r\nHost: \xff\r\nConnection: close\r\n\r\n", 401),
    ],
)
def test_http_that_is_none_gets_an_error_body_as_well(hafen: Visitor, text: bytes, status: int) -> None:
    with closing(
        socket.create_connection(("127.0.0.1", urlsplit(hafen.url).port or 0), timeout=10)
    ) as connection:
        connection.sendall(text)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b'"errorMessage"' in answer


def test_half_a_request_books_nothing(hafen: Visitor) -> None:
    head = f"POST /iron-oak{BOOK} HTTP/1.1\r\nx-api-key: {hafen.key}\r\nContent-Length: 999\r\n\r\n".encode()
    with closing(
        socket.create_connection(("127.0.0.1", urlsplit(hafen.url).port or 0), timeout=10)
    ) as connection:
        connection.sendall(head + WHO_AND_WHAT)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(100)

    assert answer == b""
    assert hafen.get("/_sandbox/requests").json == []
