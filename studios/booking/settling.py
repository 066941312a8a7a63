"""Finding out what became of an attempt whose answer was lost: by reading, never by sending again."""

from datetime import datetime

from studios import connections
from studios.models import Attempt


def look_for(attempt: Attempt, *, now: datetime) -> None:
    """Looks once in the customer's list for what became of an unsure attempt; never sends again.

    A match has the same start and end as instants, is not cancelled, was not in the list before sending and belongs to
    no other attempt. Raises the client's errors when the list could not be read.
    """
    told = connections.to(attempt.studio, language=attempt.member.language).bookings(
        attempt.member.customer_id
    )
    taken = set(
        Attempt.objects.filter(studio=attempt.studio, booking__booking_id__in=[one.id for one in told])
        .exclude(pk=attempt.pk)
        .values_list("booking__booking_id", flat=True)
    )
    matches = [
        one
        for one in told
        if (one.start.instant, one.end.instant) == (attempt.starts_at, attempt.ends_at)
        and not one.is_cancelled
        and one.id not in attempt.known_booking_ids
        and one.id not in taken
    ]
    matches.sort(key=lambda one: one.title != attempt.title)
    if matches:
        attempt.settle_booked(matches[0], now=now)
    else:
        attempt.give_up_looking()
