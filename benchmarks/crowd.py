"""Goal 3, and the end of goal 8: a hundred members look at one window at once, and one studio hangs.

Two web processes share a Redis. Where no other limit is named, the sandbox refuses what comes above a thousand calls a
minute, as Magicline does. A period of the cache is two seconds here, so that a round has several; a member rests for a
second between two looks.
"""

import math
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from redis import Redis

from benchmarks import report, town
from benchmarks.asked_site import AskedSite, asked_site
from benchmarks.figures import Figure, Spread
from benchmarks.upstream import Upstream, running_upstream
from benchmarks.views import Member, View, at_once, for_seconds, in_ms, p99
from tests.redis_server import running_redis

ROUND_TRIP = 0.2
MEMBERS, REST, SECONDS = 100, 1.0, 11.0  # a thousand views, about
PERIOD = 2
MAGICLINES, SMALL = 1000, 8  # calls a minute
SMALL_SECONDS, CARELESS_SECONDS = 10.0, 4.0
BEFORE_SECONDS, DURING_SECONDS = 5.0, 10.0
STRANDED, PAUSE = 16, 0.5  # members at the studio that hangs, and what they rest between two looks
STUDIO, HANGING, OTHER = town.STUDIOS[0], town.STUDIOS[4], town.STUDIOS[1]
WINDOW = f"/studios/{STUDIO}/appointments/{town.HOURS[0]}/"
# It asks for every view and counts nothing: what a site would do that only calls the API.
CARELESS = {"SLOT_CACHE_SECONDS": "0", "UPSTREAM_PER_MINUTE": "1000000"}


