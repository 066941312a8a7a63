"""Finding out what became of an attempt whose answer was lost: by reading, never by sending again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from studios import connections
from studios.booking import overtaking
from studios.booking.choice import Choice
from studios.magicline.appointments import ACCEPTING, Booking, Refusal
from studios.magicline.errors import UnexpectedReply
from studios.models import Attempt, Member, Studio
from studios.models.attempt_states import WAITING, AttemptState

# "Only bookings that start and end within two weeks of now", says the reference; clocks may differ a little.
LIST_REACHES = timedelta(days=14) - timedelta(minutes=10)


def look_for(attempt: Attempt, *, now: datetime) -> None:
    """Looks once; the attempt plans the next look, if there has to be one. Raises what the client raises.

    In the customer's list a booking that is not there twice was not made, or is gone where it was booked as far as was
    known. Beyond the list's two weeks only *validate* can be asked: twice accepting means that nothing was booked,
    twice "in another booking" that it was, because it was accepted before sending.
    """
    if attempt.ends_at <= now + LIST_REACHES:
        _look_in_list(attempt, now=now)
    elif attempt.state in WAITING:
        _ask(attempt, now=now)
    else:
        attempt.look_later(look_at=attempt.ends_at - LIST_REACHES)


def adopt(
    studio: Studio, member: Member, told: Iterable[Booking], *, now: datetime, at_once: bool = False
) -> None:
    """Gives bookings that the vendor told us about to the attempts they came from.

    A match has the same start and end as instants, is not cancelled, was not in the list before sending and belongs to
    no other attempt; the title only chooses between several. An attempt that is still being sent is left to its own
    answer, unless `at_once`, as when the vendor tells of a new booking by itself.
    """
    standing = sorted((one for one in told if not one.is_cancelled), key=lambda one: one.id)
    open_ones = list(Attempt.objects.that_may_have_made(standing, studio, member)) if standing else []
    if not open_ones:
        return
    taken = set(
        Attempt.objects.filter(
            studio=studio, booking__booking_id__in=[one.id for one in standing]
        ).values_list("booking__booking_id", flat=True)
    )
    # Those of equal title first: of two bookings at one hour the other one must not get the attempt's reference.
    for equal_titles in (True, False):
        for one in standing:
            candidates = [
                attempt
                for attempt in open_ones
                if (attempt.starts_at, attempt.ends_at) == (one.start.instant, one.end.instant)
                and one.id not in attempt.known_booking_ids
                and (attempt.title == one.title) is equal_titles
                and (at_once or attempt.state != AttemptState.SENDING or (attempt.gives_up_at or now) <= now)
            ]
            if candidates and one.id not in taken:
                candidates[0].settle_booked(one, now=now)
                taken.add(one.id)
                open_ones.remove(candidates[0])


def _look_in_list(attempt: Attempt, *, now: datetime) -> None:
    client = connections.to(attempt.studio, language=attempt.member.language)
    told = client.bookings(attempt.member.customer_id)
    mine = [
        one for one in told if (one.start.instant, one.end.instant) == (attempt.starts_at, attempt.ends_at)
    ]
    adopt(attempt.studio, attempt.member, mine, now=now)
    overtaking.adopt_from_list(attempt.studio, attempt.member, told, now=now)
    attempt.refresh_from_db()
    if attempt.booking_id:
        return
    if told.unreadable:
        raise UnexpectedReply(f"{told.unreadable} bookings could not be read")  # it may be one of them
    if attempt.state in WAITING or now < attempt.ends_at:
        attempt.not_found(now=now)
    else:
        attempt.look_later(look_at=None)


def _ask(attempt: Attempt, *, now: datetime) -> None:
    client = connections.to(attempt.studio, language=attempt.member.language)
    status = client.validate(Choice.again(attempt).request_for(attempt.member.customer_id))
    said_before = attempt.told_when_asked[-1:]
    if status in ACCEPTING and said_before and said_before[0] in ACCEPTING:
        attempt.settle_not_booked(now=now)
    elif status == Refusal.CUSTOMER_IN_OTHER_BOOKING and said_before == [status]:
        attempt.settle_unnumbered(look_at=attempt.ends_at - LIST_REACHES, now=now)
    else:
        attempt.asked(status, now=now)
