"""How long Magicline waits for the answer to a webhook while its own Open API hangs.

The site runs under gunicorn with a worker beside it, some members wait for pages that do not come, and every webhook
calls for a reading that does not come either. In the same run, by turns, the address that does nothing at all is asked.
"""

import json
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import requests

from benchmarks import figures, report
from benchmarks.figures import Figure, Spread
from studios.sandbox.seed import DEMO_STUDIOS
from tests.databases import own_database
from tests.processes import Site, running_site

WEBHOOKS = 100  # in a round
WARM_UP = 20
WAITING_MEMBERS = 4
MOST_MS = 50  # at the median; the vendor gives up after five seconds


@contextmanager
def hanging_upstream() -> Iterator[tuple[str, list[socket.socket]]]:
    """The address of a server that takes every connection and never answers, and the connections it took."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    taken: list[socket.socket] = []

    def take() -> None:
        while True:
            try:
                taken.append(listener.accept()[0])
            except OSError:  # the end
                return

    threading.Thread(target=take, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", taken
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        for one in (listener, *taken):
            one.close()


@contextmanager
def waiting_members(site: Site) -> Iterator[None]:
    """Members who ask for a page again a second after they were told that the studio does not answer."""
    over = threading.Event()

    def wait() -> None:
        while not over.is_set():
            requests.get(f"{site.url}/studios/hafen/", timeout=60)
            over.wait(1)  # they are told at once while the site leaves the studio alone

    members = [threading.Thread(target=wait) for _ in range(WAITING_MEMBERS)]
    for member in members:
        member.start()
    try:
        yield
    finally:
        over.set()
        for member in members:
            member.join()


def message() -> bytes:
    """A webhook like no other before."""
    event = {"timestamp": 1642779144176, "type": "APPOINTMENT_BOOKING_CREATED", "content": {}}
    return json.dumps({"entityId": 7893459, "uuid": str(uuid4()), "payload": [event]}).encode()


def looked(site: Site, times_each: int) -> tuple[list[float], list[float]]:
    """Seconds of every webhook, and of every look at /health/live/."""
    webhooks, nothing = [], []
    key = {"x-api-key": DEMO_STUDIOS[0].webhook_key, "content-type": "application/json"}
    with requests.Session() as session:

        def tell() -> None:
            answer = session.post(f"{site.url}/webhooks/magicline/", data=message(), headers=key, timeout=60)
            if answer.status_code != 204:
                raise RuntimeError(f"a webhook was answered with {answer.status_code}")

        def look() -> None:
            session.get(f"{site.url}/health/live/", timeout=60).raise_for_status()

        for _ in range(times_each):
            webhooks.append(figures.seconds(tell))
            nothing.append(figures.seconds(look))
    return webhooks, nothing


def measure(rounds: int) -> list[Figure]:
    """Median and p99 of a webhook's answer, beside those of /health/live/."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with (
        TemporaryDirectory() as name,
        own_database(Path(name)) as database,
        hanging_upstream() as (upstream, unanswered),
        running_site(database, upstream, Path(name) / "site.log") as site,
        site.running_worker(Path(name) / "worker.log"),
        waiting_members(site),
    ):
        looked(site, WARM_UP)
        found = [looked(site, WEBHOOKS) for _ in range(rounds)]
        if not unanswered:
            raise RuntimeError("nobody asked the Open API, which was to hang")
    told = []
    for what, of in (("median", figures.median), ("p99", figures.p99)):
        ours, nothing = (Spread.of([1000 * of(round_[side]) for round_ in found]) for side in (0, 1))
        met, wanted = (
            (ours.median <= MOST_MS, f"≤ {MOST_MS} ms, Magicline waits five seconds")
            if what == "median"
            else (None, "")
        )
        told.append(
            Figure("8", f"a webhook answered while the Open API hangs, {what}", ours, nothing,
                   "`/health/live/`, which does nothing", wanted, met, "ms")
        )  # fmt: skip
    return told


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
