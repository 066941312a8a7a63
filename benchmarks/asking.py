"""Goals 1 and 2: pages that have to ask Magicline, beside one round trip to it on a connection that is kept.

Nothing is kept of free times (SLOT_CACHE_SECONDS=0), so every view asks; what appointments are called is kept, as always.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

from benchmarks import town
from benchmarks.asked_site import (
    AskedSite,
    Upstream,
    View,
    asked_site,
    at_once,
    for_seconds,
    running_upstream,
)
from benchmarks.figures import Figure, Spread
from tests.pages import Answer, Page

ROUND_TRIP = 0.2
DEADLINE = 8.0  # of a page, as in studios.connections, which needs Django's settings
VIEWS, FEWER_VIEWS, CROWD_SECONDS = 50, 20, 6.0
MEMBERS = 16
SLOTS = f"/studios/{town.STUDIOS[0]}/appointments/{town.HOURS[0]}/"
NEVER = f"/studios/{town.STUDIOS[0]}/appointments/{town.NEVER}/"
HANGING = town.STUDIOS[4]
ASKS_EVERY_TIME = {
    "SLOT_CACHE_SECONDS": "0",
    "UPSTREAM_PER_MINUTE": "1000000",
    "SEARCHES_PER_CLIENT": "1000000",
}


def p99(times: Sequence[float]) -> float:
    """Between the two slowest where there are fewer than a hundred."""
    return statistics.quantiles(times, n=100, method="inclusive")[98]


def seconds(views: Sequence[View], *wanted: int) -> list[float]:
    """How long each took. Raises RuntimeError where one was answered otherwise: that measures something else."""
    odd = [view for view in views if view.status not in (wanted or (200,))]
    if odd:
        raise RuntimeError(f"{len(odd)} of {len(views)} were answered otherwise, as with {odd[0].status}")
    return [view.seconds for view in views]


class RawCalls:
    """The same call that a page makes, by `requests` on a connection that is kept."""

    def __init__(self, upstream: Upstream) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["x-api-key"] = town.api_key(town.STUDIOS[0])
        self._chain = f"{upstream.url}/{town.TENANT}"

    def slots(self) -> View:
        window = {"slotWindowStartDate": date.today().isoformat(), "daysAhead": 6}  # noqa: DTZ011
        return self._get(f"/v1/appointments/bookable/{town.HOURS[0]}/slots", window)

    def bookings(self) -> View:
        return self._get("/v1/appointments/booking", {"customerId": town.MEMBERS[0]})

    def _get(self, path: str, query: dict[str, str | int]) -> View:
        began = time.perf_counter()
        status = self._session.get(self._chain + path, params=query, timeout=60).status_code
        return View(time.perf_counter() - began, status)


def by_turns(number: int, *looks: Callable[[], View]) -> list[list[View]]:
    """Each look so often, one after the other, so that whatever slows the machine slows all of them."""
    turns = [[look() for look in looks] for _ in range(number)]
    return [list(views) for views in zip(*turns, strict=True)]


def in_ms(values: Sequence[float]) -> Spread:
    return Spread.of([value * 1000 for value in values])


def beside(
    goal: str,
    what: str,
    ours: Sequence[float],
    raw: Sequence[float],
    most: float,
    against: str = "one round trip",
) -> Figure:
    """Times of several rounds, each beside the other side's of the same round."""
    ours_ms, raw_ms = in_ms(ours), in_ms(raw)
    met = ours_ms.median <= most * raw_ms.median
    return Figure(goal, what, ours_ms, raw_ms, against, f"≤ {most:g}×", met, "ms")


def one_member(site: AskedSite, upstream: Upstream, rounds: int) -> list[Figure]:
    member, raw = site.member(), RawCalls(upstream)
    by_turns(5, lambda: member.get(SLOTS)[0], raw.slots)  # warm
    pages, trips = [], []
    for _ in range(rounds):
        page, trip = by_turns(VIEWS, lambda: member.get(SLOTS)[0], raw.slots)
        pages.append(seconds(page))
        trips.append(seconds(trip))
    return [
        beside(
            "1", f"slot page that asks, {name}", [of(one) for one in pages], [of(one) for one in trips], most
        )
        for name, of, most in (("p50", statistics.median, 1.05), ("p99", p99, 1.10))
    ]


