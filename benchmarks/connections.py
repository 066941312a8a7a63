"""Goal 5: how many connections a thousand calls of the client open, and what encrypting them costs.

No site here: threads with the real client, over plain HTTP and over TLS by turns. The server is trusted as others are,
by the file of those who are trusted.
"""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import requests.adapters

from benchmarks import report, town
from benchmarks.figures import Figure, Spread
from benchmarks.upstream import Upstream, running_upstream
from studios.magicline.client import Client
from studios.magicline.gate import Call, Gate, Gates
from tests.certificates import make_certificate

CALLS = 1000
ROUND_TRIP = 0.05
LONGER = 0.3  # so that as many are under way as there are threads
# A process has sixteen threads, and a page of any of them may ask eight studios at once.
ONE_EACH, SEVERAL_EACH = 16, 128


@contextmanager
def trusted(file: Path) -> Iterator[None]:
    """The client reads neither the environment nor a setting for it, so that nobody can lead keys elsewhere by one."""
    before = requests.adapters.DEFAULT_CA_BUNDLE_PATH
    requests.adapters.DEFAULT_CA_BUNDLE_PATH = str(file)
    try:
        yield
    finally:
        requests.adapters.DEFAULT_CA_BUNDLE_PATH = before


class UnderWay(Gates):
    """A gate that lets every call leave, and knows how many were under way at once."""

    def __init__(self) -> None:
        super().__init__()
        self._lock, self._number, self.most = threading.Lock(), 0, 0

    def ask(self, call: Call) -> None:
        with self._lock:
            self._number += 1
            self.most = max(self.most, self._number)

    def tell(self, *_told: object, **_more: object) -> None:
        with self._lock:
            self._number -= 1


def calls_a_second(upstream: Upstream, threads: int, gate: Gate) -> float:
    """A thousand lists of free times, with a client for each as for each page."""
    today = town.today()

    def call(number: int) -> None:
        slug = town.STUDIOS[number % len(town.STUDIOS)]
        url, key = f"{upstream.url}/{town.TENANT}", town.api_key(slug)
        client = Client(url, key, studio=slug, gate=gate, read_seconds=60, insecure_http=True)
        client.slots(town.HOURS[0], today)

    began = time.perf_counter()
    with ThreadPoolExecutor(max_workers=threads) as pool:
        list(pool.map(call, range(CALLS)))
    return CALLS / (time.perf_counter() - began)


def measure(rounds: int) -> list[Figure]:
    with ExitStack() as ends:
        folder = Path(ends.enter_context(TemporaryDirectory()))
        file = make_certificate(folder)
        ends.enter_context(trusted(file))
        return [*one_each(folder, file, rounds), *several_each(folder, rounds)]


def one_each(folder: Path, file: Path, rounds: int) -> list[Figure]:
    """As many threads as a process of the site has, each with one call at a time."""
    opened, most, rates, plain_rates = [], [], [], []
    for _ in range(rounds):
        for certificate, found in ((None, plain_rates), (file, rates)):
            rate, connections, at_once = _a_round(folder, certificate, ONE_EACH, ROUND_TRIP)
            found.append(rate)
            opened.append(connections)
            most.append(at_once)
    tls, plain = Spread.of(rates), Spread.of(plain_rates)
    met = tls.median >= 0.9 * plain.median
    return [
        _opened(f"of {ONE_EACH} threads", opened, most),
        Figure("5", "calls over TLS", tls, plain, "plain HTTP", "≥ 0.9×", met, "calls/s"),
    ]


def several_each(folder: Path, rounds: int) -> list[Figure]:
    """As many as those threads have under way when each of them asks eight studios."""
    found = [_a_round(folder, None, SEVERAL_EACH, LONGER) for _ in range(rounds)]
    return [
        _opened(f"of {SEVERAL_EACH} threads at 300 ms", [one[1] for one in found], [one[2] for one in found])
    ]


def _a_round(
    folder: Path, certificate: Path | None, threads: int, seconds: float
) -> tuple[float, float, float]:
    """Calls a second, connections, and the most calls at once. A server of its own, since what is open stays open."""
    with running_upstream(folder, certificate) as upstream:
        upstream.weather(seconds=seconds)
        under_way = UnderWay()
        rate = calls_a_second(upstream, threads, under_way)
        return rate, float(upstream.counts()["connections"]), float(under_way.most)


def _opened(who: str, opened: Sequence[float], most: Sequence[float]) -> Figure:
    met = all(one <= 1.1 * peak for one, peak in zip(opened, most, strict=True))
    what = f"connections for 1,000 calls {who}"
    return Figure("5", what, Spread.of(opened), Spread.of(most), "the most calls at once", "≤ 1.1×", met, "")


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
