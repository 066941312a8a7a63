"""What a customer's list of bookings says, kept: our copies, and the attempts that it settles."""

from datetime import datetime

from studios.booking import overtaking, settling
from studios.magicline import appointments
from studios.models import Attempt, Booking, Member, Studio


def keep_list(studio: Studio, member: Member, told: appointments.BookingList, *, now: datetime) -> None:
    """Our copies of what a customer's list says; `now` is an instant before it was asked for.

    An empty one changes nothing, and most members have no bookings at most studios of a chain: nothing is asked of the
    database for it. A time that a process left held when it died is given back when somebody wants it.
    """
    if not told:
        return
    settling.adopt(studio, member, told, now=now)  # first, so that a booking gets its attempt's reference
    overtaking.adopt_from_list(studio, member, told, now=now)
    Booking.objects.keep(studio, member, told, now=now)
    Attempt.objects.filter(member=member).release_freed(now=now)
