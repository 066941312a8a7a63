"""The first free time of the next 42 days, at one studio or at several: all of them asked side by side.

In two waves, because what somebody looks for is mostly near: the first asks for twelve days, which is two calls where a
window holds six days and four where it holds three. Only where that finds nothing, the rest is asked for, all at once;
more waves would save few calls and cost a round trip each. Both share one deadline, of which the first may take half: a
window that hangs leaves time for the others. A studio that answered nothing of the first is not asked further.
"""

import functools
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from studios import connections
from studios.booking.only import EVERYTHING, Only
from studios.booking.slots import clean
from studios.kept.flights import Kept
from studios.kept.offer import Offer
from studios.magicline.appointments import SlotWindow
from studios.magicline.errors import MagiclineError, NoAnswer, UnexpectedReply
from studios.models import Studio

WITHIN = timedelta(days=42)
# How far a wave looks, and at which part of the time it ends. The third is for a studio of which only the second one
# learned that its windows are smaller than was thought.
_WAVES = ((timedelta(days=12), 0.5), (WITHIN, 1.0), (WITHIN, 1.0))


@dataclass(frozen=True, slots=True)
class FirstFree:
    """`starts` is the first free time, on the studio's clock; None if there is none up to and with `searched_until`.

    `perhaps_sooner`: of the days before it not everything could be read. `as_of`, on the same clock: nobody answered
    newly, and this is how it was then.
    """

    starts: datetime | None
    searched_until: date
    perhaps_sooner: bool = False
    as_of: datetime | None = None

    @property
    def on(self) -> date | None:
        return self.starts.date() if self.starts else None


@dataclass(slots=True)
class Search:
    """What is looked for at one studio from `from_on` on, and what its windows answered, by their first day."""

    studio: Studio
    appointment_id: int
    from_on: date
    only: Only = EVERYTHING
    _answers: dict[date, SlotWindow | MagiclineError] = field(default_factory=dict)
    _as_of: datetime | None = None

    @property
    def until(self) -> date:
        """The first day that is not looked at."""
        return self.from_on + WITHIN

    @property
    def is_silent(self) -> bool:
        """Asked, and nothing could be read."""
        return bool(self._answers) and not any(isinstance(one, SlotWindow) for one in self._answers.values())

    def first_days(self, until: date) -> list[date]:
        """Of the windows that are still to be asked, so that every day before `until` was asked for."""
        missing, day = [], self.from_on
        while day < until:
            if day not in self._answers:
                missing.append(day)
            day += timedelta(days=self._days_of(day))
        return missing

    def keep(self, first_on: date, answer: Kept[SlotWindow] | MagiclineError) -> None:
        """Remembers it, how old it is, and that the studio's windows are smaller than was thought."""
        if isinstance(answer, MagiclineError):
            self._answers[first_on] = answer
            return
        self._answers[first_on] = answer.value
        if answer.is_old:
            self._as_of = min(self._as_of or answer.asked_at, answer.asked_at)
        self.studio.learn(days_ahead_limit=min(self.studio.days_ahead_limit, answer.value.days_ahead))

    def starts(self, *, now: datetime) -> datetime | None:
        """The first free time there is in what was answered; by its instant, since a clock that goes back shows the
        later of two times first.
        """
        instants = [
            slot.start.instant.astimezone(UTC)
            for first_on, answer in self._answers.items()
            if isinstance(answer, SlotWindow)
            for slot in clean(answer.slots, now=now)
            if self.only.lets_in(slot, self.studio)
            and first_on <= self.studio.local(slot.start.instant).date() < self._end(first_on)
        ]
        return self.studio.local(min(instants)) if instants else None

    def outcome(self, *, now: datetime) -> FirstFree:
        """Raises the first client error when no free time was found and not every window answered, and
        `UnexpectedReply` when some slots could not be read: that is not "none".
        """
        starts = self.starts(now=now)
        until = starts.date() + timedelta(days=1) if starts else self.until
        gaps = [
            answer if isinstance(answer, MagiclineError) else UnexpectedReply("slots could not be read")
            for first_on, answer in sorted(self._answers.items(), key=lambda one: one[0])
            if first_on < until and (isinstance(answer, MagiclineError) or answer.unreadable)
        ]
        gaps += [NoAnswer("no time was left") for _day in self.first_days(until)]
        if starts is None and gaps:
            raise gaps[0]
        return FirstFree(
            starts,
            self.until - timedelta(days=1),
            perhaps_sooner=bool(gaps),
            as_of=self.studio.local(self._as_of) if self._as_of else None,
        )

    def _days_of(self, first_on: date) -> int:
        answer = self._answers.get(first_on)
        return answer.days_ahead if isinstance(answer, SlotWindow) else self.studio.days_ahead_limit

    def _end(self, first_on: date) -> date:
        """Whether the vendor counts start + daysAhead into the window is not documented: it belongs to the next one."""
        return min(first_on + timedelta(days=self._days_of(first_on)), self.until)


def find(searches: Sequence[Search], *, now: datetime, share: float = 1.0) -> None:
    """Asks for all of them, within `share` of the time there is for a page; then each has its outcome.

    Raises `ForbiddenUpstream` for a studio that may not be called.
    """
    began_at = time.monotonic()
    for ahead, part in _WAVES:
        ends_at = began_at + connections.READ_SECONDS * share * part
        wanted = {
            place: search.first_days(_enough(search, ahead, now=now))
            for place, search in enumerate(searches)
            if not search.is_silent
        }
        if time.monotonic() >= ends_at or not any(wanted.values()):
            return
        _ask(searches, wanted, ends_at)


def _enough(search: Search, ahead: timedelta, *, now: datetime) -> date:
    """Up to which day everything has to be asked: the first free one, or the end of the wave."""
    found = search.starts(now=now)
    return found.date() if found else search.from_on + ahead


def _ask(searches: Sequence[Search], wanted: Mapping[int, Sequence[date]], ends_at: float) -> None:
    questions = {}
    for place, days in wanted.items():
        offer, number = Offer.of(searches[place].studio), searches[place].appointment_id
        for day in days:
            questions[place, day] = functools.partial(offer.slots, number, day, ends_at=ends_at)
    for (place, day), answer in connections.side_by_side(questions).items():
        searches[place].keep(day, answer)
