"""The free times around a wanted one: which days to ask for, and which of the times that come to try."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta

from studios.booking import slots
from studios.booking.choice import Choice
from studios.booking.ways_on.asking import Answers, Candidate, Key, Question
from studios.booking.ways_on.plans import Aim, Around
from studios.kept.flights import Kept
from studios.kept.offer import Offer
from studios.magicline.appointments import Slot, SlotWindow
from studios.magicline.errors import NotFound
from studios.models import Studio

# Another trainer counts as if the time lay a day farther away.
ANOTHER_TRAINER = timedelta(days=1)
MOST_WINDOWS = 8
_TRIES_TOWARDS_NOW = 6
_DAY = timedelta(days=1)

Span = tuple[datetime, datetime]
Place = tuple[Studio, int]  # a studio, and the number of the appointment there


def questions(
    studio: Studio, appointment_id: int, around: Around | None, wanted: Choice | None, *, now: datetime
) -> dict[Key, Question]:
    """The windows that hold what is aimed at, by studio and first day; none where there is nothing to aim at."""
    if around is None or wanted is None:
        return {}
    return {
        (studio.pk, first_on): (studio, _window(appointment_id, first_on))
        for first_on in _first_days(studio, around, wanted, now=now)
    }


def candidates(
    place: Place,
    around: Around,
    wanted: Choice,
    answers: Answers,
    *,
    busy: Iterable[Span],
    most: int,
    now: datetime,
) -> list[Candidate]:
    """Of the free times that came for this place the `most` best, in the order of the aims; none while the member is
    `busy` already.
    """
    studio, _appointment_id = place
    windows = [
        answer.value
        for key, answer in answers.told.items()
        if key[0] == studio.pk and isinstance(answer, Kept) and isinstance(answer.value, SlotWindow)
    ]
    if windows:
        days = [window.days_ahead for window in windows]
        studio.learn(days_ahead_limit=min([studio.days_ahead_limit, *days]))
    busy = list(busy)
    offered = [
        slot
        for slot in slots.clean([slot for window in windows for slot in window.slots], now=now)
        if _fits(slot, studio, around, wanted) and not any(_shares_time(slot, *span) for span in busy)
    ]
    picked = _picked(offered, around, wanted, most=most, now=now)
    return [_candidate(place, slot, wanted, now=now) for slot in picked]


def unread(answers: Answers, windows: Iterable[Key]) -> bool:
    """Whether there may be times that are not known: a window that did not come, an old one, or one with some nobody
    could read.

    An appointment that is not there any more has none.
    """
    told = (answers.told.get(key) for key in windows)
    return answers.unasked(windows, NotFound) or any(
        isinstance(window, Kept) and (window.is_old or window.value.unreadable) for window in told
    )


def _candidate(place: Place, slot: Slot, wanted: Choice, *, now: datetime) -> Candidate:
    studio, appointment_id = place
    choice = Choice.of(studio, appointment_id, slot)
    return Candidate(studio, choice, choice.signed(now=now), _is_same_trainer(slot, wanted))


def _window(appointment_id: int, first_on: date) -> Callable[[Offer], object]:
    return lambda offer: offer.slots(appointment_id, first_on)


def _first_days(studio: Studio, around: Around, wanted: Choice, *, now: datetime) -> list[date]:
    today = studio.local(now).date()
    margins = [margin for margin in (-1, 0, 1) if not (around.side and margin == -around.side)]
    days = {
        studio.local(target).date() + margin * _DAY
        for target in (_middle(wanted, now) + aim.offset for aim in _aims(around, wanted, now))
        for margin in margins
    }
    firsts: list[date] = []
    for day in sorted(days):
        is_new = not firsts or day >= firsts[-1] + studio.days_ahead_limit * _DAY
        if today <= day <= today + slots.FARTHEST and is_new:
            firsts.append(day)
    return firsts[:MOST_WINDOWS]


def _aims(around: Around, wanted: Choice, now: datetime) -> Sequence[Aim]:
    if not around.towards_now:
        return around.aims
    way = min(now - wanted.start.instant, timedelta())
    return [Aim(way * step / _TRIES_TOWARDS_NOW) for step in range(1, _TRIES_TOWARDS_NOW + 1)]


def _middle(wanted: Choice, now: datetime) -> datetime:
    """The wanted time, or now if it has passed."""
    return max(wanted.start.instant, now)


def _picked(offered: list[Slot], around: Around, wanted: Choice, *, most: int, now: datetime) -> list[Slot]:
    """The nearest to each aim; and while there are fewer than `most`, the nearest that are left."""
    left = list(offered)
    picked: list[Slot] = []
    middle = _middle(wanted, now)
    for aim in [*_aims(around, wanted, now), *[Aim()] * most]:
        on_its_side = [slot for slot in left if (slot.start.instant - middle).total_seconds() * aim.side >= 0]
        if len(picked) == most or not on_its_side:
            continue
        best = min(on_its_side, key=lambda slot: _distance(slot, aim, middle, wanted))
        picked.append(best)
        left.remove(best)
    return picked


def _distance(slot: Slot, aim: Aim, middle: datetime, wanted: Choice) -> timedelta:
    away = abs(slot.start.instant - middle - aim.offset)
    return away if aim.any_trainer or _is_same_trainer(slot, wanted) else away + ANOTHER_TRAINER


def _fits(slot: Slot, studio: Studio, around: Around, wanted: Choice) -> bool:
    start = wanted.start.instant
    is_the_wanted_one = slot.start.instant == start and _is_same_trainer(slot, wanted)
    if is_the_wanted_one and studio.pk == wanted.studio_id and not around.itself:
        return False
    if (slot.start.instant - start).total_seconds() * around.side < 0:
        return False
    if around.apart and _shares_time(slot, start, wanted.end.instant):
        return False
    is_that_day = studio.local(slot.start.instant).date() == studio.local(start).date()
    return not (around.another_day and is_that_day)


def _shares_time(slot: Slot, starts_at: datetime, ends_at: datetime) -> bool:
    return slot.start.instant < ends_at and slot.end.instant > starts_at


def _is_same_trainer(slot: Slot, wanted: Choice) -> bool:
    """Of times that nobody in particular gives, every one is the same."""
    return {instructor.id for instructor in slot.instructors} == set(wanted.instructor_ids)
