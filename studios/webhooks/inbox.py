"""Checking and keeping: whose message it is, and whether it is new. What it calls for happens later."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from studios.encrypted_field import fingerprints
from studios.magicline.webhook_events import EventType, Message
from studios.models import Studio, WebhookCount, WebhookMessage

WANTED = frozenset(EventType)


def sender(key: str) -> Studio | None:
    """The studio whose webhook key this is: found by its keyed hash, compared in constant time."""
    if not key:
        return None
    studio = Studio.objects.filter(webhook_key_fingerprint__in=fingerprints(key)).first()
    return studio if studio and constant_time_compare(studio.webhook_key, key) else None


def take_in(studio: Studio, message: Message, *, now: datetime) -> WebhookMessage | None:
    """Keeps a new message that somebody wants; None for a repetition, and for one that is only counted."""
    studio.learn(last_webhook_at=now)
    for event_type in message.types:
        WebhookCount.objects.add(studio, event_type if event_type in WANTED else "OTHER", now.date())
    wanted = [event_type for event_type in message.types if event_type in WANTED]
    if not wanted:
        return None
    try:
        with transaction.atomic():
            return WebhookMessage.objects.create(
                studio=studio,
                uuid=message.uuid,
                entity_id=message.entity_id,
                types=wanted,
                received_at=now,
                next_try_at=now,
            )
    except IntegrityError:
        return None
