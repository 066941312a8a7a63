"""The gyms of all tenants at work: whose key it is, what is free, who may book, and the bookings themselves.

Nothing here knows HTTP. Whoever calls holds `lock`, so that two requests never book the same time.
"""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from studios.sandbox import laws, time_texts
from studios.sandbox.free_times import Slot, crews, list_slots
from studios.sandbox.problems import (
    ACCESS_DISABLED,
    ALREADY_CANCELED,
    Problem,
    invalid,
    not_found,
    of_another_studio,
)
from studios.sandbox.records import (
    BOOKED,
    CANCELED,
    TO_CONFIRM,
    Appointment,
    Booking,
    Customer,
    Records,
    Studio,
)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Gym:
    def __init__(self, records: Records, clock: Clock = utc_now) -> None:
        self.records = records
        self.clock = clock
        self.lock = threading.RLock()

    # asking

    def studio_with_key(self, tenant: str, api_key: str) -> Studio | None:
        """The active studio of the tenant that has this key; None for a key of another tenant too."""
        return next(
            (
                studio
                for studio in self.records.studios.values()
                if studio.tenant == tenant and studio.api_key == api_key and studio.active
            ),
            None,
        )

    def appointments(self, studio: Studio) -> list[Appointment]:
        """Those that can be booked online, by id."""
        if not studio.lists_appointments:
            return []
        return sorted((one for one in studio.appointments.values() if one.online), key=lambda one: one.id)

    def appointment(self, studio: Studio, appointment_id: int) -> Appointment:
        for appointment in self.appointments(studio):
            if appointment.id == appointment_id:
                return appointment
        for other in self.records.studios.values():
            if other.tenant == studio.tenant and other is not studio and appointment_id in other.appointments:
                raise of_another_studio("appointment")
        raise not_found("appointment")

    def customer(self, tenant: str, customer_id: int) -> Customer:
        """A customer of any studio of the tenant; a Problem if unknown or closed to third parties."""
        customer = self.records.customers[tenant].get(customer_id)
        if customer is None:
            raise not_found("customer")
        if not customer.third_party_access:
            raise Problem(403, ACCESS_DISABLED)
        return customer

    def slots(
        self, studio: Studio, appointment_id: int, days: list[date], customer_id: int | None
    ) -> list[Slot]:
        """What is free on those days; with a customer, only what does not collide with the person's own plans."""
        appointment = self.appointment(studio, appointment_id)
        slots = list_slots(studio, appointment, days, self.busy(studio), self.clock())
        if customer_id is None:
            return slots
        customer = self.customer(studio.tenant, customer_id)
        own = [booking for booking in self._live(studio.tenant) if booking.customer_id == customer.id]
        length = timedelta(minutes=appointment.minutes)
        return [
            slot
            for slot in slots
            if not any(booking.overlaps(slot.starts_at, slot.starts_at + length) for booking in own)
            and not any(period.covers(studio.day_of(slot.starts_at)) for period in customer.idle_periods)
        ]

    def busy(self, studio: Studio) -> list[Booking]:
        """What takes up the studio's staff, rooms and equipment."""
        return [booking for booking in self._live(studio.tenant) if booking.studio_id == studio.id]

    def booking(self, studio: Studio, booking_id: int) -> Booking:
        booking = self.records.bookings[studio.tenant].get(booking_id)
        if booking is None:
            raise not_found("booking")
        if booking.studio_id != studio.id:
            raise of_another_studio("booking")
        self.customer(studio.tenant, booking.customer_id)
        return booking

    def bookings_around_now(self, studio: Studio, customer_id: int) -> list[Booking]:
        """The customer's bookings at this studio that start and end within two weeks of now, cancelled ones too."""
        self.customer(studio.tenant, customer_id)
        earliest, latest = self.clock() - timedelta(days=14), self.clock() + timedelta(days=14)
        return [
            booking
            for booking in self.records.bookings[studio.tenant].values()
            if booking.customer_id == customer_id
            and booking.studio_id == studio.id
            and booking.starts_at >= earliest
            and booking.ends_at <= latest
        ]

    def validate(self, studio: Studio, wanted: laws.Wanted) -> str:
        appointment = self.appointment(studio, wanted.appointment_id)
        customer = self.customer(studio.tenant, wanted.customer_id)
        if wanted.instructor_ids is not None and not set(wanted.instructor_ids) <= set(studio.instructors):
            raise not_found("instructor")
        try:
            return laws.verdict(
                studio, appointment, customer, wanted, self._live(studio.tenant), self.clock()
            )
        except ValueError as error:
            raise invalid("startDateTime, endDateTime") from error

    # doing

    def book(self, studio: Studio, wanted: laws.Wanted) -> Booking:
        word = self.validate(studio, wanted)
        if word in ("RESOURCE_NOT_AVAILABLE", "NOT_AVAILABLE") and not studio.taken_is_conflict:
            raise Problem(400, ALREADY_CANCELED)
        if word != laws.AVAILABLE:
            taken = word in ("RESOURCE_NOT_AVAILABLE", "NOT_AVAILABLE", "CUSTOMER_IN_OTHER_BOOKING")
            raise Problem(409 if taken else 400, f"errormessage.booking.{word.lower().replace('_', '.')}")
        appointment = self.appointment(studio, wanted.appointment_id)
        customer = self.customer(studio.tenant, wanted.customer_id)
        starts_at = time_texts.read(wanted.start)
        crew = laws.crew_for(studio, appointment, starts_at, wanted.instructor_ids, self._live(studio.tenant))
        booking = self.enter(studio, appointment, customer, starts_at, crew or ())
        if customer.contingent is not None:
            customer.contingent.left -= 1
            booking.used_contingent = True
        if appointment.needs_confirmation or customer.needs_confirmation:
            booking.status = TO_CONFIRM
        return booking

    def enter(
        self,
        studio: Studio,
        appointment: Appointment,
        customer: Customer,
        starts_at: datetime,
        crew: tuple[int, ...],
    ) -> Booking:
        """Write a booking into the book without asking any law, as the front desk may."""
        booking_id = self.records.next_booking_id[studio.tenant]
        self.records.next_booking_id[studio.tenant] += 1
        booking = Booking(
            id=booking_id,
            tenant=studio.tenant,
            studio_id=studio.id,
            customer_id=customer.id,
            appointment_id=appointment.id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=appointment.minutes),
            instructor_ids=list(crew),
            status=BOOKED,
        )
        self.records.bookings[studio.tenant][booking_id] = booking
        return booking

    def cancel(self, booking: Booking) -> None:
        """Cancel and give the contingent back. A Problem if it is cancelled already or has begun."""
        if not booking.is_live:
            raise Problem(409, ALREADY_CANCELED)
        if booking.starts_at <= self.clock():
            raise Problem(400, "errormessage.cancellation.too.late")
        booking.appointment_canceled = True
        booking.status = CANCELED
        self.give_back(booking)

    def give_back(self, booking: Booking) -> None:
        customer = self.records.customers[booking.tenant].get(booking.customer_id)
        if customer is not None and booking.used_contingent and customer.contingent is not None:
            customer.contingent.left += 1
        booking.used_contingent = False

    def forget(self, customer: Customer, tenant: str) -> None:
        """The record goes, and nothing coming is kept free for the person."""
        for booking in self._live(tenant):
            if booking.customer_id == customer.id and booking.ends_at > self.clock():
                booking.status, booking.appointment_canceled = CANCELED, True
        del self.records.customers[tenant][customer.id]

    def take(self, studio: Studio, wanted: laws.Wanted, *, by: Customer) -> list[Booking]:
        """Somebody else takes the wanted time, and everyone who could carry it out, before the customer does."""
        appointment = self.appointment(studio, wanted.appointment_id)
        starts_at = time_texts.read(wanted.start)
        everyone = sorted({who for crew in crews(appointment) for who in crew})
        places = max(
            studio.rooms.get(appointment.room or "", 1), studio.equipment.get(appointment.equipment or "", 1)
        )
        return [self.enter(studio, appointment, by, starts_at, tuple(everyone)) for _ in range(places)]

    def _live(self, tenant: str) -> list[Booking]:
        return [booking for booking in self.records.bookings[tenant].values() if booking.is_live]
