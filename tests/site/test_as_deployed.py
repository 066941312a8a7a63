"""The running site, as gunicorn serves it: what it tells of itself, what it does with odd requests, what it logs."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.databases import own_database
from tests.processes import Site, running_site
from tests.vendor import Vendor


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site") / "site.log"


@pytest.fixture(scope="module")
def site(_running_vendor: Vendor, log: Path) -> Iterator[Site]:
    with own_database(log.parent) as database, running_site(database, _running_vendor.url, log) as site:
        yield site


def say(site: Site, raw: bytes) -> bytes:
    """What the server answers to these bytes, until it closes the connection or says nothing more."""
    address = urlsplit(site.url)
    with socket.create_connection((address.hostname, address.port or 80), timeout=20) as wire:
        wire.sendall(raw)
        wire.shutdown(socket.SHUT_WR)
        answer = b""
        while part := wire.recv(65536):
            answer += part
    return answer


def head(method: str, path: str, *headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode()


FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "path", ["/", "/nowhere/", "/health/live/", "/studios/" + "x" * 9000, "/static/nothing.css"]
)
def test_no_answer_tells_a_version(site: Site, path: str) -> None:
    answer = requests.get(site.url + path, timeout=30)

    assert answer.headers.get("Server", "gunicorn") == "gunicorn"
    assert "Django" not in answer.text + str(answer.headers)
    assert "Traceback" not in answer.text


def test_a_body_that_announces_too_much_is_not_waited_for(site: Site) -> None:
    answer = say(site, head("POST", "/sign-in/", FORM, "Content-Length: 1000000000") + b"email=a")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"larger than anything this site asks for" in answer


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Transfer-Encoding: chunked"], b"7\r\nemail=a\r\n0\r\n\r\n"),
        (["Transfer-Encoding: chunked"], b"zz\r\nemail=a\r\n"),
        (["Transfer-Encoding: chunked", "Content-Length: 3"], b"7\r\nemail=a\r\n0\r\n\r\n"),
        (["Content-Length: 200"], b"email=a"),
        (["Content-Length: 3"], b"email=a&x=" + b"x" * 1000),
        (["Content-Length: -1"], b"email=a"),
        (["Content-Length: 3", "Content-Length: 7"], b"email=a"),
        (["Content-Length: nonsense"], b"email=a"),
        (["Expect: 100-continue", "Content-Length: 7"], b"email=a"),
    ],
    ids=["chunks", "a bad chunk", "chunks and a length", "more announced", "less announced", "negative",
         "two lengths", "no number", "asks first"],
)  # fmt: skip
def test_a_body_that_is_not_as_announced_is_refused(site: Site, headers: list[str], body: bytes) -> None:
    answer = say(site, head("POST", "/sign-in/", FORM, *headers) + body)

    last = answer.removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert last == b"" or last.startswith(b"HTTP/1.1 4"), last[:80]
    assert requests.get(f"{site.url}/health/live/", timeout=30).ok


@pytest.mark.parametrize(
    "raw",
    [
        head("GET", "/?q=" + "x" * 20_000),
        head("GET", "/", "X-Long: " + "x" * 20_000),
        head("GET", "/", *(f"X-{number}: x" for number in range(200))),
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
    ids=["line", "header", "headers", "another host", "two hosts", "another host in the line", "TLS"],
)
def test_a_request_that_is_too_long_or_not_for_us_is_refused(site: Site, raw: bytes) -> None:
    answer = say(site, raw)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 4"), answer[:80]
    assert b"evil.example" not in answer


def test_the_log_is_json_with_the_numbers_that_the_answers_had(site: Site, log: Path) -> None:
    page = requests.get(f"{site.url}/studios/hafen/?choice=not-to-be-written", timeout=30)
    gone = requests.get(f"{site.url}/calendar/{'secret' * 7}.ics", timeout=30)

    # The server's own access lines are on for these tests, and are not ours.
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    said = {
        line["request_id"]: line["message"] for line in lines if line["logger"] == "booking_site.requests"
    }
    assert said[page.headers["X-Request-ID"]].startswith("GET /studios/<slug>/ 200 ")
    assert said[gone.headers["X-Request-ID"]].startswith("GET /calendar/<token>.ics 404 ")
    assert not [line for line in lines if "not-to-be-written" in str(line) or "secretsecret" in str(line)]
    assert {line.keys() >= {"time", "level", "logger", "message", "request_id"} for line in lines} == {True}
