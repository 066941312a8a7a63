"""Cancelling a booking: whose it is and whether it is in time are checked here, because the vendor checks neither."""

from datetime import datetime

from django.utils import timezone

from studios import connections
from studios.magicline.errors import MagiclineError, Refused, Unsure
from studios.models import Attempt, Booking, Move
from studios.my_bookings import copies


class NotCancelled(Exception):
    """The booking stands; the text is the studio's own words where it refused, and may be empty."""

    obstacle = "NOT_CANCELLED"


class TooLate(NotCancelled):
    """The cut-off has passed, or the appointment has begun."""

    obstacle = "TOO_LATE"


class BeingMoved(NotCancelled):
    """A move is at work on it, and will end by itself."""

    obstacle = "BEING_MOVED"


def obstacle(booking: Booking, *, now: datetime) -> str:
    """What keeps the member from cancelling here, if anything that is known without asking does."""
    if now > booking.cancel_until or now >= booking.starts_at:
        return TooLate.obstacle
    if any(move.is_at_work for move in Move.objects.about(booking).under_way()):
        return BeingMoved.obstacle
    return ""


def cancel(booking: Booking, *, now: datetime) -> None:
    """What the member asks for; raises `BeingMoved` and what `carry_out` raises."""
    if obstacle(booking, now=now) == BeingMoved.obstacle:
        raise BeingMoved
    carry_out(booking, now=now)


def carry_out(booking: Booking, *, now: datetime, to_move: bool = False) -> None:
    """Cancels at the vendor. Already cancelled is success; an answer that was lost leaves the booking *unsure*.

    `to_move`: for a move, which nothing but its own journal may stop.

    Raises `copies.NotTheirs`, `NotCancelled` (`TooLate`), and the client's errors where nothing was sent.
    """
    told = copies.read(booking)
    copies.write_down(booking, told, now=now)
    if booking.is_cancelled:
        return
    if now > booking.cancel_until or now >= booking.starts_at:
        raise TooLate
    if not booking.start_cancelling(now=now):
        return
    # Looked for once more after that was written down: of a move and a click at once one sees the other.
    if not to_move and obstacle(booking, now=now) == BeingMoved.obstacle:
        booking.stop_cancelling()
        raise BeingMoved
    try:
        carried_out = connections.to(booking.studio).cancel(booking.booking_id)
    except Unsure:
        booking.doubt_cancelling()
        copies.refresh(booking, now=timezone.now())
    except Refused as error:
        booking.stop_cancelling()
        raise NotCancelled(error.message) from error
    except MagiclineError:
        booking.stop_cancelling()
        raise
    else:
        if not carried_out:
            # It is cancelled already, or gone, or the studio is in trouble: only reading it tells.
            try:
                told = copies.read(booking)
            except MagiclineError:
                booking.doubt_cancelling()
                return
            if not told.is_cancelled:
                booking.stop_cancelling()
                raise NotCancelled
        now = timezone.now()  # after the answer: a list that was read meanwhile is older than this
        booking.cancelled(now=now)
        Attempt.objects.filter(booking=booking).release_freed(now=now)
