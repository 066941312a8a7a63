"""A site that receives webhooks: keeps what came, answers what it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    path: str
    key: str
    content_type: str
    body: Any

    @property
    def types(self) -> list[str]:
        return [element["type"] for element in self.body["payload"]]


class Receiver(ThreadingHTTPServer):
    """`statuses` are answered one after the other, then 204. While `answers` is cleared, it says nothing at all."""

    daemon_threads = False  # closing waits for them

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[Received] = []
        self.statuses: list[int] = []
        self.answers = threading.Event()
        self.answers.set()
        self._arrived = threading.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/webhooks/magicline/?from=sandbox"

    def note(self, received: Received) -> int:
        with self._arrived:
            self.received.append(received)
            self._arrived.notify_all()
            return self.statuses.pop(0) if self.statuses else 204

    def wait_for(self, count: int) -> list[Received]:
        """The first so many; fails when they have not come after a while."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.received) >= count, timeout=10), self.received
            return self.received[:count]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = self.headers
        status = self.server.note(Received(self.path, headers["x-api-key"], headers["Content-Type"], body))
        self.server.answers.wait(10)
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", self.server.url)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is inherited
        pass


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield receiver
        finally:
            receiver.answers.set()
            receiver.shutdown()
            thread.join()
