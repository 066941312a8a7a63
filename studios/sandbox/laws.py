"""Whether a customer may book a time: the vendor's thirteen refusals, in the order they are looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from studios.sandbox import time_texts
from studios.sandbox.free_times import closing_on, free_crews, listed_end, opening_spans, starts_on
from studios.sandbox.records import Appointment, Booking, Customer, Studio

AVAILABLE = "AVAILABLE"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What validate and book are asked. `start` and `end` are texts; instructor ids None lets the studio choose."""

    customer_id: int
    appointment_id: int
    start: str
    end: str
    instructor_ids: tuple[int, ...] | None


def verdict(
    studio: Studio,
    appointment: Appointment,
    customer: Customer,
    wanted: Wanted,
    bookings: Sequence[Booking],
    now: datetime,
) -> str:
    """AVAILABLE or the first reason against it. `bookings`: the live ones of the whole tenant.

    ValueError if a text is no date-time.
    """
    starts_at, ends_at = time_texts.read(wanted.start), time_texts.read(wanted.end)
    return (
        _against_the_time(studio, appointment, wanted, starts_at, ends_at, now)
        or _against_the_customer(studio, appointment, customer, starts_at, bookings, now)
        or _against_the_means(studio, appointment, wanted, starts_at, bookings)
        or AVAILABLE
    )


def crew_for(
    studio: Studio,
    appointment: Appointment,
    starts_at: datetime,
    instructor_ids: tuple[int, ...] | None,
    bookings: Sequence[Booking],
) -> tuple[int, ...] | None:
    """Those who would carry it out: the ones asked for if they are free, else whoever is, else None."""
    here = [booking for booking in bookings if booking.studio_id == studio.id]
    free = free_crews(studio, appointment, starts_at, here)
    if instructor_ids is None:
        return free[0] if free else None
    return next((crew for crew in free if sorted(crew) == sorted(instructor_ids)), None)


def _against_the_time(
    studio: Studio,
    appointment: Appointment,
    wanted: Wanted,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> str:
    if ends_at <= starts_at:
        return "END_DATE_TIME_NOT_AFTER_START_DATE_TIME"
    if starts_at <= now:
        return "PAST_START_DATE_TIME"
    day = studio.day_of(starts_at)
    is_open = any(opens <= starts_at < closes for opens, closes in opening_spans(studio, day))
    if closing_on(studio, day) is not None or not is_open:
        return "STUDIO_CLOSED"
    issued = (starts_at, listed_end(appointment, starts_at))
    texts = tuple(time_texts.write(instant, studio.time_zone, studio.date_form) for instant in issued)
    true_end = starts_at + timedelta(minutes=appointment.minutes)
    if (
        (wanted.start, wanted.end) != texts
        or ends_at != true_end
        or starts_at not in starts_on(studio, appointment, day)
    ):
        return "PERIOD_DOES_NOT_MATCH"
    if appointment.earliest_days is not None and starts_at > now + timedelta(days=appointment.earliest_days):
        return "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME"
    if appointment.latest_hours is not None and starts_at < now + timedelta(hours=appointment.latest_hours):
        return "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME"
    return ""


def _against_the_customer(
    studio: Studio,
    appointment: Appointment,
    customer: Customer,
    starts_at: datetime,
    bookings: Sequence[Booking],
    now: datetime,
) -> str:
    own = [booking for booking in bookings if booking.customer_id == customer.id and booking.ends_at > now]
    ends_at = starts_at + timedelta(minutes=appointment.minutes)
    if any(booking.overlaps(starts_at, ends_at) for booking in own):
        return "CUSTOMER_IN_OTHER_BOOKING"
    if any(period.covers(studio.day_of(starts_at)) for period in customer.idle_periods):
        return "CUSTOMER_IDLE"
    if customer.rate in appointment.closed_to_rates:
        return "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED"
    if customer.contingent is None or not customer.contingent.covers(studio.id):
        return "NO_CONTINGENT"
    if customer.booking_limit is not None and len(own) >= customer.booking_limit:
        return "BOOKING_LIMIT_REACHED"
    return ""


def _against_the_means(
    studio: Studio,
    appointment: Appointment,
    wanted: Wanted,
    starts_at: datetime,
    bookings: Sequence[Booking],
) -> str:
    if appointment.blocked:
        return "NOT_AVAILABLE"
    if crew_for(studio, appointment, starts_at, wanted.instructor_ids, bookings) is None:
        return "RESOURCE_NOT_AVAILABLE"
    return ""
