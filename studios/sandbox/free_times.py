"""Slots, computed on the fly from opening hours, closing days, staff, rooms, equipment and what is booked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from studios.sandbox.records import Appointment, Booking, Closing, Studio


@dataclass(frozen=True, slots=True)
class Slot:
    """A time with a crew. `ends_at` is the end as listed, which is not always the true one (see Appointment)."""

    starts_at: datetime
    ends_at: datetime
    instructor_ids: tuple[int, ...]


def closing_on(studio: Studio, day: date) -> Closing | None:
    return next((closing for closing in studio.closings if closing.falls_on(day)), None)


def crews(appointment: Appointment) -> list[tuple[int, ...]]:
    """Who can carry it out, the choices side by side: [(1,), (2,)], all together [(1, 2)], nobody needed [()]."""
    if appointment.together or not appointment.instructor_ids:
        return [tuple(appointment.instructor_ids)]
    return [(instructor_id,) for instructor_id in appointment.instructor_ids]


def opening_spans(studio: Studio, day: date) -> list[tuple[datetime, datetime]]:
    """When the studio is open on that day of its calendar, closing days not looked at."""
    return [
        (_at(studio, day, hours.time_from), _at(studio, day, hours.time_to))
        for hours in studio.hours
        if hours.day_from <= day.weekday() <= hours.day_to
    ]


def starts_on(studio: Studio, appointment: Appointment, day: date) -> Iterator[datetime]:
    """Every start the appointment has on that day, free or not.

    Counted in elapsed time from the opening, so a night when the clocks go back has its 02:30 twice and one when
    they go forward has none.
    """
    for opens_at, closes_at in opening_spans(studio, day):
        starts_at = opens_at
        while starts_at + timedelta(minutes=appointment.minutes) <= closes_at:
            yield starts_at
            starts_at += timedelta(minutes=appointment.every_minutes)


def free_crews(
    studio: Studio, appointment: Appointment, starts_at: datetime, busy: Sequence[Booking]
) -> list[tuple[int, ...]]:
    """The crews at work and free from `starts_at` on, none if room or equipment is used up. `busy`: live bookings."""
    ends_at = starts_at + timedelta(minutes=appointment.minutes)
    around = [booking for booking in busy if booking.overlaps(starts_at, ends_at)]
    if not (appointment.instructor_ids or appointment.room or appointment.equipment) and any(
        booking.appointment_id == appointment.id for booking in around
    ):
        return []  # what needs nobody and nothing is itself there only once
    for attribute, supply in (("room", studio.rooms), ("equipment", studio.equipment)):
        name = getattr(appointment, attribute)
        if name is not None:
            users = [booking for booking in around if _uses(studio, booking, attribute, name)]
            if _most_at_once(users, starts_at) >= supply.get(name, 0):
                return []
    taken = {instructor_id for booking in around for instructor_id in booking.instructor_ids}
    return [
        crew
        for crew in crews(appointment)
        if taken.isdisjoint(crew) and all(_at_work(studio, who, starts_at, ends_at) for who in crew)
    ]


def list_slots(
    studio: Studio, appointment: Appointment, days: Sequence[date], busy: Sequence[Booking], now: datetime
) -> list[Slot]:
    """The free slots of those days, in the order and with the oddities of this appointment's listing."""
    odd = set(appointment.odd)
    slots: list[Slot] = []
    for day in days:
        if closing_on(studio, day) is not None and "lists_closed" not in odd:
            continue
        of_day = [
            slot
            for starts_at in starts_on(studio, appointment, day)
            if starts_at > now
            for slot in _slots_at(studio, appointment, starts_at, [] if "lists_taken" in odd else busy)
        ]
        slots += of_day[:1] + of_day if "repeats" in odd else of_day
    if "lists_past" in odd and studio.day_of(now) in days:
        slots[:0] = _last_past_slots(studio, appointment, now)
    return slots[::-1] if "unordered" in odd else slots


def listed_end(appointment: Appointment, starts_at: datetime) -> datetime:
    minutes = appointment.minutes if appointment.listed_minutes is None else appointment.listed_minutes
    return starts_at + timedelta(minutes=minutes)


def _slots_at(
    studio: Studio, appointment: Appointment, starts_at: datetime, busy: Sequence[Booking]
) -> Iterator[Slot]:
    found = free_crews(studio, appointment, starts_at, busy)
    if not found and "lists_taken" in appointment.odd:
        found = crews(appointment)
    for crew in found:
        yield Slot(starts_at, listed_end(appointment, starts_at), crew)


def _last_past_slots(studio: Studio, appointment: Appointment, now: datetime) -> list[Slot]:
    """The latest slot that is over, looked for up to a week back so that there is one at any hour."""
    for days_back in range(8):
        day = studio.day_of(now) - timedelta(days=days_back)
        for starts_at in sorted(starts_on(studio, appointment, day), reverse=True):
            if starts_at <= now and (found := list(_slots_at(studio, appointment, starts_at, []))):
                return found[:1]
    return []


def _at_work(studio: Studio, instructor_id: int, starts_at: datetime, ends_at: datetime) -> bool:
    instructor = studio.instructors.get(instructor_id)
    day = studio.day_of(starts_at)
    if instructor is None or day.weekday() not in instructor.weekdays:
        return False
    begins_at = _at(studio, day, f"{instructor.from_hour:02}:00")
    return begins_at <= starts_at and ends_at <= _at(studio, day, f"{instructor.to_hour:02}:00")


def _uses(studio: Studio, booking: Booking, attribute: str, name: str) -> bool:
    appointment = studio.appointments.get(booking.appointment_id)
    return appointment is not None and getattr(appointment, attribute) == name


def _most_at_once(users: Sequence[Booking], starts_at: datetime) -> int:
    """How many of these bookings are under way together at the fullest moment from `starts_at` on."""
    moments = {max(starts_at, booking.starts_at) for booking in users}
    return max((sum(user.starts_at <= at < user.ends_at for user in users) for at in moments), default=0)


def _at(studio: Studio, day: date, clock: str) -> datetime:
    """The instant of HH:MM on that day of the studio's calendar; 24:00 is the midnight that ends it."""
    hour, minute = int(clock[:2]), int(clock[3:])
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour, minute), studio.zone).astimezone(UTC)
