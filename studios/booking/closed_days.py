"""The closing days that say why nothing is free."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Self

from studios.booking.slots import Window
from studios.magicline.studio import ClosingHours
from studios.models import Studio

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Days of the studio's calendar on which it is closed, the first and the last included."""

    first_on: date
    last_on: date
    reason: str

    @classmethod
    def of(cls, studio: Studio, closing: ClosingHours) -> Self:
        """The midnight that ends a day belongs to that day: whole days are told from midnight to midnight."""
        first_on = studio.local(closing.starts.instant).date()
        last_on = studio.local(closing.ends.instant - timedelta.resolution).date()
        return cls(first_on, max(first_on, last_on), closing.reason)

    @classmethod
    def whole(cls, studio: Studio, closing: ClosingHours) -> Self | None:
        """Only the days on which it is closed from midnight to midnight, if there are any; a minute may be missing."""
        starts = studio.local(closing.starts.instant)
        first_on = starts.date() + _A_DAY * (starts.time() > time())
        last_on = studio.local(closing.ends.instant + timedelta(minutes=1)).date() - _A_DAY
        return cls(first_on, last_on, closing.reason) if first_on <= last_on else None

    def goes_on_in(self, other: "ClosedDays") -> bool:
        """Whether `other`, which begins no earlier, is more of the same."""
        return self.reason == other.reason and other.first_on <= self.last_on + _A_DAY

    def holds(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


def within(window: Window, closings: Iterable[ClosingHours]) -> list[ClosedDays]:
    """Those that say why nothing is free: on any day of an empty window, or on the empty days beside others."""
    if not window.free_on:
        return between(window, [ClosedDays.of(window.studio, one) for one in closings])
    # Who is closed for an hour may be booked out for the rest of the day.
    whole = [closed for one in closings if (closed := ClosedDays.whole(window.studio, one))]
    return [closed for closed in between(window, whole) if not any(map(closed.holds, window.free_on))]


def between(window: Window, closings: Iterable[ClosedDays]) -> list[ClosedDays]:
    """Those that meet the window's days, in order; days in a row for one reason are told as one."""
    together: list[ClosedDays] = []
    for closed in sorted(closings, key=lambda one: one.first_on):
        if together and together[-1].goes_on_in(closed):
            together[-1] = replace(together[-1], last_on=max(together[-1].last_on, closed.last_on))
        else:
            together.append(closed)
    return [
        closed
        for closed in together
        if closed.first_on <= window.last_on and closed.last_on >= window.first_on
    ]
