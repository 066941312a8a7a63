"""One booking at a test tenant, made to be cancelled: what booking, reading, cancelling and webhooks are really like.

Pure: a client in, facts out. Whatever happens, the booking is cancelled, or its number is told.
"""

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from studios.magicline.appointments import ACCEPTING, Booking, BookingRequest, Slot
from studios.magicline.asks import Ask
from studios.magicline.client import BOOKINGS, Client
from studios.magicline.errors import MagiclineError, NotFound, Unsure
from studios.magicline.replies import Reply
from studios.management.probing.notebook import outcome, word
from studios.management.probing.reading import Probe
from studios.management.probing.report import Facts

CREATED, CANCELLED = "APPOINTMENT_BOOKING_CREATED", "APPOINTMENT_BOOKING_CANCELLED"
# A customer's list shows two weeks; a booking beyond them could not be found again if its answer were lost.
_MOST_DAYS = 13
_MOST_VALIDATED = 10
# When a booking is looked for whose answer was lost, and when a failed cancellation is tried again, in seconds.
_PAUSES = (1.0, 5.0, 10.0)


class LeftBehind(Exception):
    """The test tenant may hold a booking that nobody wants; the text says which, and what to do."""


@dataclass
class Trial:
    """`heard` tells which events were received about a booking, by its number; `wait` is in seconds."""

    probe: Probe
    customer_id: int
    appointment_id: int
    heard: Callable[[int], Collection[str]]
    wait: float
    pause: Callable[[float], object] = time.sleep
    before: set[int] = field(default_factory=set)

    @property
    def client(self) -> Client:
        return self.probe.client

    def run(self) -> None:
        """Raises `LeftBehind`."""
        with self.probe.report.section("A booking") as facts:
            self._read_customer(facts)
            wanted = self._latest_slot(facts)
            if wanted:
                self._book_and_cancel(wanted, facts)

    def _read_customer(self, facts: Facts) -> None:
        reply, _body = self.probe.look(Ask("GET", "/v1/customers/{id}", self.customer_id), "customer")
        facts["customer by number"] = outcome(reply)
        self.before = {booking.id for booking in self.client.bookings(self.customer_id)}

    def _latest_slot(self, facts: Facts) -> BookingRequest | None:
        """The latest one within two weeks that *validate* accepts."""
        slots: list[Slot] = []
        start_on, last = self.probe.today, self.probe.today + timedelta(days=_MOST_DAYS)
        while start_on < last:
            window = self.client.slots(self.appointment_id, start_on)
            slots += [slot for slot in window.slots if slot.start.instant > self.probe.now]
            start_on += timedelta(days=window.days_ahead)
        horizon = self.probe.now + timedelta(days=_MOST_DAYS)
        slots = [slot for slot in slots if slot.end.instant < horizon]
        words: list[str] = []
        for slot in sorted(slots, key=lambda one: one.start.instant, reverse=True)[:_MOST_VALIDATED]:
            wanted = BookingRequest(
                self.customer_id,
                self.appointment_id,
                slot.start.text,
                slot.end.text,
                tuple(one.id for one in slot.instructors),
            )
            words.append(word(self.client.validate(wanted)))
            if words[-1] in ACCEPTING:
                facts["validate"] = words
                return wanted
        facts["validate"] = words or "there was no slot"
        return None

    def _book_and_cancel(self, wanted: BookingRequest, facts: Facts) -> None:
        number = self._book(wanted, facts)
        if number is None:
            return
        try:
            self._read(number, facts)
            self._cancel(number, facts)
        finally:
            self._make_sure_it_is_gone(number)
        self._listen(number, facts)

    def _book(self, wanted: BookingRequest, facts: Facts) -> int | None:
        """The booking's number, None where nothing was booked. Raises `LeftBehind` where nobody can tell."""
        try:
            booking = self.client.book(wanted)
        except Unsure as unsure:
            facts["book"] = f"no clear answer ({unsure})"
            return self._look_for(wanted)
        except MagiclineError as no:
            facts["book"] = f"not booked ({no})"
            return None
        except BaseException:
            # Interrupted while the request may have been on its way.
            self._make_sure_it_is_gone(self._look_for(wanted))
            raise
        facts["book"] = word(booking.status)
        return booking.id

    def _look_for(self, wanted: BookingRequest) -> int:
        for seconds in _PAUSES:
            self.pause(seconds)
            try:
                found = [one for one in self.client.bookings(self.customer_id) if self._is_ours(one, wanted)]
            except MagiclineError:
                continue
            if found:
                return found[0].id
        raise LeftBehind(
            "The booking's answer was lost, and the customer's list does not show it. Look at the test tenant, at "
            f"{wanted.start}, and cancel it there if it was made."
        )

    def _is_ours(self, booking: Booking, wanted: BookingRequest) -> bool:
        return (
            booking.id not in self.before and not booking.is_cancelled and booking.start.text == wanted.start
        )

    def _read(self, number: int, facts: Facts) -> None:
        reply, body = self.probe.look(Ask("GET", f"{BOOKINGS}/{{id}}", number), "booking")
        facts["read by number"] = outcome(reply)
        facts["says whose it is"] = _yes(
            isinstance(body, dict) and body.get("customerId") == self.customer_id
        )
        query = {"customerId": self.customer_id}
        reply, body = self.probe.look(Ask("GET", BOOKINGS, query=query), "booking")
        ids = (
            [one.get("bookingId") for one in body if isinstance(one, dict)] if isinstance(body, list) else []
        )
        facts["in the customer's list"] = f"{_yes(number in ids)} ({outcome(reply)})"

    def _cancel(self, number: int, facts: Facts) -> None:
        facts["cancel"] = outcome(self._delete(number))
        reply, body = self.probe.look(Ask("GET", f"{BOOKINGS}/{{id}}", number), "booking")
        facts["read after that"] = " ".join([outcome(reply), *_words(body)])
        facts["cancel again"] = outcome(self._delete(number))

    def _delete(self, number: int) -> Reply:
        return self.probe.look(Ask("DELETE", f"{BOOKINGS}/{{id}}", number, write=True), "cancellation")[0]

    def _listen(self, number: int, facts: Facts) -> None:
        waited, step = 0.0, 0.5
        missing = {CREATED, CANCELLED}
        while True:
            for event in sorted(missing & set(self.heard(number))):
                facts[f"webhook {event}"] = f"after {waited:.0f} s or less"
                missing.discard(event)
            if not missing or waited >= self.wait:
                break
            self.pause(step)
            waited += step
        for event in sorted(missing):
            facts[f"webhook {event}"] = f"not within {waited:.0f} s"

    def _make_sure_it_is_gone(self, number: int) -> None:
        """Cancels it again where it is not. Raises `LeftBehind` unless the booking is known to be gone."""
        for seconds in (0.0, *_PAUSES):
            self.pause(seconds)
            with suppress(MagiclineError):
                if self._is_gone(number):
                    return
                self.client.cancel(number)
                if self._is_gone(number):
                    return
        raise LeftBehind(f"Booking {number} could not be cancelled. Cancel it at the test tenant's desk.")

    def _is_gone(self, number: int) -> bool:
        try:
            return self.client.booking(number).is_cancelled
        except NotFound:
            return True


def _words(body: Any) -> list[str]:
    names = ("bookingStatus", "appointmentStatus", "participantStatus")
    return [word(str(body.get(name))) for name in names] if isinstance(body, dict) else []


def _yes(fact: bool) -> str:  # noqa: FBT001 - there is nothing else to it
    return "yes" if fact else "no"
