"""What goes over the wire and what never does: headers, connections, redirects, repeats, keys."""

import gzip
import os
import socket

import pytest

from studios.magicline.errors import GateClosed, NoAnswer, NotSent, UnexpectedReply
from tests.magicline.conftest import KEY, Watcher
from tests.magicline.rude_server import answer, cuts, http, sends

EMPTY = answer(200, b"[]")


def test_a_request_carries_key_language_and_our_name(rude, client_at):
    server = rude(EMPTY)

    client_at(server.url, language="de-CH").bookings(7)

    sent = server.requests[0].headers
    assert sent["x-api-key"] == KEY
    assert sent["accept-language"] == "de-CH"
    assert sent["accept"] == "application/json"
    assert sent["user-agent"] == "booking-site"


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_base_url_may_have_a_path(rude, client_at, slash):
    server = rude(EMPTY)

    client_at(f"{server.url}/iron-oak{slash}").bookings(7)

    assert server.requests[0].line == "GET /iron-oak/v1/appointments/booking?customerId=7 HTTP/1.1"


def test_clients_of_one_base_url_share_a_connection(rude, client_at):
    server = rude(EMPTY)

    for key in ("one-key", "another-key"):
        client_at(server.url, api_key=key).bookings(7)

    assert server.connections == 1
    assert [request.headers["x-api-key"] for request in server.requests] == ["one-key", "another-key"]


def test_a_forked_process_makes_its_own_connections(rude, client_at, monkeypatch):
    server = rude(EMPTY)
    client = client_at(server.url)
    client.bookings(7)
    monkeypatch.setattr(os, "getpid", lambda: -1)

    client.bookings(7)

    assert server.connections == 2


def test_a_connection_closed_while_idle_does_not_cost_the_next_write(rude, client_at):
    server = rude(answer(200, b"[]", stays_open=False), answer(200, b'{"success": "yes"}'))
    client = client_at(server.url)
    client.bookings(7)
    assert server.closed.wait(5)

    client.cancel(5)

    assert len(server.requests) == 2
    assert server.connections == 2


def test_no_cookie_comes_back(rude, client_at):
    server = rude(answer(200, b"[]", "Set-Cookie: visitor=1; Path=/"))
    client = client_at(server.url)

    client.bookings(7)
    client.bookings(7)

    assert "cookie" not in server.requests[1].headers


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_takes_the_key_nowhere(rude, client_at, status):
    elsewhere = rude(EMPTY)
    server = rude(answer(status, b"", f"Location: {elsewhere.url}/v1/appointments/booking"))

    with pytest.raises(UnexpectedReply) as caught:
        client_at(server.url).bookings(7)

    assert caught.value.status == status
    assert elsewhere.requests == []
    assert len(server.requests) == 1


def test_proxies_of_the_environment_are_not_used(rude, client_at, monkeypatch):
    proxy, server = rude(EMPTY), rude(EMPTY)
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)

    client_at(server.url).bookings(7)

    assert proxy.requests == []
    assert len(server.requests) == 1


TROUBLE = {
    "503": answer(503),
    "500 with a page": answer(500, b"<html>"),
    "408": answer(408),
    "cut": cuts(),
    "cut in the body": sends(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[]"),
    "not HTTP at all": sends(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    "a bad chunk": sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "two lengths": sends(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]"),
    "not really gzip": sends(http(200, b"[]", "Content-Encoding: gzip")),
    "a header without end": sends(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000),
}


@pytest.mark.parametrize("act", TROUBLE.values(), ids=TROUBLE.keys())
def test_a_read_is_repeated_after_trouble(rude, client_at, act):
    server = rude(act, EMPTY)

    assert client_at(server.url).bookings(7) == []

    assert len(server.requests) == 2


@pytest.mark.parametrize("act", TROUBLE.values(), ids=TROUBLE.keys())
def test_a_read_that_only_meets_trouble_has_no_answer(rude, client_at, act):
    server = rude(act)

    with pytest.raises(NoAnswer):
        client_at(server.url).bookings(7)

    assert len(server.requests) == 3


def test_a_posted_read_is_repeated_too(rude, client_at):
    server = rude(answer(503), EMPTY)

    assert client_at(server.url).search_customers(email="ada@example.org") == []

    assert [request.body for request in server.requests] == [b'{"email": "ada@example.org"}'] * 2


def test_a_compressed_answer_is_read(rude, client_at):
    server = rude(sends(http(200, gzip.compress(b"[]"), "Content-Encoding: gzip")))

    assert client_at(server.url).bookings(7) == []


def test_a_server_that_is_not_there_was_never_reached(client_at):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]

    with pytest.raises(NotSent):
        client_at(f"http://127.0.0.1:{port}").bookings(7)


def test_the_gate_is_asked_before_and_told_after_every_request(rude, client_at):
    body = b'{"errorMessage": "Sorry", "traceId": "77"}'
    server = rude(answer(503, body), cuts(), EMPTY)
    gate = Watcher()

    client_at(server.url, gate=gate).bookings(7)

    assert [(call.studio, call.endpoint, call.method) for call in gate.asked] == [
        ("hafen", "/v1/appointments/booking", "GET")
    ] * 3
    assert gate.told == [("failed", 503, "77"), ("cut", None, ""), ("ok", 200, "")]


def test_a_closed_gate_keeps_the_call_from_leaving(rude, client_at):
    server = rude(answer(503))
    gate = Watcher(open_for=1)

    with pytest.raises(GateClosed):
        client_at(server.url, gate=gate).bookings(7)

    assert len(server.requests) == 1
    assert gate.told == [("failed", 503, "")]
