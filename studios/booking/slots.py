"""From the vendor's slots to a window that a member can choose from.

What comes is repeated, unordered and partly past, and reaches a day beyond what we show; what goes out is clean,
in days and parts of the day on the studio's own clock.
"""

import functools
import itertools
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from studios import connections
from studios.booking.choice import Choice, shown_names
from studios.magicline.appointments import Slot, SlotWindow
from studios.magicline.errors import MagiclineError, UnexpectedReply
from studios.models import Studio

logger = logging.getLogger(__name__)

FARTHEST = timedelta(days=366)  # how far ahead a window can be opened
NEXT_FREE_WITHIN = timedelta(days=42)

# (first hour it no longer includes, what it is called)
PARTS_OF_DAY = ((12, pgettext_lazy("part of the day", "Morning")), (17, _("Afternoon")), (24, _("Evening")))


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot as shown: `starts` and `ends` on the studio's clock, `choice` ready for an address."""

    start_text: str
    starts: datetime
    ends: datetime
    instructors: str
    instructor_ids: tuple[int, ...]
    choice: str


@dataclass(frozen=True, slots=True)
class PartOfDay:
    name: str
    slots: list[FreeSlot]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    parts: list[PartOfDay]

    @property
    def count(self) -> int:
        return sum(len(part.slots) for part in self.parts)


@dataclass(frozen=True)
class Window:
    """`first_on` to `last_on`, both shown; dates are the studio's. Neighbours are None where there is none."""

    studio: Studio
    first_on: date
    last_on: date
    previous_on: date | None
    next_on: date | None
    slots: list[FreeSlot]
    unreadable: int
    instructors: dict[int, str] = field(default_factory=dict)

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
    studio: Studio, appointment_id: int, first_on: date, *, now: datetime, instructor_id: int | None = None
) -> Window:
    """Asks the studio for the window that starts on `first_on`; raises what the client raises.

    Asked without a customer, so that one answer serves everybody; what is personal, validating says.
    """
    answer = connections.to(studio).slots(appointment_id, first_on)
    studio.learn(days_ahead_limit=answer.days_ahead, **connections.time_facts_of(answer.slots))
    if answer.unreadable:
        logger.warning("%d slots of %s could not be read", answer.unreadable, studio.slug)

    today = studio.local(now).date()
    # Whether the vendor counts start + daysAhead into the window is not documented: that day belongs to the next one.
    last_on = first_on + timedelta(days=answer.days_ahead - 1)
    offered = [
        slot
        for slot in clean(answer.slots, now=now)
        if first_on <= studio.local(slot.start.instant).date() <= last_on
    ]
    next_on = last_on + timedelta(days=1)
    return Window(
        studio=studio,
        first_on=first_on,
        last_on=last_on,
        previous_on=max(today, first_on - timedelta(days=answer.days_ahead)) if first_on > today else None,
        next_on=next_on if next_on <= today + FARTHEST else None,
        slots=[
            _shown(studio, appointment_id, slot, now=now)
            for slot in offered
            if instructor_id is None or instructor_id in {instructor.id for instructor in slot.instructors}
        ],
        unreadable=answer.unreadable,
        instructors={
            instructor.id: instructor.shown_name for slot in offered for instructor in slot.instructors
        },
    )


@dataclass(frozen=True, slots=True)
class NextFree:
    """The first day with a free slot, or None if there is none up to and with `searched_until`.

    `perhaps_sooner`: of the days before it not everything could be read.
    """

    on: date | None
    searched_until: date
    perhaps_sooner: bool = False


def next_free(
    studio: Studio, appointment_id: int, from_on: date, *, now: datetime, instructor_id: int | None = None
) -> NextFree:
    """Looks through 42 days, all windows asked side by side.

    Raises the first client error when no free slot was found and not every window answered, and `UnexpectedReply` when
    some slots could not be read: that is not "none".
    """
    answers = _ask_ahead(studio, appointment_id, from_on)
    until = from_on + NEXT_FREE_WITHIN
    free_days = sorted(
        studio.local(slot.start.instant).date()
        for answer in answers.values()
        if isinstance(answer, SlotWindow)
        for slot in clean(answer.slots, now=now)
        if instructor_id is None or instructor_id in {instructor.id for instructor in slot.instructors}
    )
    found = next((day for day in free_days if from_on <= day < until), None)
    gaps = [
        answer
        for start, answer in answers.items()
        if (isinstance(answer, MagiclineError) or answer.unreadable) and start <= (found or until)
    ]
    if found is None and gaps:
        gap = gaps[0]
        raise (
            gap
            if isinstance(gap, MagiclineError)
            else UnexpectedReply(f"{gap.unreadable} slots could not be read")
        )
    return NextFree(found, until - timedelta(days=1), perhaps_sooner=bool(gaps))


def _ask_ahead(studio: Studio, appointment_id: int, from_on: date) -> dict[date, SlotWindow | MagiclineError]:
    """The windows of the next 42 days by their first day, in order; asked again in smaller steps if the studio turns
    out to want them.
    """
    step = studio.days_ahead_limit
    client = connections.to(studio)
    starts = [from_on + timedelta(days=ahead) for ahead in range(0, NEXT_FREE_WITHIN.days, step)]
    answers = connections.side_by_side(
        {start: functools.partial(client.slots, appointment_id, start) for start in starts}
    )
    shortest = min(
        (answer.days_ahead for answer in answers.values() if isinstance(answer, SlotWindow)), default=step
    )
    if shortest < step:
        studio.learn(days_ahead_limit=shortest)
        return _ask_ahead(studio, appointment_id, from_on)
    return answers


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


def _shown(studio: Studio, appointment_id: int, slot: Slot, *, now: datetime) -> FreeSlot:
    choice = Choice.of(studio, appointment_id, slot)
    return FreeSlot(
        start_text=slot.start.text,
        starts=studio.local(slot.start.instant),
        ends=studio.local(slot.end.instant),
        instructors=shown_names(choice.instructors),
        instructor_ids=choice.instructor_ids,
        choice=choice.signed(now=now),
    )


def _parts(slots: Iterable[FreeSlot]) -> list[PartOfDay]:
    """Keeps the order it is given: on the night the clocks go back, sorting by what the clock says would mix hours."""
    slots = list(slots)
    parts = []
    begins = 0
    for ends, name in PARTS_OF_DAY:
        inside = [slot for slot in slots if begins <= slot.starts.hour < ends]
        if inside:
            parts.append(PartOfDay(str(name), inside))
        begins = ends
    return parts