def sixteen_members(site: AskedSite, upstream: Upstream, rounds: int) -> list[Figure]:
    members, raw = site.members(MEMBERS), RawCalls(upstream)
    medians, rates, trips, limits = [], [], [], []
    for _ in range(rounds):
        trip = statistics.median(seconds(by_turns(10, raw.slots)[0]))
        looks = [lambda one=one: for_seconds(CROWD_SECONDS, lambda _: one.get(SLOTS)[0]) for one in members]
        at_once(
            [lambda one=one: [one.get(SLOTS)[0]] for one in members]
        )  # connections, and a thread for each
        began = time.perf_counter()
        views = seconds(at_once(looks))
        rates.append(len(views) / (time.perf_counter() - began))
        medians.append(statistics.median(views))
        trips.append(trip)
        limits.append(MEMBERS / trip)
    ours, limit = Spread.of(rates), Spread.of(limits)
    met = ours.median >= 0.85 * limit.median
    return [
        beside("1", "the same, 16 members on 16 threads of one process, p50", medians, trips, 1.2),
        Figure("1", "and how many pages", ours, limit, "threads ÷ round trip", "≥ 0.85×", met, "pages/s"),
    ]


def several_questions(site: AskedSite, upstream: Upstream, rounds: int) -> list[Figure]:
    """Pages that ask eight studios, or as many windows as there are in six weeks."""
    member, raw = site.member(), RawCalls(upstream)
    looks: dict[str, Callable[[], View]] = {
        "my bookings, 8 studios": lambda: member.get("/bookings/")[0],
        "next free time, there is one in 12 days": lambda: member.get(f"{SLOTS}next-free/")[0],
        "next free time, there is none in 42 days": lambda: member.get(f"{NEVER}next-free/")[0],
    }
    by_turns(2, *looks.values())
    trips: list[float] = []
    times: dict[str, list[float]] = {what: [] for what in looks}
    for _ in range(rounds):
        *pages, trip = by_turns(FEWER_VIEWS, *looks.values(), raw.bookings)
        trips.append(statistics.median(seconds(trip)))
        for what, views in zip(looks, pages, strict=True):
            times[what].append(statistics.median(seconds(views, 200, 302)))
    return [beside("2", f"{what}, p50", ours, trips, 1.08) for what, ours in times.items()]


def one_hangs(site: AskedSite, upstream: Upstream, rounds: int) -> list[Figure]:
    """The member has a booking at each of the eight studios, and one of them does not answer."""
    member = site.member(1)
    for slug in town.STUDIOS:
        start = f"{date.today().isoformat()}T23:30:00Z"  # noqa: DTZ011
        booked = {"studio": slug, "customer": town.MEMBERS[1], "appointment": town.HOURS[1], "start": start}
        upstream.ask("POST", "desk/bookings", booked)
    times, others = [], []
    for _ in range(rounds):
        upstream.weather(seconds=ROUND_TRIP, hanging=[HANGING])
        view, answer = member.get("/bookings/")
        times += seconds([view])
        rows = Page(Answer(answer)).values("data-booking-reference") if answer is not None else []
        others.append(float(len(rows)))
        upstream.weather(seconds=ROUND_TRIP)
    met = min(others) >= len(town.STUDIOS) - 1
    return [
        beside("2", "my bookings, one of 8 studios hangs", times, [DEADLINE], 1.05, "its deadline"),
        Figure("2", "bookings of the others on it", Spread.of(others), None, "", "7 of 7", met, ""),
    ]


def measure(rounds: int) -> list[Figure]:
    with ExitStack() as ends:
        folder = Path(ends.enter_context(TemporaryDirectory()))
        upstream = ends.enter_context(running_upstream(folder))
        upstream.weather(seconds=ROUND_TRIP)
        site = ends.enter_context(asked_site(folder / "site", upstream, processes=1, **ASKS_EVERY_TIME))
        parts = (one_member, sixteen_members, several_questions, one_hangs)
        return [figure for part in parts for figure in part(site, upstream, rounds)]


if __name__ == "__main__":
    for figure in measure(3):
        print(figure)
