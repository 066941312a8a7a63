"""Many threads that each ask several times at once make as many connections as they need, and keep them."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from studios import connections
from studios.magicline.client import Client
from studios.sandbox.seed import DEMO_STUDIOS
from studios.sandbox.server import SandboxServer
from tests.vendor import Vendor

THREADS, AT_ONCE, ROUNDS = 16, 8, 3


def test_sixteen_threads_that_ask_eight_at_once_keep_every_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with SandboxServer() as server:
        made = _counted(server, monkeypatch)
        hafen = DEMO_STUDIOS[0]
        Vendor(server.url).mishap("information", "delay", seconds=0.1, count=THREADS * AT_ONCE * ROUNDS)
        client = Client(
            f"{server.url}/{hafen.tenant}", hafen.api_key, studio="hafen", insecure_http=True, read_seconds=60
        )
        before = len(made)
        start = threading.Barrier(THREADS)

        def page(_number: int) -> int:
            answers = []
            for _ in range(ROUNDS):
                start.wait(60)
                answers += connections.side_by_side(
                    dict.fromkeys(range(AT_ONCE), client.studio_information)
                ).values()
            return sum(not isinstance(one, Exception) for one in answers)

        with ThreadPoolExecutor(THREADS) as pool:
            answered = sum(pool.map(page, range(THREADS)))

        assert answered == THREADS * AT_ONCE * ROUNDS
        assert len(made) - before <= THREADS * AT_ONCE


def _counted(server: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    made: list[object] = []
    serve = server._server.process_request

    def process_request(request: object, address: object) -> None:
        made.append(address)
        serve(request, address)  # type: ignore[arg-type]

    monkeypatch.setattr(server._server, "process_request", process_request)
    return made
