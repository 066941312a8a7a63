"""The slow sandbox as a process: its weather, what it counted, and the call of a page made without the page."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from benchmarks import town
from benchmarks.views import LONGEST, View
from tests.processes import Program, free_port, running
from tests.vendor import Vendor


class Upstream(Vendor):
    """The slow sandbox; `certificate` is what it is trusted by, where it speaks TLS."""

    def __init__(self, url: str, certificate: Path | None = None) -> None:
        super().__init__(url)
        self.certificate = certificate

    def ask(self, method: str, path: str, body: object = None) -> Any:
        answer = requests.request(
            method,
            f"{self.url}/_sandbox/{path}",
            json=body,
            verify=str(self.certificate or True),
            timeout=LONGEST,
        )
        answer.raise_for_status()
        return answer.json()

    def weather(self, *, seconds: float, trouble: float = 0.0, hanging: Sequence[str] = ()) -> None:
        """From now on, and counted from now on."""
        self.ask("POST", "weather", {"seconds": seconds, "trouble": trouble, "hanging": list(hanging)})

    def counts(self) -> dict[str, Any]:
        told: dict[str, Any] = self.ask("GET", "counts")
        return told

    def calls(self, endpoint: str, status: int | None = None) -> int:
        """How many there were; of every status unless one is named."""
        told = self.counts()["calls"]
        named = [name for name in told if name.split() == [endpoint, str(status or name.split()[1])]]
        return sum(told[name] for name in named)


@contextmanager
def running_upstream(folder: Path, certificate: Path | None = None) -> Iterator[Upstream]:
    port = free_port()
    command = ["-m", "benchmarks.slow_sandbox", f"--port={port}"]
    command += [f"--certificate={certificate}"] if certificate else []
    with running(Program(command, {"PATH": "/usr/bin:/bin"}, folder / f"upstream-{port}.log")):
        upstream = Upstream(f"http{'s' if certificate else ''}://127.0.0.1:{port}", certificate)
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            try:
                upstream.counts()
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                break
        yield upstream


class RawCalls:
    """The same call that a page makes, by `requests` on a connection that is kept."""

    def __init__(self, upstream: Upstream) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["x-api-key"] = town.api_key(town.STUDIOS[0])
        self._chain = f"{upstream.url}/{town.TENANT}"

    def slots(self, timeout: float = LONGEST) -> View:
        window: dict[str, str | int] = {"slotWindowStartDate": town.today().isoformat(), "daysAhead": 6}
        return self._get(f"/v1/appointments/bookable/{town.HOURS[0]}/slots", window, timeout)

    def bookings(self) -> View:
        return self._get("/v1/appointments/booking", {"customerId": town.MEMBERS[0]})

    def _get(self, path: str, query: dict[str, str | int], timeout: float = LONGEST) -> View:
        began = time.perf_counter()
        status = self._session.get(self._chain + path, params=query, timeout=timeout).status_code
        return View(time.perf_counter() - began, status)
