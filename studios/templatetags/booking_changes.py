"""What became different about a booking, for its page and for the list."""

from dataclasses import dataclass
from datetime import datetime

from django import template

from studios.models import Booking, BookingChange

register = template.Library()


@dataclass(frozen=True, slots=True)
class LatestChange:
    """The newest difference of each kind that the member should see; `before` and `after` are instants."""

    cancelled_by_studio: bool = False
    before: datetime | None = None
    after: datetime | None = None
    instructors: str = ""
    confirmed: bool = False


@register.simple_tag
def latest_change(booking: Booking) -> LatestChange:
    """What was noticed last, everything that was noticed together; nothing of it for what is cancelled since."""
    changes = list(booking.changes.all())
    kinds = BookingChange.Kind
    if booking.is_cancelled:
        by_studio = [one for one in changes if one.kind == kinds.CANCELLED and not one.by_member]
        return LatestChange(cancelled_by_studio=bool(by_studio) and booking.cancelled_here_at is None)
    latest = {one.kind: one for one in changes if one.noticed_at == changes[-1].noticed_at}
    time = latest.get(kinds.TIME)
    return LatestChange(
        before=datetime.fromisoformat(time.was[0]) if time else None,
        after=datetime.fromisoformat(time.became[0]) if time else None,
        instructors=", ".join(latest[kinds.INSTRUCTORS].became) if kinds.INSTRUCTORS in latest else "",
        confirmed=kinds.CONFIRMED in latest,
    )
