"""The closing days that explain why nothing is free."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from studios.magicline.studio import ClosingHours
from studios.models import Studio


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Days of the studio's calendar on which it is closed, the first and the last included."""

    first_on: date
    last_on: date
    reason: str

    @classmethod
    def of(cls, studio: Studio, closing: ClosingHours) -> "ClosedDays":
        """The midnight that ends a day belongs to that day: whole days are told from midnight to midnight."""
        first_on = studio.local(closing.starts.instant).date()
        last_on = studio.local(closing.ends.instant - timedelta.resolution).date()
        return cls(first_on, max(first_on, last_on), closing.reason)

    def goes_on_in(self, other: "ClosedDays") -> bool:
        """Whether `other`, which begins no earlier, is more of the same."""
        return self.reason == other.reason and other.first_on <= self.last_on + timedelta(days=1)


def between(
    studio: Studio, closings: Iterable[ClosingHours], *, first_on: date, last_on: date
) -> list[ClosedDays]:
    """Those that meet these days of the studio's calendar, in order; days in a row for one reason are told as one."""
    together: list[ClosedDays] = []
    for closed in sorted((ClosedDays.of(studio, one) for one in closings), key=lambda one: one.first_on):
        if together and together[-1].goes_on_in(closed):
            together[-1] = replace(together[-1], last_on=max(together[-1].last_on, closed.last_on))
        else:
            together.append(closed)
    return [closed for closed in together if closed.first_on <= last_on and closed.last_on >= first_on]
