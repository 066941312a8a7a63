"""Bookings of which nobody knew the number, and that changed before it was told: cancelled, moved, or never there.

*Booked, number unknown* is concluded from what validating says, far ahead of the customer's list. Nothing here
takes it back on a mere suspicion: what may be another booking of the same customer is left to the list, once that
reaches the time.
"""

from contextlib import suppress
from datetime import datetime

from studios import connections
from studios.booking.choice import Choice
from studios.magicline.appointments import ACCEPTING, Booking, BookingList, Refusal
from studios.magicline.errors import MagiclineError
from studios.magicline.errors import Refused as VendorRefused
from studios.models import Attempt, Member, Studio
from studios.models import Booking as Copy


def adopt_from_list(studio: Studio, member: Member, told: BookingList, *, now: datetime) -> None:
    """Gives a cancelled booking to the attempt that it came from, if nothing else of the customer is at its time.

    The whole list has to be readable: what could not be read may be the booking, standing.
    """
    if told.unreadable:
        return
    for attempt in Attempt.objects.unnumbered(studio, member):
        there = [one for one in told if _is_at_its_time(attempt, one)]
        new = [one for one in there if _may_have_come_of(attempt, one)]
        if len(new) == 1 and all(one.is_cancelled for one in there):
            attempt.settle_overtaken(new[0], now=now)


def adopt_one(studio: Studio, member: Member, told: Booking, *, is_new: bool, now: datetime) -> None:
    """The same for one that was read by its number, cancelled or at another time. Raises what the client raises.

    It may as well be another booking of the customer, so the studio is asked about the attempt's time. "In another
    booking" there: the attempt's still stands. One at another time has to be the only one that it can be, and the
    attempt's time free: that title, no longer or shorter, unknown here, and not made just now (`is_new`).
    """
    attempts = [one for one in Attempt.objects.unnumbered(studio, member) if _may_have_come_of(one, told)]
    if told.is_cancelled:
        attempts = [one for one in attempts if _is_at_its_time(one, told)]
    elif is_new or Copy.objects.filter(studio=studio, booking_id=told.id).exists():
        return
    if len(attempts) != 1:
        return
    (attempt,) = attempts
    if told.is_cancelled:
        is_it = _word_on(attempt) != Refusal.CUSTOMER_IN_OTHER_BOOKING
    else:
        is_it = _is_alike(attempt, told) and _word_on(attempt) in ACCEPTING
    if is_it:
        attempt.settle_overtaken(told, now=now)


def ask_whether_it_stands(attempt: Attempt, *, now: datetime) -> None:
    """Makes an attempt without a number *not booked* if the studio says that it does not stand any more.

    Once is enough: its request ended long ago, and the studio, which had counted the customer as booked at that time,
    counts them as free. Where the desk said that it is booked, only the list or the desk can say that it is not.
    """
    if attempt.told_when_asked[-1:] != [Refusal.CUSTOMER_IN_OTHER_BOOKING]:
        return
    with suppress(MagiclineError):  # where it cannot be asked it stands
        if _word_on(attempt) in ACCEPTING:
            attempt.no_longer_booked(now=now)


def _word_on(attempt: Attempt) -> str:
    """What validating says about the attempt's time; empty where the studio will not say."""
    client = connections.to(attempt.studio, language=attempt.member.language)
    try:
        return client.validate(Choice.again(attempt).request_for(attempt.member.customer_id))
    except VendorRefused:
        return ""


def _is_at_its_time(attempt: Attempt, told: Booking) -> bool:
    return (attempt.starts_at, attempt.ends_at) == (told.start.instant, told.end.instant)


def _may_have_come_of(attempt: Attempt, told: Booking) -> bool:
    """Not if it was there before, came of another attempt, or is known to have been cancelled or at another time."""
    if told.id in attempt.known_booking_ids:
        return False
    known = Copy.objects.filter(studio=attempt.studio, booking_id=told.id).select_related("attempt").first()
    return known is None or not (
        known.is_cancelled
        or hasattr(known, "attempt")
        or (known.starts_at, known.ends_at) != (attempt.starts_at, attempt.ends_at)
    )


def _is_alike(attempt: Attempt, told: Booking) -> bool:
    lasts = told.end.instant - told.start.instant
    return bool(told.title) and told.title == attempt.title and lasts == attempt.ends_at - attempt.starts_at
