"""What customers' lists of bookings say, kept: our copies, and the attempts that they settle."""

from collections.abc import Iterable
from datetime import datetime

from studios.booking import overtaking, settling
from studios.magicline import appointments
from studios.models import Attempt, Booking, Member, Studio

TheirList = tuple[Studio, Member, appointments.BookingList]


def keep_lists(lists: Iterable[TheirList], *, now: datetime) -> None:
    """Our copies of what the lists of a person say; `now` is an instant before the first was asked for.

    The database is asked as often for many as for one, and where they say what they said before nothing is written. An
    empty one changes nothing, and most members have no bookings at most studios of a chain: nothing is asked of the
    database for it. A time that a process left held when it died is given back when somebody wants it.
    """
    telling = [one for one in lists if one[2]]
    if not telling:
        return
    awaited = Attempt.objects.lists_that_may_tell(telling)
    for studio, member, told in telling:
        if (studio.pk, member.pk) in awaited:
            # First, so that a booking gets its attempt's reference.
            settling.adopt(studio, member, told, now=now)
            overtaking.adopt_from_list(studio, member, told, now=now)
    Booking.objects.keep_all(telling, now=now)
    Attempt.objects.filter(member__in={member for _studio, member, _told in telling}).release_freed(now=now)
