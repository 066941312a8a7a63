"""The client: every call of the Open API that the site makes, for one studio and its key."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import TypeVar

from studios.magicline import answers, appointments, errors, paging
from studios.magicline.appointments import Appointment, Booking, BookingList, BookingRequest, SlotWindow
from studios.magicline.asks import Ask
from studios.magicline.customers import Customer, read_customer, write_search
from studios.magicline.gate import OPEN, Gate
from studios.magicline.parsing import Fields, listed
from studios.magicline.replies import Reply
from studios.magicline.studio import StudioInformation, read_studio_information
from studios.magicline.transport import Transport, checked_base_url

logger = logging.getLogger("studios.magicline")

T = TypeVar("T")

APPOINTMENTS = "/v1/appointments/bookable"
BOOKINGS = "/v1/appointments/booking"
# The reference allows 6 days ahead; most studios were seen to refuse more than 3.
DAYS_AHEAD_STEPS = (6, 3, 1)


class Client:
    """Calls in the name of one studio. Cheap to make: connections are shared by all clients of a base URL.

    Every call may raise a `MagiclineError`. Reads end within `read_seconds` by the wall clock, repeats and slices
    included, and raise `NoAnswer` or `UnexpectedReply` when nothing usable came; writes end within `write_seconds`
    and raise `Unsure` when they may have been carried out. `ends_at` (of `time.monotonic`) is for several reads that
    share one deadline. `days_ahead_limit` is what `slots` asks at most; it sinks when the studio refuses that much, for
    the caller to remember.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        studio: str,
        language: str = "",
        gate: Gate = OPEN,
        expected_refusals: frozenset[int] = frozenset(),
        browsing: bool = False,
        days_ahead_limit: int = DAYS_AHEAD_STEPS[0],
        read_seconds: float = 8.0,
        write_seconds: float = 15.0,
        insecure_http: bool = False,
    ) -> None:
        """`studio` is a label for logs and the gate, `expected_refusals` and `browsing` are the gate's (see `Call`).

        Raises ValueError for a base URL that keys must not go to.
        """
        self._base_url = checked_base_url(base_url, insecure_http=insecure_http)
        self._transport = Transport(
            self._base_url,
            api_key,
            studio=studio,
            language=language,
            gate=gate,
            expected_refusals=expected_refusals,
            browsing=browsing,
        )
        self.studio = studio
        self.days_ahead_limit = min(max(days_ahead_limit, 1), DAYS_AHEAD_STEPS[0])
        self.read_seconds = read_seconds
        self.write_seconds = write_seconds

    def __repr__(self) -> str:
        return f"<Client of {self.studio} at {self._base_url}>"

    # The studio and its key

    def check_key(self) -> None:
        """Return if the key is valid, raise `KeyRejected` if not; touches no business logic."""
        self._call(Ask("HEAD", APPOINTMENTS), answers.nothing)

    def studio_information(self, *, ends_at: float | None = None) -> StudioInformation:
        """Which studio the key belongs to, and what Magicline knows about it."""
        ask = Ask("GET", "/v1/studios/information")
        return self._call(ask, answers.one("studio", read_studio_information), ends_at)

    def confirm_activation(self) -> None:
        """Take the integration out of review; before that no webhook is sent. A write."""
        self._call(Ask("POST", "/v1/studios/confirmActivation", write=True), answers.acknowledged)

    # Appointments and slots

    def appointments(self, *, ends_at: float | None = None) -> list[Appointment]:
        """Everything that can be booked, all slices, each appointment once."""
        found = self._all("appointments", APPOINTMENTS, appointments.read_appointment, ends_at)
        return list({appointment.id: appointment for appointment in found}.values())

    def appointment(self, appointment_id: int) -> Appointment:
        ask = Ask("GET", f"{APPOINTMENTS}/{{id}}", appointment_id)
        return self._call(ask, answers.one("appointment", appointments.read_appointment))

    def slots(self, appointment_id: int, start_on: date, *, ends_at: float | None = None) -> SlotWindow:
        """The slots from a day (the studio's) on, for as many days ahead as the studio allows.

        Nobody's in particular: what is personal, `validate` says. The last day of the window is not documented to
        be complete.
        """
        ends_at = time.monotonic() + self.read_seconds if ends_at is None else ends_at
        days_ahead = self.days_ahead_limit
        while True:
            query: dict[str, str | int] = {
                "slotWindowStartDate": start_on.isoformat(),
                "daysAhead": days_ahead,
            }
            ask = Ask("GET", f"{APPOINTMENTS}/{{id}}/slots", appointment_id, query)
            try:
                slots, unreadable = self._call(ask, answers.slots, ends_at)
            except errors.Invalid as refusal:
                smaller = next((step for step in DAYS_AHEAD_STEPS if step < days_ahead), None)
                if refusal.code != "errormessage.validation.max" or smaller is None:
                    raise
                days_ahead = smaller
            else:
                self.days_ahead_limit = days_ahead
                return SlotWindow(slots, days_ahead, unreadable)

    # Bookings

    def validate(self, wanted: BookingRequest) -> str:
        """The vendor's word on whether this can be booked: see `ACCEPTING` and `REFUSING`. Books nothing."""
        ask = Ask("POST", f"{APPOINTMENTS}/validate", body=appointments.write_booking_request(wanted))
        return self._call(
            ask, answers.one("validation", lambda fields: fields.required_text("validationStatus"))
        )

    def book(self, wanted: BookingRequest) -> Booking:
        """Book, once. A write: after `Unsure` read the customer's bookings, never call it again."""
        body = appointments.write_booking_request(wanted)
        ask = Ask("POST", f"{BOOKINGS}/book", body=body, write=True)
        return self._call(ask, answers.one("booking", appointments.read_booking))

    def booking(self, booking_id: int) -> Booking:
        """One booking of the studio, whoever's it is: `customer_id` says."""
        return self._call(
            Ask("GET", f"{BOOKINGS}/{{id}}", booking_id), answers.one("booking", appointments.read_booking)
        )

    def bookings(self, customer_id: int, *, ends_at: float | None = None) -> BookingList:
        """A customer's bookings that start and end within two weeks of now, cancelled ones included."""
        return self._call(Ask("GET", BOOKINGS, query={"customerId": customer_id}), answers.bookings, ends_at)

    def cancel(self, booking_id: int) -> bool:
        """Cancel a booking of the studio, whoever's it is: ownership is the caller's to check first. A write.

        False when the studio says that there is nothing to cancel: it is cancelled already, or gone. Words like 409 and
        404 say little, so whoever needs to know reads the booking.
        """
        try:
            self._call(Ask("DELETE", f"{BOOKINGS}/{{id}}", booking_id, write=True), answers.done)
        except (errors.Conflict, errors.NotFound):
            return False
        except errors.Invalid as refusal:
            if refusal.code != "errormessage.appointment.already.canceled":
                raise
            return False
        return True

    # Customers

    def search_customers(
        self, *, email: str = "", first_name: str = "", last_name: str = "", date_of_birth: date | None = None
    ) -> list[Customer]:
        """The customers of this studio that match everything given; a family may share one address."""
        return self._search("/v1/customers/search", write_search(email, first_name, last_name, date_of_birth))

    def search_customers_everywhere(
        self, *, email: str = "", first_name: str = "", last_name: str = "", date_of_birth: date | None = None
    ) -> list[Customer]:
        """The same over all studios of the chain that have activated the integration; may need a right of its own."""
        body = write_search(email, first_name, last_name, date_of_birth)
        return self._search("/v1/cross-studio/customers/search", body)

    def customer(self, customer_id: int) -> Customer:
        """One customer. Raises `AccessDisabled` when their privacy settings exclude us."""
        return self._call(
            Ask("GET", "/v1/customers/{id}", customer_id), answers.one("customer", read_customer)
        )

    def _search(self, endpoint: str, body: dict[str, object]) -> list[Customer]:
        return self._call(Ask("POST", endpoint, body=body), answers.many("customers", read_customer))

    # Not what is meant, but how it is said

    def look(self, ask: Ask) -> Reply:
        """One answer as it came, refusals included: for whoever wants to know how this API behaves."""
        return self._transport.look(ask, self._deadline(ask))

    # How a call is made

    def _call(self, ask: Ask, read: Callable[[Reply], T], ends_at: float | None = None) -> T:
        with self._logged(ask):
            return self._send(ask, read, self._deadline(ask) if ends_at is None else ends_at)

    def _all(self, place: str, endpoint: str, read: Callable[[Fields], T], ends_at: float | None) -> list[T]:
        """All elements of a chunked list, within one deadline for all its slices."""
        first = Ask("GET", endpoint, query={"sliceSize": paging.SLICE_SIZE})
        ends_at = self._deadline(first) if ends_at is None else ends_at

        def fetch(offset: str | None) -> object:
            ask = first if offset is None else replace(first, query={**first.query, "offset": offset})
            return self._send(ask, answers.anything, ends_at)

        with self._logged(first):
            return listed(paging.walk(fetch, place), place, read)

    def _send(self, ask: Ask, read: Callable[[Reply], T], ends_at: float) -> T:
        reply = self._transport.exchange(ask, ends_at)
        try:
            return read(reply)
        except errors.UnexpectedReply as error:
            # A write that was answered with nonsense may have been carried out all the same.
            kind = errors.Unsure if ask.write else errors.UnexpectedReply
            raise kind(error.what, status=reply.status) from error

    def _deadline(self, ask: Ask) -> float:
        return time.monotonic() + (self.write_seconds if ask.write else self.read_seconds)

    @contextmanager
    def _logged(self, ask: Ask) -> Iterator[None]:
        """One line for a call that failed; refusals and closed gates are everyday business, not the rest."""
        started = time.monotonic()
        try:
            yield
        except errors.MagiclineError as error:
            everyday = isinstance(error, errors.Refused | errors.GateClosed)
            level = logging.INFO if everyday else logging.WARNING
            seconds = time.monotonic() - started
            logger.log(
                level,
                "%s: %s %s: %s, %.2f s",
                self.studio,
                ask.method,
                ask.endpoint,
                error,
                seconds,
                extra={"trace_id": error.trace_id},
            )
            raise
