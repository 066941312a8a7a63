"""What a studio shows to everybody: its appointments, their free times, and its own information."""

import functools
import hashlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self, TypeVar

from django.conf import settings

from studios import connections
from studios.kept import flights
from studios.kept.flights import Kept, Question
from studios.magicline.appointments import Appointment, Instructor, Slot, SlotWindow
from studios.magicline.client import Client
from studios.magicline.errors import MagiclineError, NoAnswer
from studios.magicline.moments import Moment
from studios.magicline.studio import ClosingHours, OpeningHours, StudioInformation
from studios.models import Studio

logger = logging.getLogger(__name__)

S = TypeVar("S")
T = TypeVar("T")

# Titles and opening hours change less often than addresses of pictures expire.
WORDS_GOOD_FOR = flights.OLDEST_SECONDS
# A number that the kept list does not have is looked for in one that is not older.
JUST_NOW_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """Asked of memory first. Made where the studio's row is at hand; plain data from then on, fit for any thread.

    `client` is for what is never kept. Every call raises what the client raises.
    """

    client: Client
    _place: str
    _offer_edition: str
    _times_edition: str

    @classmethod
    def of(cls, studio: Studio, *, seconds: float | None = None, browsing: bool = True) -> Self:
        """Asks within `seconds`, where that is not `connections.READ_SECONDS`; raises `ForbiddenUpstream`. Not
        `browsing` is what the way to a booking needs.
        """
        return cls(
            connections.to(studio, seconds=seconds, browsing=browsing),
            _place_of(studio),
            studio.offer_edition,
            studio.times_edition,
        )

    def appointments(self) -> Kept[list[Appointment]]:
        """Everything that can be booked; without pictures where the list is old, since their addresses expire."""
        kept = self._words(self._list, settings.OFFER_CACHE_SECONDS)
        return replace(kept, value=[_without_picture(one) for one in kept.value]) if kept.is_old else kept

    def appointment(self, appointment_id: int) -> Appointment | None:
        """One of them, without its picture; None for what is not in the list. That an old list does not have it says
        nothing: raises `NoAnswer`.
        """
        return self._found(appointment_id, self._words(self._list, WORDS_GOOD_FOR))

    def appointment_soon(self, appointment_id: int) -> "Future[Appointment | None]":
        """The same for a caller who has something else to ask meanwhile; told at once where the list is known."""
        return self._soon(self._list, functools.partial(self._found, appointment_id))

    def look_again(self) -> None:
        """Something in the list is gone: it is asked for again, unless it was just now. Raises nothing."""
        with suppress(MagiclineError):
            self._words(self._list, JUST_NOW_SECONDS)

    def information(self, *, ends_at: float | None = None) -> StudioInformation:
        """What Magicline knows about the studio."""
        return self._words(self._information, WORDS_GOOD_FOR, ends_at).value

    def information_soon(self, *, ends_at: float | None = None) -> "Future[StudioInformation]":
        """The same for a caller who has something else to ask meanwhile."""
        return self._soon(self._information, lambda kept: kept.value, ends_at)

    def information_known(self) -> StudioInformation | None:
        """The same where nobody has to be asked for it."""
        known = _known(self._information)
        return known.value if known else None

    def slots(self, appointment_id: int, first_on: date, *, ends_at: float | None = None) -> Kept[SlotWindow]:
        """The window that starts on that day, as `Client.slots` has it."""
        ends_at = self.deadline if ends_at is None else ends_at
        question = self._window(appointment_id, first_on)
        return flights.answer(question, good_for=settings.SLOT_CACHE_SECONDS, ends_at=ends_at)

    def slots_soon(
        self, appointment_id: int, first_on: date, *, ends_at: float | None = None
    ) -> "Future[Kept[SlotWindow]]":
        """The same for a caller who has something else to do meanwhile."""
        question = self._window(appointment_id, first_on)
        known = flights.known(question, good_for=settings.SLOT_CACHE_SECONDS)
        if known:
            return connections.told(known)
        return connections.soon(lambda: self.slots(appointment_id, first_on, ends_at=ends_at))

    def _window(self, appointment_id: int, first_on: date) -> Question[SlotWindow]:
        def ask(ends_at: float) -> SlotWindow:
            told = self.client.slots(appointment_id, first_on, ends_at=ends_at)
            if told.unreadable:
                logger.warning("%d slots of %s could not be read", told.unreadable, self.client.studio)
            return told

        return Question(self._key(f"slots:{appointment_id}:{first_on}"), self._times_edition, ask)

    @property
    def _list(self) -> Question[list[Appointment]]:
        def ask(ends_at: float) -> list[Appointment]:
            return self.client.appointments(ends_at=ends_at)

        return Question(self._key("appointments"), self._offer_edition, ask)

    @property
    def _information(self) -> Question[StudioInformation]:
        def ask(ends_at: float) -> StudioInformation:
            return self.client.studio_information(ends_at=ends_at)

        return Question(self._key("information"), self._offer_edition, ask)

    def _found(self, appointment_id: int, kept: Kept[list[Appointment]]) -> Appointment | None:
        """In the list, or in one of just now where it may be new."""
        found = _in(kept.value, appointment_id)
        if found is None and not kept.is_old and kept.age() > JUST_NOW_SECONDS:
            kept = self._words(self._list, JUST_NOW_SECONDS)
            found = _in(kept.value, appointment_id)
        if found is None and kept.is_old:
            raise NoAnswer("the list of a while ago does not have it")
        return _without_picture(found) if found else None

    def _words(self, question: Question[T], good_for: float, ends_at: float | None = None) -> Kept[T]:
        """Renewed behind the visitor's back from half the time on that pictures are good for."""
        half = settings.OFFER_CACHE_SECONDS / 2
        return flights.answer(
            question,
            good_for=good_for if half else 0,
            ends_at=self.deadline if ends_at is None else ends_at,
            renewed_after=half,
        )

    def _soon(
        self, question: Question[T], make: Callable[[Kept[T]], S], ends_at: float | None = None
    ) -> "Future[S]":
        known = _known(question)
        if known:
            return connections.told(make(known))
        return connections.soon(lambda: make(self._words(question, WORDS_GOOD_FOR, ends_at)))

    @property
    def deadline(self) -> float:
        """Of what is asked now, by `time.monotonic`."""
        return time.monotonic() + self.client.read_seconds

    def _key(self, what: str) -> str:
        return f"{self._place}:{what}"