class Crowd:
    """A site, its Redis and the sandbox; every look of the crowd begins with nothing kept and nothing counted."""

    def __init__(self, site: AskedSite, upstream: Upstream, redis: str) -> None:
        self._site, self._upstream, self._redis = site, upstream, Redis.from_url(redis)
        self.views: list[list[View]] = []
        self.calls: list[float] = []
        self.periods: list[float] = []
        self.refused: list[float] = []

    def looks(self, limit: int, length: float) -> None:
        """Everybody at one window, all at once at first, for so many seconds."""
        self._upstream.ask("POST", f"desk/studios/{STUDIO}", {"rate_limit": limit})
        self._upstream.weather(seconds=ROUND_TRIP)
        self._redis.flushdb()
        members = self._site.members(MEMBERS)
        began = time.perf_counter()
        self.views.append(
            at_once(
                [lambda one=one: for_seconds(length, lambda _: one.get(WINDOW)[0], REST) for one in members]
            )
        )
        self.periods.append(1 + (time.perf_counter() - began - REST) // PERIOD)
        self.calls.append(float(self._upstream.calls("slots")))
        self.refused.append(float(self._upstream.calls("slots", 429)))

    def times(self, part: str) -> Spread:
        of = {"p50": statistics.median, "p99": p99}[part]
        return in_ms([of([view.seconds for view in views]) for views in self.views])

    @property
    def failed(self) -> Spread:
        return Spread.of([failures(views) for views in self.views])


def failures(views: Sequence[View]) -> float:
    """Percent of what was not answered with the page that was asked for."""
    return 100 * sum(view.status != 200 for view in views) / len(views)


def one_window(crowd: Crowd, rounds: int) -> list[Figure]:
    for _ in range(rounds):
        crowd.looks(MAGICLINES, SECONDS)
    per_period = Spread.of(
        [calls / periods for calls, periods in zip(crowd.calls, crowd.periods, strict=True)]
    )
    refused = Spread.of(crowd.refused)
    views = Spread.of([float(len(one)) for one in crowd.views])
    who = "100 members on one window"
    return [
        Figure("3", f"{who}: calls in each period of the cache, of two processes", per_period, None, "", "≤ 1",
            per_period.high <= 1, ""),
        Figure("3", "… calls of all, for so many views", Spread.of(crowd.calls), views, "views", "", None, ""),
        Figure("3", "… 429s, of an upstream that allows 1,000 a minute", refused, None, "", "0", not refused.high, ""),
        Figure("3", "… pages that failed", crowd.failed, None, "", "", None, "%"),
        Figure("3", "… p50", crowd.times("p50"), None, "", "", None, "ms"),
        Figure("3", "… p99", crowd.times("p99"), None, "", "", None, "ms"),
    ]  # fmt: skip


def small_limit(careful: Crowd, careless: Crowd, rounds: int) -> list[Figure]:
    """One that bites: eight calls a minute, where a period a second would need sixty."""
    for _ in range(rounds):
        careful.looks(SMALL, SMALL_SECONDS)
        careless.looks(SMALL, CARELESS_SECONDS)
    who = "100 members on one window, of an upstream that allows 8 calls a minute"
    other = "asking for every view"
    ours, theirs = Spread.of(careful.refused), Spread.of(careless.refused)
    return [
        Figure("3", f"{who}: 429s", ours, theirs, other, "0", not ours.high, ""),
        Figure("3", "… calls", Spread.of(careful.calls), Spread.of(careless.calls), other, "", None, ""),
        Figure("3", "… pages that failed", careful.failed, careless.failed, other, "", None, "%"),
        Figure("3", "… p50", careful.times("p50"), careless.times("p50"), other, "", None, "ms"),
        Figure("3", "… p99", careful.times("p99"), careless.times("p99"), other, "", None, "ms"),
    ]


def looked_around(site: AskedSite, length: float) -> dict[str, list[View]]:
    """What members see. Some are at the studio that will hang, each look of theirs at a window that nobody has kept."""
    seen: dict[str, list[View]] = {"nothing": [], "other": [], "hanging": []}
    today = town.today()

    def stranded(one: Member, place: int, number: int) -> View:
        day = today + timedelta(days=1 + (number * 7) % 350)
        return one.get(f"/studios/{HANGING}/appointments/{town.HOURS[place]}/?start={day}")[0]

    acts = [
        lambda one=one, place=place: _into(
            seen["hanging"], for_seconds(length, lambda number: stranded(one, place, number), PAUSE)
        )
        for place, one in enumerate(site.members(STRANDED))
    ]
    for place, (name, path) in enumerate(
        [("nothing", "/"), ("other", f"/studios/{OTHER}/appointments/{town.HOURS[0]}/")] * 2
    ):
        one = site.member(STRANDED + place)
        acts.append(
            lambda one=one, name=name, path=path: _into(
                seen[name], for_seconds(length, lambda _: one.get(path)[0], 0.02)
            )
        )
    at_once(acts)
    return seen


def _into(seen: list[View], views: list[View]) -> list[View]:
    seen += views
    return views


def one_hangs(site: AskedSite, upstream: Upstream, redis: str, rounds: int) -> list[Figure]:
    seen: dict[str, list[dict[str, list[View]]]] = {"before": [], "during": []}
    for _ in range(rounds):
        Redis.from_url(redis).flushdb()
        upstream.weather(seconds=ROUND_TRIP)
        seen["before"].append(looked_around(site, BEFORE_SECONDS))
        upstream.weather(seconds=ROUND_TRIP, hanging=[HANGING])
        seen["during"].append(looked_around(site, DURING_SECONDS))
    upstream.weather(seconds=ROUND_TRIP)

    def told(what: str, name: str, part: str, most: float = math.inf) -> Figure:
        of = {"p50": statistics.median, "p99": p99}[part]
        during, before = (
            in_ms([of([view.seconds for view in views[name]]) for views in seen[when]])
            for when in ("during", "before")
        )
        has_goal = most < math.inf
        met = during.median <= most * before.median if has_goal else None
        return Figure(
            "8", f"{what}, {part}", during, before, "before", f"≤ {most:g}×" if has_goal else "", met, "ms"
        )

    failed = Spread.of([failures([*views["nothing"], *views["other"]]) for views in seen["during"]])
    return [
        told("one studio hangs: a page that needs no call", "nothing", "p99", 1.5),
        told("… the same", "nothing", "p50"),
        told("… another studio’s times", "other", "p99"),
        told("… another studio’s times", "other", "p50"),
        told("… that studio’s own, which nobody has kept", "hanging", "p50"),
        Figure("8", "… failed of all but its own", failed, None, "", "0", not failed.high, "%"),
    ]


def measure(rounds: int) -> list[Figure]:
    with ExitStack() as ends:
        folder = Path(ends.enter_context(TemporaryDirectory()))
        upstream = ends.enter_context(running_upstream(folder))
        redis = ends.enter_context(running_redis())

        def fleet(name: str, number: int, **settings: str) -> tuple[AskedSite, str]:
            url = redis.url.replace("/0?", f"/{number}?")
            return ends.enter_context(asked_site(folder / name, upstream, CACHE_URL=url, **settings)), url

        site, kept = fleet("site", 0, SLOT_CACHE_SECONDS=str(PERIOD))
        figures = one_window(Crowd(site, upstream, kept), rounds)
        figures += one_hangs(site, upstream, kept, rounds)
        careful = fleet("careful", 1, SLOT_CACHE_SECONDS="1", UPSTREAM_PER_MINUTE=str(SMALL))
        careless = fleet("careless", 2, **CARELESS)
        return figures + small_limit(
            Crowd(careful[0], upstream, careful[1]), Crowd(careless[0], upstream, careless[1]), rounds
        )


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
