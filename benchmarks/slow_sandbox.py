"""`python -m benchmarks.slow_sandbox`: the sandbox with the chain that is measured, and with weather: so long for every
answer, so many of a hundred answered 429 or 503, these studios not answering at all. It counts what it is asked.
"""

import random
import ssl
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import town
from studios.sandbox import asking
from studios.sandbox.problems import Problem
from studios.sandbox.routes import find
from studios.sandbox.server import SandboxServer
from studios.sandbox.wire import Reply, Request, json_reply

TROUBLE = {429: "errormessage.rate.limit", 503: "errormessage.upstream"}
HANGS = 0.05  # looks so often whether the weather has changed


class SlowSandbox(SandboxServer):
    """`POST /_sandbox/weather` sets it and begins to count anew, `GET /_sandbox/counts` tells."""

    def __init__(self, port: int = 0, certificate: Path | None = None, seed: int = 7) -> None:
        super().__init__(port)
        town.move_in(self.gym.records)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self._tls and certificate:
            self._tls.load_cert_chain(certificate)
        self._chance = random.Random(seed)  # noqa: S311 - the same weather in every run
        self._slugs = {studio.api_key: studio.slug for studio in self.gym.records.studios.values()}
        self._lock = threading.Lock()
        self._change({})
        self._as_sandbox, self._serve = self.app.answer, self._server.finish_request
        self.app.answer = self._answer  # type: ignore[method-assign]
        self._server.finish_request = self._accept  # type: ignore[method-assign]

    def _change(self, weather: dict[str, Any]) -> None:
        self.seconds: float = weather.get("seconds", 0.0)
        self.trouble: float = weather.get("trouble", 0.0)
        self.hanging: frozenset[str] = frozenset(weather.get("hanging", ()))
        self._calls: Counter[str] = Counter()
        self._sent: Counter[tuple[Any, ...]] = Counter()
        self._connections = 0
        self.app.rate_limit.clear()

    def _accept(self, connection: Any, address: Any) -> None:
        """In the connection's own thread, so that nobody waits for another's handshake."""
        with self._lock:
            self._connections += 1
        if self._tls is None:
            self._serve(connection, address)
            return
        with self._tls.wrap_socket(connection, server_side=True) as encrypted:
            self._serve(encrypted, address)

    def _answer(self, request: Request) -> Reply:
        if request.path.startswith("/_sandbox"):
            return self._at_the_desk(request)
        reply = self._in_this_weather(request)
        found = find(request.method, request.path.removeprefix(f"/{town.TENANT}"))
        endpoint = found[0].name if found else "?"
        with self._lock:
            self._calls[f"{endpoint} {reply.status}"] += 1
            if endpoint == "book" and reply.status != 429:
                self._sent[_wish(request)] += 1
        return reply

    def _at_the_desk(self, request: Request) -> Reply:
        with self._lock:
            self._connections -= 1  # whoever asks here comes once and is not counted
        if request.path == "/_sandbox/counts":
            return json_reply(self._counts())
        if request.path == "/_sandbox/weather":
            with self._lock:
                self._change(asking.body_of(request))
            return json_reply({})
        return self._as_sandbox(request)

    def _in_this_weather(self, request: Request) -> Reply:
        slug = self._slugs.get(request.headers.get("x-api-key", ""), "")
        time.sleep(self.seconds)
        while slug in self.hanging and not self._stopping.wait(HANGS):
            pass
        with self._lock:
            is_trouble = self._chance.random() < self.trouble
            status = self._chance.choice(list(TROUBLE))
            is_done_all_the_same = self._chance.random() < 0.5
        if not is_trouble:
            return self._as_sandbox(request)
        # A 429 was turned away before anything was done; of a 503 nobody knows.
        if status == 503 and is_done_all_the_same:
            self._as_sandbox(request)
        return json_reply(Problem(status, TROUBLE[status]).body("en"), status)

    def _counts(self) -> dict[str, Any]:
        with self._lock:
            return {
                "calls": dict(self._calls),
                "connections": self._connections,
                "booked_most": max(self._sent.values(), default=0),
                "books": self._sent.total(),
            }


def _wish(request: Request) -> tuple[Any, ...]:
    wanted = asking.wanted_in(asking.body_of(request))
    return wanted.customer_id, wanted.appointment_id, wanted.start


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--certificate", type=Path)
    told = parser.parse_args()
    SlowSandbox(told.port, told.certificate).serve_forever()


if __name__ == "__main__":
    main()
