"""Checking and keeping: whose message it is, and whether it is new. What it calls for happens later."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from booking_site import metrics
from studios.encrypted_field import fingerprints
from studios.magicline.webhook_events import EventType, Message
from studios.models import Studio, WebhookCount, WebhookMessage
from studios.models.webhook_message import OTHER

WANTED = frozenset(EventType)
BOOKED_OTHERWISE = frozenset(
    {EventType.BOOKING_CREATED, EventType.BOOKING_UPDATED, EventType.BOOKING_CANCELLED}
)


def sender(key: str, *, now: datetime) -> Studio | None:
    """The studio whose webhook key this is, or was until a day ago: found by its keyed hash, compared in constant time.

    Whoever has it now goes before whoever had it: it may have been typed in at the wrong studio first. Its keys are not
    loaded: to receive needs none, and goes on when they cannot be decrypted.
    """
    if not key:
        return None
    known = fingerprints(key)
    studios = list(Studio.objects.with_webhook_key(key, now=now).without_keys())
    for name in ("webhook_key_fingerprint", "old_webhook_key_fingerprint"):
        for studio in studios:
            kept = getattr(studio, name) or ""
            if any(constant_time_compare(kept, one) for one in known):
                return studio
    return None


def take_in(studio: Studio, message: Message, *, now: datetime) -> WebhookMessage | None:
    """Keeps a new message that somebody wants; None for a repetition, and for one that is only counted.

    What it makes wrong of what everybody sees is asked for again from now on, before anything of it is read.
    """
    studio.learn(last_webhook_at=now)
    wanted = sorted({EventType(event_type) for event_type in message.types if event_type in WANTED})
    kept = _keep(studio, message, wanted, now=now) if wanted else None
    if kept:
        _drop(studio, set(wanted))
    outcome = "kept" if kept else "repeated" if wanted else "only counted"
    if kept or not wanted:
        for event_type in message.types:
            WebhookCount.objects.add(studio, event_type, now.date())
    for event_type in message.types:
        metrics.webhooks.labels(event_type if event_type in WANTED else OTHER, outcome).inc()
    return kept


def _drop(studio: Studio, types: set[EventType]) -> None:
    if EventType.OPENING_HOURS_UPDATED in types:
        studio.offer_changed()
    elif types & BOOKED_OTHERWISE:
        studio.times_changed()


def _keep(
    studio: Studio, message: Message, wanted: list[EventType], *, now: datetime
) -> WebhookMessage | None:
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
