"""Ten minutes of the busiest evening, second by second: who looks at what, and what that asks of Magicline and of us.

One studio, the largest, has just sent a mail to all its members, and many of them look for the same appointment.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import exp
from random import Random
from statistics import NormalDist

from benchmarks import costs
from benchmarks.costs import VIEWS

SEED = 6
SECONDS = costs.RUSH_SECONDS
Window = tuple[int, int, int]  # studio, appointment, the how manieth from today


@dataclass(slots=True)
class Load:
    """What is asked in one minute. All but `busiest_key` is by second."""

    views: float = 0.0
    calls: float = 0.0
    cores: float = 0.0
    reading_studios: float = 0.0  # of the cores: what grows with the studios of the site or of the chain
    writes: float = 0.0
    sign_ins: float = 0.0
    bookings: float = 0.0
    busiest_key: int = 0  # calls of one endpoint with one key, in this minute
    web_threads: float = 0.0  # at work at once, in all seconds but one of a hundred


@dataclass(slots=True)
class Evening:
    """Counts second by second. With `keeps`, what is the same for everybody is asked once while it is kept."""

    keeps: bool
    studios: int
    threads: list[float] = field(default_factory=lambda: [0.0] * SECONDS)
    minutes: list[Load] = field(default_factory=lambda: [Load() for _ in range(SECONDS // 60)])
    _asked_at: dict[Window | int, int] = field(default_factory=dict)
    _booked_at: dict[int, int] = field(default_factory=dict)
    _by_key: Counter[tuple[int, int, str]] = field(default_factory=Counter)

    def view(self, page: str, windows: Sequence[Window], studio: int, second: int) -> None:
        """One view by one member; `windows` are those it shows."""
        cost, load = VIEWS[page], self.minutes[second // 60]
        asked = 0
        if cost.offer and self._has_to_ask(studio, costs.OFFER_KEPT_SECONDS, second):
            endpoints = costs.OFFER if self.keeps else costs.OFFER[: cost.offer]
            asked += sum(self._call(studio, endpoint, second) for endpoint in endpoints)
        for window in windows:
            if self._has_to_ask(window, costs.TIMES_KEPT_SECONDS, second):
                asked += self._call(studio, "slots", second)
        waits_for = min(cost.rounds, cost.own_rounds + asked) if self.keeps else cost.rounds
        for endpoint in cost.own:
            asked += self._call(studio, endpoint, second)
        chain = min(self.studios, costs.LARGEST_CHAIN)
        studios_ms = cost.per_studio_ms * (self.studios if page == "studios" else chain)
        cpu_ms = (cost.kept_ms if asked == len(cost.own) else cost.cpu_ms) + studios_ms
        self.threads[second] += waits_for * costs.CALL_SECONDS + cpu_ms / 1000
        load.views += 1 / 60
        load.calls += asked / 60
        load.cores += cpu_ms / 60_000
        load.reading_studios += studios_ms / 60_000
        load.writes += cost.writes / 60
        load.sign_ins += (page == "sign_in") / 60
        load.bookings += (page == "book") / 60
        if page in ("book", "cancel"):
            self._booked_at[studio] = second

    def busiest(self) -> Load:
        """The most of each, once the caches have filled: they need not have come in the same minute."""
        for (minute, _studio, _endpoint), number in self._by_key.items():
            self.minutes[minute].busiest_key = max(self.minutes[minute].busiest_key, number)
        names = (
            "views",
            "calls",
            "cores",
            "reading_studios",
            "writes",
            "sign_ins",
            "bookings",
            "busiest_key",
        )
        most = {name: max(getattr(minute, name) for minute in self.minutes[1:]) for name in names}
        threads = sorted(self.threads[60:])
        return Load(**most, web_threads=threads[len(threads) * 99 // 100])

    def _has_to_ask(self, what: Window | int, kept: int, second: int) -> bool:
        asked_at = self._asked_at.get(what, -kept)
        studio = what if isinstance(what, int) else what[0]
        is_kept = self.keeps and second - asked_at < kept
        if is_kept and (studio == what or asked_at > self._booked_at.get(studio, -1)):
            return False
        self._asked_at[what] = second
        return True

    def _call(self, studio: int, endpoint: str, second: int) -> int:
        self._by_key[second // 60, studio, endpoint] += 1
        return 1


def members_of(studios: int) -> list[int]:
    """Of each studio: many small ones and few large ones, the largest last, `MEMBERS_OF_A_STUDIO` in the mean."""
    shares = [exp(costs.SPREAD * NormalDist().inv_cdf((n + 0.5) / studios)) for n in range(studios)]
    members = costs.MEMBERS_OF_A_STUDIO * studios
    return [round(share / sum(shares) * members) for share in shares]


def visits_in_the_peak_hour(members: int) -> float:
    here = members * costs.BOOKINGS_A_MONTH * costs.BOOKED_HERE / 30
    return here / costs.BOOKS * costs.PEAK_HOUR


def evening(studios: int) -> tuple[Load, Load]:
    """The busiest of every figure: with every page asking for itself, and with caches."""
    members = members_of(studios)
    both = Evening(keeps=False, studios=studios), Evening(keeps=True, studios=studios)
    for second, visits in enumerate(_views(members)):
        for page, windows, studio in visits:
            for one in both:
                one.view(page, windows, studio, second)
    return both[0].busiest(), both[1].busiest()


def _views(members: Sequence[int]) -> list[list[tuple[str, list[Window], int]]]:
    """What is looked at in each second."""
    chance = Random(SEED)  # noqa: S311 - a model, which says the same every time
    by_second: list[list[tuple[str, list[Window], int]]] = [[] for _ in range(SECONDS)]
    places = list(accumulate(members))
    popularity = list(accumulate(1 / (n + 1) for n in range(costs.APPOINTMENTS)))
    largest = len(members) - 1
    everyday = round(visits_in_the_peak_hour(places[-1]) * SECONDS / 3600)
    rush = round(members[largest] * costs.RUSH)
    for number in range(everyday + rush):
        # Who was there before the first second is in the middle of it by then.
        second = chance.random() * (SECONDS + 5 * costs.THINK_SECONDS) - 5 * costs.THINK_SECONDS
        if number < everyday:
            studio = min(bisect(places, chance.random() * places[-1]), largest)
            appointment = bisect(popularity, chance.random() * popularity[-1])
        else:
            studio, appointment = largest, 0
        for page, windows in _pages(studio, appointment, chance):
            if 0 <= second < SECONDS:
                by_second[int(second)].append((page, windows, studio))
            second += chance.random() * costs.THINK_SECONDS
    return by_second


def _pages(studio: int, appointment: int, chance: Random) -> Iterator[tuple[str, list[Window]]]:
    """One visit: page by page, with the windows of free times that each needs."""
    shown = 0
    books = chance.random() < costs.BOOKS
    for page, likely in (*costs.LOOKING, *(costs.BOOKING if books else ())):
        if chance.random() >= likely:
            continue
        windows = []
        if VIEWS[page].times:
            first = 0 if page == "next_free" else shown
            windows = [(studio, appointment, first + n) for n in range(VIEWS[page].times)]
            shown = first + 1
        yield page, windows
