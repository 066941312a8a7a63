"""From the vendor's slots to a window that a member can choose from.

What comes is repeated, unordered and partly past, and reaches a day beyond what we show; what goes out is clean,
in days and parts of the day on the studio's own clock.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import cached_property

from studios import connections
from studios.booking.choice import Choice, end_of_life, shown_names
from studios.booking.only import PARTS_OF_DAY, Only, PartOfDay
from studios.magicline.appointments import Slot, SlotWindow
from studios.models import Studio

FARTHEST = timedelta(days=366)  # how far ahead a window can be opened

# So many free times in a day are drawn as two bars in the week at a glance, and as three.
SOME, PLENTY = 4, 10


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot as shown: `starts` on the studio's clock, `choice` ready for an address."""

    start_text: str
    starts: datetime
    instructors: str
    choice: str


@dataclass(frozen=True, slots=True)
class Part:
    """What is free in one part of one day."""

    of: PartOfDay
    slots: list[FreeSlot]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    parts: list[Part]

    @property
    def count(self) -> int:
        return sum(len(part.slots) for part in self.parts)

    @property
    def bars(self) -> int:
        """How much is free, at a glance: 0 to 3."""
        return (self.count > 0) + (self.count >= SOME) + (self.count >= PLENTY)


@dataclass(frozen=True)
class Window:
    """`first_on` to `last_on`, both shown; dates are the studio's. Neighbours are None where there is none.

    `offered` is everything that is free in these days, each with its start on the studio's clock, whatever of it is
    wanted. `now` is the moment it was opened at.
    """

    studio: Studio
    appointment_id: int
    first_on: date
    last_on: date
    previous_on: date | None
    next_on: date | None
    offered: list[tuple[Slot, datetime]]
    unreadable: int
    only: Only
    now: datetime

    @cached_property
    def wanted(self) -> list[tuple[Slot, datetime]]:
        """Of `offered`, what `only` lets in."""
        return [one for one in self.offered if self.only.lets_in(one[0], self.studio)]

    @cached_property
    def slots(self) -> list[FreeSlot]:
        """What is wanted, as shown."""
        return [self._shown(*one) for one in self.wanted]

    @property
    def choices_end_at(self) -> datetime:
        """Until when they can be chosen, those that start later."""
        return end_of_life(self.now)

    @cached_property
    def free_on(self) -> frozenset[date]:
        return frozenset(starts.date() for _, starts in self.offered)

    @cached_property
    def instructors(self) -> dict[int, str]:
        return {one.id: one.shown_name for slot, _ in self.offered for one in slot.instructors}

    @cached_property
    def parts(self) -> list[PartOfDay]:
        return [part for part in PARTS_OF_DAY if any(part.holds(starts) for _, starts in self.offered)]

    @cached_property
    def days(self) -> list[Day]:
        by_day = itertools.groupby(self.slots, key=lambda slot: slot.starts.date())
        return [Day(on, _parts(slots)) for on, slots in by_day]

    @property
    def all_days(self) -> list[Day]:
        """Every day of the window, those without a free time too: the week at a glance."""
        with_times = {day.on: day for day in self.days}
        number = (self.last_on - self.first_on).days + 1
        dates = [self.first_on + timedelta(days=place) for place in range(number)]
        return [with_times.get(on, Day(on, [])) for on in dates]

    def _shown(self, slot: Slot, starts: datetime) -> FreeSlot:
        choice = Choice.of(self.studio, self.appointment_id, slot)
        return FreeSlot(
            start_text=slot.start.text,
            starts=starts,
            instructors=shown_names(choice.instructors),
            choice=choice.signed(now=self.now),
        )


def first_day(wanted: str, studio: Studio, *, now: datetime) -> tuple[date, bool]:
    """The first day of the window that `wanted` (`YYYY-MM-DD`, from an address) asks for, and whether it could be had.

    Nonsense, the past and what lies more than a year ahead become today, on the studio's calendar.
    """
    today = studio.local(now).date()
    if not wanted:
        return today, True
    try:
        day = date.fromisoformat(wanted)
    except ValueError:
        return today, False
    return (day, True) if today <= day <= today + FARTHEST else (today, False)


def open_window(
    studio: Studio,
    appointment_id: int,
    first_on: date,
    answer: SlotWindow,
    *,
    now: datetime,
    only: Only,
) -> Window:
    """The window that starts on `first_on`, of what the vendor answered about it; the studio learns from that.

    Asked without a customer, so that one answer serves everybody; what is personal, validating says.
    """
    # It may be older than what was learned since: the limit only ever sinks.
    days_ahead = min(studio.days_ahead_limit, answer.days_ahead)
    studio.learn(days_ahead_limit=days_ahead, **connections.time_facts_of(answer.slots))

    today = studio.local(now).date()
    # Whether the vendor counts start + daysAhead into the window is not documented: that day belongs to the next one.
    last_on = first_on + timedelta(days=answer.days_ahead - 1)
    on_the_clock = [(slot, studio.local(slot.start.instant)) for slot in clean(answer.slots, now=now)]
    next_on = last_on + timedelta(days=1)
    return Window(
        studio=studio,
        appointment_id=appointment_id,
        first_on=first_on,
        last_on=last_on,
        previous_on=max(today, first_on - timedelta(days=answer.days_ahead)) if first_on > today else None,
        next_on=next_on if next_on <= today + FARTHEST else None,
        offered=[(slot, starts) for slot, starts in on_the_clock if first_on <= starts.date() <= last_on],
        unreadable=answer.unreadable,
        only=only,
        now=now,
    )


def clean(slots: Iterable[Slot], *, now: datetime) -> list[Slot]:
    """Without repeats and without what has begun, in order of time. Two trainers at one hour are two slots."""
    unique = {
        (
            slot.start.instant,
            slot.end.instant,
            tuple(sorted(instructor.id for instructor in slot.instructors)),
        ): slot
        for slot in slots
        if slot.start.instant > now
    }
    return [unique[identity] for identity in sorted(unique)]


def _parts(slots: Iterable[FreeSlot]) -> list[Part]:
    """Keeps the order it is given: on the night the clocks go back, sorting by what the clock says would mix hours."""
    slots = list(slots)
    parts = [Part(part, [slot for slot in slots if part.holds(slot.starts)]) for part in PARTS_OF_DAY]
    return [part for part in parts if part.slots]
