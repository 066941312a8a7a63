"""Every call ends within its time by the wall clock and within a size, whatever the server does."""

import gzip
import socket
import threading
import time

import pytest

from studios.magicline import deadlines
from studios.magicline.appointments import BookingRequest
from studios.magicline.errors import NoAnswer, NotSent, UnexpectedReply, Unsure
from tests.magicline.rude_server import answer, drips, hangs, http, sends

WANTED = BookingRequest(1, 2, "2026-06-22T08:00:00Z", "2026-06-22T09:00:00Z")
ANSWER = http(200, b"[" + b" " * 500 + b"]")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 500 + b"0\r\n\r\n"
CONTINUES = b"HTTP/1.1 100 Continue\r\n\r\n" * 500

SLOW = {
    "says nothing": hangs(),
    "drips its headers": drips(ANSWER, 0.05),
    "drips its body": drips(b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 500, 0.05),
    "drips its chunks": drips(CHUNKED, 0.05),
    "says continue for ever": drips(CONTINUES, 0.01),
}


@pytest.mark.parametrize("act", SLOW.values(), ids=SLOW.keys())
def test_a_read_gives_up_at_its_deadline(rude, client_at, act):
    server = rude(act)
    client = client_at(server.url, read_seconds=0.3)
    started = time.monotonic()

    with pytest.raises(NoAnswer):
        client.bookings(7)

    assert 0.25 < time.monotonic() - started < 3
    assert len(server.requests) == 1


@pytest.mark.parametrize("act", SLOW.values(), ids=SLOW.keys())
def test_a_write_that_is_not_answered_in_time_is_unsure_and_sent_once(rude, client_at, act):
    server = rude(act)
    client = client_at(server.url, write_seconds=0.3)
    started = time.monotonic()

    with pytest.raises(Unsure):
        client.book(WANTED)

    assert 0.25 < time.monotonic() - started < 3
    assert len(server.requests) == 1


def test_a_slow_answer_that_arrives_in_time_is_read(rude, client_at):
    server = rude(drips(http(200, b"[]"), 0.005))

    assert client_at(server.url).bookings(7) == []


def test_each_read_waits_only_for_what_is_left():
    ours, theirs = socket.socketpair()
    with ours, theirs, deadlines.DeadlineResponse(ours.settimeout(5) or ours) as response:
        theirs.sendall(http(200, b"[]"))

        response.begin()

        assert response.read() == b"[]"
        assert ours.gettimeout() < 5


def test_giving_up_closes_the_connection(rude, client_at):
    server = rude(drips(ANSWER, 0.05))

    with pytest.raises(NoAnswer):
        client_at(server.url, read_seconds=0.4).bookings(7)

    assert server.closed.wait(5)


def test_looking_up_a_name_leaves_no_thread_behind(rude, client_at):
    server = rude(answer(200, b"[]"))
    client = client_at(f"http://localhost:{server.port}")

    client.bookings(7)

    for thread in threading.enumerate():
        if thread.name == "magicline-look-up":
            thread.join(5)
            assert not thread.is_alive()


def test_one_deadline_stands_over_all_repeats_and_slices(rude, client_at):
    endless = answer(200, b'{"result": [], "hasNext": true, "offset": "1"}')
    server = rude(endless, answer(503))
    started = time.monotonic()

    with pytest.raises(NoAnswer):
        client_at(server.url, read_seconds=0.5).appointments()

    assert time.monotonic() - started < 3


def test_without_any_time_nothing_is_sent(rude, client_at):
    server = rude(answer(200, b"[]"))
    client = client_at(server.url, read_seconds=0, write_seconds=0)

    with pytest.raises(NoAnswer):
        client.bookings(7)
    with pytest.raises(NotSent):
        client.book(WANTED)

    assert server.requests == []


LARGE = {
    "endless": b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 8_000_000,
    "a bomb": http(200, gzip.compress(b" " * 50_000_000), "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("data", LARGE.values(), ids=LARGE.keys())
@pytest.mark.parametrize("call", ["read", "write"])
def test_a_body_that_is_too_large_is_dropped(rude, client_at, call, data):
    server = rude(sends(data))
    client = client_at(server.url)

    if call == "read":
        with pytest.raises(UnexpectedReply, match="too large"):
            client.bookings(7)
    else:
        with pytest.raises(Unsure, match="too large"):
            client.book(WANTED)

    assert len(server.requests) == 1


def test_a_handshake_that_hangs_is_a_connection_never_made(client_at):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = client_at(f"https://127.0.0.1:{silent.getsockname()[1]}", write_seconds=0.4)
        started = time.monotonic()

        with pytest.raises(NotSent):
            client.book(WANTED)

    assert time.monotonic() - started < 3


def test_a_name_that_is_not_looked_up_in_time_is_a_connection_never_made(client_at, monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(20) and [])
    started = time.monotonic()

    with pytest.raises(NotSent):
        client_at("https://gym.example", write_seconds=0.4).book(WANTED)

    released.set()
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("host", ["no-such-gym.invalid", "a" * 70])
def test_a_name_that_cannot_be_looked_up_is_a_connection_never_made(client_at, monkeypatch, host):
    real = socket.getaddrinfo

    def look_up(name, *rest, **more):
        if name.endswith(".invalid"):
            raise socket.gaierror("Name or service not known")
        return real(name, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    with pytest.raises(NotSent):
        client_at(f"https://{host}").book(WANTED)


def test_the_second_address_of_a_host_gets_its_share_of_the_time(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as there, socket.create_server(("127.0.0.1", 0)) as gone:
        gone_address, address = gone.getsockname(), there.getsockname()
        gone.close()
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", where) for where in (gone_address, address)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

        connection = deadlines.connect("gym.example", 443, 2, [])

        assert connection.getpeername() == address
        assert 0 < connection.gettimeout() <= 2
        connection.close()