# What is kept. A process of another version, during an upgrade, looks for keys of its own shapes.
SHAPES = (
    Kept, Appointment, SlotWindow, Slot, Instructor, Moment, StudioInformation, OpeningHours, ClosingHours,
)  # fmt: skip
_SHAPES = hashlib.sha256(
    repr(
        [(one.__module__, one.__qualname__, [field.name for field in fields(one)]) for one in SHAPES]
    ).encode()
).hexdigest()[:8]


def _place_of(studio: Studio) -> str:
    """Begins the keys of all its answers: with another key or base URL it is another place. No language, because no
    answer is in the visitor's: Magicline translates its error messages only.
    """
    door = hashlib.sha256(f"{studio.api_key_fingerprint} {studio.base_url}".encode()).hexdigest()[:16]
    return f"kept:{_SHAPES}:{studio.pk}:{door}"


def _known(question: Question[T]) -> Kept[T] | None:
    half = settings.OFFER_CACHE_SECONDS / 2
    return flights.known(question, good_for=WORDS_GOOD_FOR if half else 0, renewed_after=half)


def _in(offered: list[Appointment], appointment_id: int) -> Appointment | None:
    return next((one for one in offered if one.id == appointment_id), None)


def _without_picture(appointment: Appointment) -> Appointment:
    return replace(appointment, image_url="")
