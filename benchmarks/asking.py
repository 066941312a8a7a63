"""Goals 1 and 2: pages that have to ask Magicline, beside one round trip to it on a connection that is kept.

Nothing is kept of free times (SLOT_CACHE_SECONDS=0), so every view asks; the list of appointments is kept, as always.
The window begins tomorrow: six whole days of ten free times each, sixty on the page at any hour. Nobody books
meanwhile, so the answer is the one from before, and what was drawn of that is taken again; "drawn anew" is a page of
the same times that is not kept so, as after an answer in which something is new.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import report, town
from benchmarks.asked_site import AskedSite, asked_site
from benchmarks.figures import Figure, Spread
from benchmarks.upstream import RawCalls, Upstream, running_upstream
from benchmarks.views import View, at_once, by_turns, for_seconds, in_ms, p99, seconds
from tests.pages import Answer, Page

ROUND_TRIP = 0.2
DEADLINE = 8.0  # of a page, as in studios.connections, which needs Django's settings
VIEWS, FEWER_VIEWS, CROWD_SECONDS = 40, 12, 6.0
MEMBERS = 16
BOOKED = 1  # the member who has a booking at each of the eight studios
SLOTS = f"/studios/{town.STUDIOS[0]}/appointments/{town.HOURS[0]}/"
WINDOW = f"{SLOTS}?start={town.today() + timedelta(days=1)}"
# It says besides that something sooner may be free, and is drawn for who asks alone.
DRAWN_ANEW = f"{WINDOW}&perhaps_sooner=1"
NEVER = f"/studios/{town.STUDIOS[0]}/appointments/{town.NEVER}/"
HANGING = town.STUDIOS[4]
ASKS_EVERY_TIME = {
    "SLOT_CACHE_SECONDS": "0",
    "UPSTREAM_PER_MINUTE": "1000000",
    "SEARCHES_PER_CLIENT": "1000000",
}


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
    looks = [lambda: member.get(WINDOW)[0], lambda: member.get(DRAWN_ANEW)[0], raw.slots]
    by_turns(5, *looks)  # warm
    found = [[seconds(views) for views in by_turns(VIEWS, *looks)] for _ in range(rounds)]
    pages, anew, trips = zip(*found, strict=True)
    kinds: list[tuple[str, Callable[[Sequence[float]], float], float]] = [
        ("p50", statistics.median, 1.05),
        ("p99", p99, 1.10),
    ]
    figures = []
    for name, of, most in kinds:
        ours, new, raw_ones = ([of(one) for one in views] for views in (pages, anew, trips))
        figures.append(beside("1", f"slot page that asks, {name}", ours, raw_ones, most))
        figures.append(
            Figure(
                "1",
                f"the same, drawn anew, {name}",
                in_ms(new),
                in_ms(raw_ones),
                "one round trip",
                "",
                None,
                "ms",
            )
        )
    return figures


def sixteen_members(site: AskedSite, upstream: Upstream, rounds: int) -> list[Figure]:
    members, raw = site.members(MEMBERS), RawCalls(upstream)
    medians, rates, trips, limits = [], [], [], []
    for _ in range(rounds):
        trip = statistics.median(seconds(by_turns(10, raw.slots)[0]))
        looks = [lambda one=one: for_seconds(CROWD_SECONDS, lambda _: one.get(WINDOW)[0]) for one in members]
        at_once(
            [lambda one=one: [one.get(WINDOW)[0]] for one in members]
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


def book_everywhere(upstream: Upstream) -> None:
    """At the studios' desks."""
    for place, slug in enumerate(town.STUDIOS):
        booked = {"studio": slug, "customer": town.MEMBERS[BOOKED], "appointment": town.HOURS[1]}
        start = f"{town.today() + timedelta(days=1 + place)}T12:00:00Z"
        upstream.ask("POST", "desk/bookings", {**booked, "start": start})


def several_questions(site: AskedSite, upstream: Upstream, rounds: int) -> list[Figure]:
    """Pages that ask eight studios, or as many windows as there are in six weeks."""
    member, booked, raw = site.member(), site.member(BOOKED), RawCalls(upstream)
    looks: dict[str, Callable[[], View]] = {
        "my bookings, 8 studios, nothing booked": lambda: member.get("/bookings/")[0],
        "my bookings, 8 studios, a booking at each": lambda: booked.get("/bookings/")[0],
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
    """Of the studios where the member has a booking."""
    member = site.member(BOOKED)
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
        Figure(
            "2",
            "bookings on it, those of the other seven among them",
            Spread.of(others),
            None,
            "",
            "7 or 8",
            met,
            "",
        ),
    ]


def measure(rounds: int) -> list[Figure]:
    with ExitStack() as ends:
        folder = Path(ends.enter_context(TemporaryDirectory()))
        upstream = ends.enter_context(running_upstream(folder))
        upstream.weather(seconds=ROUND_TRIP)
        book_everywhere(upstream)
        site = ends.enter_context(asked_site(folder / "site", upstream, processes=1, **ASKS_EVERY_TIME))
        parts = (one_member, sixteen_members, several_questions, one_hangs)
        return [figure for part in parts for figure in part(site, upstream, rounds)]


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
