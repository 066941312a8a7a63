"""What each event calls for: the entity is read again, with the key of the studio that told us."""

from datetime import datetime

from studios import connections
from studios.booking import settling
from studios.magicline.errors import Forbidden, NotFound
from studios.magicline.webhook_events import EventType
from studios.models import Attempt, Booking, Member, Studio, WebhookMessage

BOOKING_EVENTS = {EventType.BOOKING_CREATED, EventType.BOOKING_UPDATED, EventType.BOOKING_CANCELLED}


def react(message: WebhookMessage, *, now: datetime) -> None:
    """Does what the message's events call for; safe to repeat, in any order. Raises what the client raises."""
    types = set(message.types)
    if types & BOOKING_EVENTS:
        _read_booking(message.studio, message.entity_id, now=now)


def _read_booking(studio: Studio, booking_id: int, *, now: datetime) -> None:
    """Our copy as the studio tells it. What it will not tell (403, 404) changes nothing and says nothing."""
    try:
        told = connections.to(studio).booking(booking_id)
    except (Forbidden, NotFound):
        return
    if told.customer_id is None:
        return
    member = Member.objects.filter(chain=studio.chain, customer_id=told.customer_id).first()
    if member:
        settling.adopt(studio, member, [told], now=now, at_once=True)
    kept = Booking.objects.keep_one(studio, member, told, now=now)
    Attempt.objects.filter(booking=kept).release_freed(now=now)
