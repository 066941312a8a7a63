"""The proxy before two web servers, as deploy/caddy/Caddyfile is one: a server that does not answer is left out for two
seconds, a request waits up to 15 where none is there, and only what was not sent, or only reads, is sent again.
"""

import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.processes import ROOT, free_port

TRY_SECONDS, LEFT_OUT_SECONDS, DIAL_SECONDS, PATIENCE_SECONDS = 15.0, 2.0, 2.0, 120.0
# What a connection is about, and no message.
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class NotSent(Exception):
    """The server could not be reached: another one may be asked, whatever it is."""


class Backends:
    """Which web server is asked next: of those that are not left out the one with the fewest requests under way."""

    def __init__(self) -> None:
        self._under_way: dict[int, int] = {}
        self._left_out_until: dict[int, float] = {}
        self._lock = threading.Lock()

    def add(self, ports: Iterable[int]) -> None:
        self._under_way |= dict.fromkeys(ports, 0)
        self._left_out_until |= dict.fromkeys(ports, 0.0)

    @contextmanager
    def one(self) -> Iterator[int | None]:
        """Its port; None while all of them are left out."""
        with self._lock:
            there = [port for port in self._under_way if self._left_out_until[port] <= time.monotonic()]
            port = min(there, key=lambda port: self._under_way[port]) if there else None
            if port:
                # Of those with equally many the one that has waited longest.
                self._under_way[port] = self._under_way.pop(port) + 1
        try:
            yield port
        finally:
            if port:
                with self._lock:
                    self._under_way[port] -= 1

    def leave_out(self, port: int) -> None:
        self._left_out_until[port] = time.monotonic() + LEFT_OUT_SECONDS


class _Handler(BaseHTTPRequestHandler):
    backends: Backends
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        ends = time.monotonic() + TRY_SECONDS
        while time.monotonic() < ends:
            with self.backends.one() as port:
                if port is None:
                    time.sleep(0.1)
                    continue
                try:
                    answer, content = self._forward(port, body)
                except NotSent:
                    self.backends.leave_out(port)
                except (OSError, HTTPException):
                    self.backends.leave_out(port)
                    if self.command != "GET":
                        break
                else:
                    headers = [one for one in answer.getheaders() if one[0].lower() not in _HOP_BY_HOP]
                    self._give(answer.status, headers, content)
                    return
        self._give(502, [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "5")], SENTENCE)

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 - as the library names them

    def _forward(self, port: int, body: bytes) -> tuple[HTTPResponse, bytes]:
        """The whole answer. Raises `NotSent`, and for one that broke off `OSError` or `HTTPException`."""
        connection = HTTPConnection("127.0.0.1", port, timeout=DIAL_SECONDS)
        try:
            try:
                connection.connect()
            except OSError as error:
                raise NotSent from error
            connection.sock.settimeout(PATIENCE_SECONDS)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
            connection.request(self.command, self.path, body or None, headers | {"Connection": "close"})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def _give(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in [*headers, ("Content-Length", str(len(content)))]:
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):  # whoever asked is tired of waiting
            self.wfile.write(content)


def _sentence() -> bytes:
    """What the Caddyfile has the proxy say where no server answers."""
    text = (ROOT / "deploy" / "caddy" / "Caddyfile").read_text()
    told = re.search(r"<<TEXT\n(.+?)\n\s*TEXT\n", text, re.DOTALL)
    assert told
    return re.sub(r"(?m)^\t+", "", told[1]).encode()


SENTENCE = _sentence()


class Proxy:
    """Listens on `port`, in threads of this process; `backends` are told which servers there are."""

    def __init__(self) -> None:
        self.port, self.backends = free_port(), Backends()
        self._handler = type("Handler", (_Handler,), {"backends": self.backends})

    @contextmanager
    def running(self) -> Iterator[None]:
        server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler)
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
