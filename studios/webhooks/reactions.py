"""What each event calls for: the entity is read again, with the key of the studio that told us; a member's record with
that of their own studio.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from django.conf import settings

from studios import connections
from studios.booking import overtaking, settling
from studios.magicline.client import Client
from studios.magicline.errors import Forbidden, KeyRejected, NotFound, UnexpectedReply
from studios.magicline.webhook_events import EventType
from studios.models import Attempt, Booking, Member, Studio, Tombstone, WebhookMessage, erase

T = TypeVar("T")

logger = logging.getLogger(__name__)

_BOOKING = {EventType.BOOKING_CREATED, EventType.BOOKING_UPDATED, EventType.BOOKING_CANCELLED}
_GONE = {EventType.CUSTOMER_DELETED, EventType.CUSTOMER_ACCESS_DISABLED}
# What the member's own studio answers about somebody who is gone: no failure of its key.
_SHOWN_NO_MORE = frozenset({403, 404})


class Paused(Exception):
    """The key that is needed is refused: what the message calls for cannot be read before it works again."""


def react(message: WebhookMessage, *, now: datetime) -> None:
    """Does what the message's events call for; safe to repeat, in any order. Raises what the client raises.

    What the studio will not tell (403, 404) changes nothing here and is said to nobody. An erasure comes first: it
    needs no answer where the member's own studio tells of it.
    """
    studio, number, types = message.studio, message.entity_id, set(message.types)
    if types & _GONE:
        _forget(message, now=now)
    if types - _GONE and studio.reads_are_paused:
        raise Paused
    if types & _BOOKING:
        with suppress(Forbidden, NotFound):
            _read_booking(studio, number, is_new=EventType.BOOKING_CREATED in types, now=now)
    if EventType.CUSTOMER_UPDATED in types:
        with suppress(Forbidden, NotFound):
            _read_customer(studio, number, now=now)
    if EventType.OPENING_HOURS_UPDATED in types:
        with suppress(Forbidden, NotFound):
            _read_studio(studio, now=now)


def _forget(message: WebhookMessage, *, now: datetime) -> None:
    """Erases the customer, unless another studio tells of it than the member's own, which still has them.

    Every studio of a chain has a webhook key of its own, which its desk can replace and so can sign with. Where no
    home is known, or it is not here, whoever tells is believed.
    """
    studio, number = message.studio, message.entity_id
    member = Member.objects.filter(chain=studio.chain, customer_id=number).first()
    home = _home_of(member) if member else None
    if home is None or home == studio or not _still_has(home, number, now=now):
        erase(studio.chain, number, now=now)
        return
    logger.warning(
        "Nobody was erased by webhook %s of %s: the customer's own studio %s still has them.",
        message.pk,
        studio.slug,
        home.slug,
    )


def _still_has(home: Studio, number: int, *, now: datetime) -> bool:
    """Whether the studio shows the customer's record; raises `Paused`, and what the client raises for no answer."""
    if home.reads_are_paused:
        raise Paused
    try:
        _ask(home, lambda client: client.customer(number), now=now, expected_refusals=_SHOWN_NO_MORE)
    except (Forbidden, NotFound):
        return False
    return True


def _home_of(member: Member) -> Studio | None:
    """The member's own studio, if it is on this site."""
    chain = Studio.objects.filter(base_url=member.chain).exclude(vendor_studio_id=None)
    return chain.filter(vendor_studio_id=member.home_studio_id).first()


def _ask(
    studio: Studio,
    question: Callable[[Client], T],
    *,
    now: datetime,
    expected_refusals: frozenset[int] = frozenset(),
) -> T:
    """The answer to a question with the studio's key; one that is refused is suspected, whoever told us.

    It goes without like those who look around: a message is tried again, and whoever cancels waits for an answer now.
    """
    try:
        return question(connections.to(studio, expected_refusals=expected_refusals, browsing=True))
    except KeyRejected:
        studio.suspect_key(now=now)
        raise


def _read_booking(studio: Studio, booking_id: int, *, is_new: bool, now: datetime) -> None:
    """Our copy as the studio tells it. A new one settles an attempt that is still waiting for its own answer.

    An answer that does not say whose booking it is proves nothing: `UnexpectedReply`, as if there were none.
    """
    told = _ask(studio, lambda client: client.booking(booking_id), now=now)
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


def _read_customer(studio: Studio, customer_id: int, *, now: datetime) -> None:
    """The member's names, address and language; of people who never signed in nothing is kept, so nothing is asked."""
    member = Member.objects.filter(chain=studio.chain, customer_id=customer_id).first()
    if member is None:
        return
    told = _ask(_home_of(member) or studio, lambda client: client.customer(customer_id), now=now)
    member.update_from(told, languages=dict(settings.LANGUAGES))


def _read_studio(studio: Studio, *, now: datetime) -> None:
    """Address, telephone and the like; nothing if the key has become another studio's, as *Check connection* says."""
    told = _ask(studio, lambda client: client.studio_information(), now=now)
    if studio.vendor_studio_id in (None, told.studio_id):
        studio.learn(**connections.facts_of(told))
