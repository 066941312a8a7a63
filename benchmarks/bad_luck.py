"""Goal 8: an upstream that takes 500 ms and answers 5 % of all calls with 429 or 503, half of each.

Nothing is kept of free times, so every page asks. Of a 503 nobody knows whether what was asked for has happened: here
it has, every second time. A booking that is answered so must not be sent again: its page says it is being found out.
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import report, town
from benchmarks.asked_site import AskedSite, asked_site
from benchmarks.figures import Figure, Spread
from benchmarks.upstream import RawCalls, Upstream, running_upstream
from benchmarks.views import Member, View, at_once, by_turns, for_seconds, in_ms, p99, seconds
from tests.pages import Answer, Page

ROUND_TRIP, TROUBLE = 0.5, 0.05
MEMBERS = 8
PAGE_SECONDS = 10.0
BOOKINGS_EACH = 8
SLOW_PAGE, SLOW_BOOKING = 1500.0, 4000.0  # ms
STUDIO = town.STUDIOS[0]
SETTINGS = {"SLOT_CACHE_SECONDS": "0", "UPSTREAM_PER_MINUTE": "1000000", "SEARCHES_PER_CLIENT": "1000000"}
# What a member is told of a booking that was answered 503.
FINDING_OUT = ("UNSURE", "SENDING")
NOT_SENT = "?"


def slots_of(place: int) -> str:
    """Each member has an hour of their own, so that nobody takes another's."""
    return f"/studios/{STUDIO}/appointments/{town.HOURS[place]}/"


class Booker:
    """A member who books one hour after the other."""

    def __init__(self, site: AskedSite, place: int) -> None:
        self._member: Member = site.member(place)
        self._slots = slots_of(place)
        self.views: list[View] = []
        self.outcomes: Counter[str] = Counter()

    def book(self) -> None:
        """From the times to the page that tells what became of it; confirming and that page are what is timed."""
        choice = self._first_choice()
        page = self._ask(choice) if choice else None
        form = page.fields() if page else {}
        if "shown" not in form:
            self.outcomes[NOT_SENT] += 1  # before anything was confirmed
            return
        began = time.perf_counter()
        view, answer = self._member.post(choice, form)
        status, told = view.status, NOT_SENT
        if answer is not None and view.status == 302:
            view, answer = self._member.get(answer.headers["Location"])
            status = view.status
            statuses = Page(Answer(answer)).values("data-booking-status") if answer is not None else []
            told = statuses[0] if statuses else NOT_SENT
        self.views.append(View(time.perf_counter() - began, status))
        self.outcomes[told] += 1

    def _first_choice(self) -> str:
        page = self._ask(self._slots)
        slots = page.all("data-slot-start") if page else []
        # Not the very next one: an hour that begins meanwhile is nobody's.
        return slots[2].attributes["href"] if len(slots) > 2 else ""

    def _ask(self, path: str) -> Page | None:
        """The page, asked for again once as a member would where there was none."""
        for _ in range(2):
            view, answer = self._member.get(path)
            if answer is not None and view.status == 200:
                return Page(Answer(answer))
        return None


def failed(views: Sequence[View]) -> float:
    """Percent of what was answered with an error, or not at all."""
    return 100 * sum(view.status != 200 for view in views) / len(views)


def pages(site: AskedSite, upstream: Upstream, rounds: int) -> list[Figure]:
    """Of free times."""
    raw, trips, seen = RawCalls(upstream), [], []
    for _ in range(rounds):
        upstream.weather(seconds=ROUND_TRIP)
        trips.append(statistics.median(seconds(by_turns(4, raw.slots)[0])))
        upstream.weather(seconds=ROUND_TRIP, trouble=TROUBLE)
        members = enumerate(site.members(MEMBERS))
        seen.append(
            at_once(
                [
                    lambda one=one, place=place: for_seconds(
                        PAGE_SECONDS, lambda _: one.get(slots_of(place))[0]
                    )
                    for place, one in members
                ]
            )
        )
    trip = in_ms(trips)
    slowest = in_ms([p99([view.seconds for view in views]) for views in seen])
    middle = in_ms([statistics.median(view.seconds for view in views) for views in seen])
    lost = Spread.of([failed(views) for views in seen])
    is_quick = slowest.median < SLOW_PAGE
    return [
        Figure(
            "8", "slot page in bad weather, p99", slowest, trip, "one round trip", "< 1.5 s", is_quick, "ms"
        ),
        Figure("8", "… p50", middle, trip, "one round trip", "", None, "ms"),
        Figure("8", "… that failed", lost, None, "", "< 1 %", lost.median < 1, "%"),
    ]


def bookings(site: AskedSite, upstream: Upstream, rounds: int) -> list[Figure]:
    bookers = [Booker(site, place) for place in range(MEMBERS)]
    times, lost, doubtful, refused, sent = [], [], [], [], []
    for _ in range(rounds):
        upstream.weather(seconds=ROUND_TRIP, trouble=TROUBLE)
        for one in bookers:
            one.views, one.outcomes = [], Counter()
        at_once([lambda one=one: [one.book() for _ in range(BOOKINGS_EACH)] and one.views for one in bookers])
        views = [view for one in bookers for view in one.views]
        outcomes = sum((one.outcomes for one in bookers), Counter[str]())
        times.append(p99([view.seconds for view in views]))
        lost.append(failed(views))
        doubtful.append(100 * sum(outcomes[one] for one in FINDING_OUT) / len(views))
        known = sum(outcomes[one] for one in ("BOOKED", *FINDING_OUT))
        refused.append(100 * (outcomes.total() - known) / outcomes.total())
        sent.append(float(upstream.counts()["booked_most"]))
    slowest, failures, most = in_ms(times), Spread.of(lost), Spread.of(sent)
    is_quick = slowest.median < SLOW_BOOKING
    return [
        Figure("8", "confirming, with the page it leads to, p99", slowest, None, "", "< 4 s", is_quick, "ms"),
        Figure("8", "… that failed", failures, None, "", "< 1 %", failures.median < 1, "%"),
        Figure("8", "… being found out: booking was answered 503", Spread.of(doubtful), None, "", "", None, "%"),
        Figure("8", "… not booked, and the member told so", Spread.of(refused), None, "", "", None, "%"),
        Figure("8", "… how often one booking was sent, at most", most, None, "", "once", most.high <= 1, ""),
    ]  # fmt: skip


def measure(rounds: int) -> list[Figure]:
    with ExitStack() as ends:
        folder = Path(ends.enter_context(TemporaryDirectory()))
        upstream = ends.enter_context(running_upstream(folder))
        site = ends.enter_context(asked_site(folder / "site", upstream, **SETTINGS))
        return [*pages(site, upstream, rounds), *bookings(site, upstream, rounds)]


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
