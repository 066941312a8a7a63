"""What each event calls for: the entity is read again, with the key of the studio that told us."""

from contextlib import suppress
from datetime import datetime

from django.conf import settings

from studios import connections
from studios.booking import overtaking, settling
from studios.magicline.errors import Forbidden, NotFound, UnexpectedReply
from studios.magicline.webhook_events import EventType
from studios.models import Attempt, Booking, Member, Studio, Tombstone, WebhookMessage, erase

_BOOKING = {EventType.BOOKING_CREATED, EventType.BOOKING_UPDATED, EventType.BOOKING_CANCELLED}
_GONE = {EventType.CUSTOMER_DELETED, EventType.CUSTOMER_ACCESS_DISABLED}


class Paused(Exception):
    """The studio's key is refused: what the message calls for cannot be read before it works again."""


def react(message: WebhookMessage, *, now: datetime) -> None:
    """Does what the message's events call for; safe to repeat, in any order. Raises what the client raises.

    What the studio will not tell (403, 404) changes nothing here and is said to nobody. An erasure asks nobody, and so
    it comes first.
    """
    studio, number, types = message.studio, message.entity_id, set(message.types)
    if types & _GONE:
        erase(studio.chain, number, now=now)
    if types - _GONE and studio.reads_are_paused:
        raise Paused
    if types & _BOOKING:
        with suppress(Forbidden, NotFound):
            _read_booking(studio, number, is_new=EventType.BOOKING_CREATED in types, now=now)
    if EventType.CUSTOMER_UPDATED in types:
        with suppress(Forbidden, NotFound):
            _read_customer(studio, number)
    if EventType.OPENING_HOURS_UPDATED in types:
        with suppress(Forbidden, NotFound):
            _read_studio(studio)


def _read_booking(studio: Studio, booking_id: int, *, is_new: bool, now: datetime) -> None:
    """Our copy as the studio tells it. A new one settles an attempt that is still waiting for its own answer.

    An answer that does not say whose booking it is proves nothing: `UnexpectedReply`, as if there were none.
    """
    told = connections.to(studio).booking(booking_id)
    if told.customer_id is None:
        raise UnexpectedReply("booking.customerId is missing")
    member = Member.objects.filter(chain=studio.chain, customer_id=told.customer_id).first()
    if member:
        settling.adopt(studio, member, [told], now=now, at_once=is_new)
        overtaking.adopt_one(studio, member, told, is_new=is_new, now=now)
    kept = Booking.objects.keep_one(studio, member, told, now=now)
    # Looked for after the writing: an erasure puts its tombstone first, so that one of the two sees the other.
    if member is None and Tombstone.objects.stands_for(studio.chain, told.customer_id):
        kept.delete()
        return
    Attempt.objects.filter(booking=kept).release_freed(now=now)


def _read_customer(studio: Studio, customer_id: int) -> None:
    """The member's names, address and language; of people who never signed in nothing is kept, so nothing is asked."""
    member = Member.objects.filter(chain=studio.chain, customer_id=customer_id).first()
    if member is None:
        return
    chain = Studio.objects.filter(base_url=studio.base_url).exclude(vendor_studio_id=None)
    home = chain.filter(vendor_studio_id=member.home_studio_id).first()
    told = connections.to(home or studio).customer(customer_id)
    member.update_from(told, languages=dict(settings.LANGUAGES))


def _read_studio(studio: Studio) -> None:
    """Address, telephone and the like; nothing if the key has become another studio's, as *Check connection* says."""
    told = connections.to(studio).studio_information()
    if studio.vendor_studio_id in (None, told.studio_id):
        studio.learn(**connections.facts_of(told))
