"""Members with their browsers, what they saw and how long it took, and how many of them look at once."""

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import requests

from benchmarks.figures import Spread

# Nobody waits longer; the site's own deadlines are shorter.
LONGEST = 60.0
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class View:
    seconds: float
    status: int


class Member:
    """One browser of one member: it keeps its connection, as browsers do."""

    def __init__(self, site: str, session_key: str) -> None:
        self._site = site
        self.browser = requests.Session()
        self.browser.trust_env = False
        self.browser.cookies.set("sessionid", session_key)

    def get(self, path: str) -> tuple[View, requests.Response | None]:
        return self.send("GET", path)

    def post(self, path: str, form: dict[str, str]) -> tuple[View, requests.Response | None]:
        return self.send("POST", path, data=form, headers={"Referer": self._site + path})

    def send(self, method: str, path: str, **more: Any) -> tuple[View, requests.Response | None]:
        """One answer, not followed; `NO_ANSWER` is the status where there was none."""
        began = time.perf_counter()
        try:
            answer = self.browser.request(
                method, self._site + path, allow_redirects=False, timeout=LONGEST, **more
            )
        except requests.RequestException:
            return View(time.perf_counter() - began, NO_ANSWER), None
        return View(time.perf_counter() - began, answer.status_code), answer


def at_once(acts: Sequence[Callable[[], list[View]]]) -> list[View]:
    """Each in a thread of its own, begun together; all that they saw."""
    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return [view for views in pool.map(lambda act: act(), acts) for view in views]


def for_seconds(seconds: float, look: Callable[[int], View], pause: float = 0.0) -> list[View]:
    """Again and again, so long; each look is told its number."""
    until, seen = time.perf_counter() + seconds, []
    while time.perf_counter() < until:
        seen.append(look(len(seen)))
        time.sleep(pause)
    return seen


def by_turns(number: int, *looks: Callable[[], View]) -> list[list[View]]:
    """Each look so often, one after the other, so that whatever slows the machine slows all of them."""
    turns = [[look() for look in looks] for _ in range(number)]
    return [list(views) for views in zip(*turns, strict=True)]


def p99(times: Sequence[float]) -> float:
    """Between the two slowest where there are fewer than a hundred."""
    return statistics.quantiles(times, n=100, method="inclusive")[98]


def seconds(views: Sequence[View], *wanted: int) -> list[float]:
    """How long each took. Raises RuntimeError where one was answered otherwise: that measures something else."""
    odd = [view for view in views if view.status not in (wanted or (200,))]
    if odd:
        raise RuntimeError(f"{len(odd)} of {len(views)} were answered otherwise, as with {odd[0].status}")
    return [view.seconds for view in views]


def in_ms(values: Sequence[float]) -> Spread:
    return Spread.of([value * 1000 for value in values])
