"""Two small charts: numbers, and how long each bar is. The page draws them, and has them as tables as well."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from studios.desk.facts import SHOWN_DAYS
from studios.desk.reasons import in_words
from studios.models import Studio

HEIGHT = 100  # of the highest bar
DAY_WIDTH = 10
BAR_WIDTH = 4


@dataclass(frozen=True, slots=True)
class Day:
    """One day (the studio's) and its two bars, side by side, measured from the chart's upper left corner."""

    on: date
    booked: int
    cancelled: int
    left: int
    booked_height: int
    cancelled_height: int

    @property
    def cancelled_left(self) -> int:
        return self.left + BAR_WIDTH

    @property
    def booked_top(self) -> int:
        return HEIGHT - self.booked_height

    @property
    def cancelled_top(self) -> int:
        return HEIGHT - self.cancelled_height


@dataclass(frozen=True, slots=True)
class DayChart:
    days: list[Day]
    booked: int
    cancelled: int
    highest: int

    @property
    def width(self) -> int:
        return DAY_WIDTH * len(self.days)


@dataclass(frozen=True, slots=True)
class Reason:
    words: str
    number: int
    percent: int  # of the most frequent one


def by_day(
    booked_at: Iterable[datetime], cancelled_at: Iterable[datetime], studio: Studio, *, now: datetime
) -> DayChart:
    """Bookings made and cancelled on each of the last days, today included, on the studio's calendar."""
    booked, cancelled = (
        Counter(studio.local(at).date() for at in moments) for moments in (booked_at, cancelled_at)
    )
    today = studio.local(now).date()
    days = [today - timedelta(days=ago) for ago in reversed(range(SHOWN_DAYS))]
    highest = max((max(booked[on], cancelled[on]) for on in days), default=0)
    return DayChart(
        days=[
            Day(
                on,
                booked[on],
                cancelled[on],
                left=place * DAY_WIDTH + (DAY_WIDTH - 2 * BAR_WIDTH) // 2,
                booked_height=_share(booked[on], highest),
                cancelled_height=_share(cancelled[on], highest),
            )
            for place, on in enumerate(days)
        ],
        booked=sum(booked[on] for on in days),
        cancelled=sum(cancelled[on] for on in days),
        highest=highest,
    )


def by_reason(refusals: Counter[str]) -> list[Reason]:
    """The most frequent first; what reads the same is added up."""
    in_one: Counter[str] = Counter()
    for reason, number in refusals.items():
        in_one[in_words(reason)] += number
    most = max(in_one.values(), default=0)
    return [Reason(words, number, _share(number, most)) for words, number in in_one.most_common()]


def _share(number: int, highest: int) -> int:
    """Of `HEIGHT`; at least one, so that a single booking beside a hundred is seen."""
    return max(1, round(HEIGHT * number / highest)) if number else 0
