"""Whether a booking can be moved, and to that time: what is known here, and what the studio says when asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from studios import connections
from studios.booking import checking, reservations
from studios.booking.checking import Refused
from studios.booking.choice import Choice
from studios.booking.keeping import keep_lists
from studios.magicline import appointments
from studios.magicline.appointments import ACCEPTING, Appointment, BookingList, Refusal
from studios.magicline.errors import NotFound
from studios.models import Attempt, Booking, Member, Move
from studios.my_bookings import copies

# The old booking may be what uses up the contingent or the limit; whether it is, only cancelling it tells.
_PERHAPS_THE_OLD = frozenset({Refusal.NO_CONTINGENT, Refusal.BOOKING_LIMIT_REACHED})


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether and how a booking can be moved to a time. `reason` is why the old one has to go first, else empty."""

    appointment: Appointment
    reason: str = ""

    @property
    def old_first(self) -> bool:
        return bool(self.reason)


def check_movable(booking: Booking, *, now: datetime) -> int:
    """The number of the appointment that it is for; raises `Refused` for one that cannot be moved to any time."""
    reason = _against_moving(booking, now=now)
    if booking.appointment_id is None or reason:
        raise Refused(reason or "APPOINTMENT_UNKNOWN")
    return booking.appointment_id


def is_movable(booking: Booking, *, now: datetime) -> bool:
    """Whether to offer it."""
    return not _against_moving(booking, now=now)


def look(
    booking: Booking, people: Sequence[Member], choice: Choice, *, now: datetime, once_more: bool = False
) -> Outlook:
    """Asks whether the booking could be moved to `choice`; with `once_more`, in the same breath, how it stands itself.

    Raises `Refused` for what stands in the way besides the booking itself, `copies.NotTheirs`, and what the client
    raises.
    """
    check_movable(booking, now=now)
    if choice.start.instant == booking.starts_at and sorted(choice.instructors) == sorted(
        booking.instructors
    ):
        raise Refused("SAME_TIME")
    client, customer_id = connections.to(booking.studio), booking.customer_id
    questions: dict[str, Callable[[], object]] = {
        "appointment": lambda: client.appointment(choice.appointment_id),
        "status": lambda: client.validate(choice.request_for(customer_id)),
        "bookings": lambda: client.bookings(customer_id),
    }
    if once_more:
        booking_id = booking.booking_id
        questions["booking"] = lambda: client.booking(booking_id)
    answers = connections.side_by_side(questions)
    if once_more:
        _write_down(booking, answers["booking"], now=now)
    appointment, status, told = answers["appointment"], answers["status"], answers["bookings"]
    if not isinstance(appointment, Appointment):
        raise (
            Refused("NOT_OFFERED_ANY_MORE")
            if isinstance(appointment, NotFound)
            else checking.why_not(appointment)
        )
    if not isinstance(status, str):
        raise checking.why_not(status)
    if isinstance(told, NotFound):
        told = BookingList()
    if not isinstance(told, BookingList):
        raise checking.why_not(told)

    if booking.member:
        keep_lists([(booking.studio, booking.member, told)], now=now)
    other = _in_the_way(booking, people, choice)
    if other:
        raise Refused(reservations.OVERLAPS, blocking=other)
    if _overlap(choice, booking.starts_at, booking.ends_at):
        if status in ACCEPTING or status == Refusal.CUSTOMER_IN_OTHER_BOOKING:
            return Outlook(appointment, Refusal.CUSTOMER_IN_OTHER_BOOKING)
    elif status in ACCEPTING:
        return Outlook(appointment)
    if status in _PERHAPS_THE_OLD:
        return Outlook(appointment, status)
    raise Refused(status)


def _write_down(booking: Booking, told: object, *, now: datetime) -> None:
    """How the booking stands; raises `Refused` where it cannot be moved any more."""
    if not isinstance(told, appointments.Booking):
        raise checking.why_not(told)
    copies.write_down(booking, copies.checked(booking, told), now=now)
    check_movable(booking, now=now)


def _against_moving(booking: Booking, *, now: datetime) -> str:
    if booking.is_cancelled:
        return "ALREADY_CANCELLED"
    if booking.appointment_id is None:
        return "APPOINTMENT_UNKNOWN"
    if not booking.studio.takes_bookings:
        return "STUDIO_PAUSED"
    if now > booking.cancel_until or now >= booking.starts_at:
        return "TOO_LATE_TO_MOVE"
    if booking.cancelling or Move.objects.about(booking).under_way().exists():
        return "BEING_MOVED"
    return ""


def _overlap(choice: Choice, starts_at: datetime, ends_at: datetime) -> bool:
    shares_time = starts_at < choice.end.instant and ends_at > choice.start.instant
    return shares_time or starts_at == choice.start.instant


def _in_the_way(booking: Booking, people: Sequence[Member], choice: Choice) -> Attempt | Booking | None:
    """Another booking at that time, of any record of the person, that was just told or that we know of."""
    attempts = Attempt.objects.of(people).holding_time()
    for attempt in attempts.overlapping(choice.start.instant, choice.end.instant).exclude(booking=booking):
        # Those with a number were just read, in the list.
        if attempt.booking_id or reservations.still_standing(attempt):
            return attempt
    live = (one for one in Booking.objects.of(people) if not one.is_cancelled and one.pk != booking.pk)
    return next((one for one in live if _overlap(choice, one.starts_at, one.ends_at)), None)
