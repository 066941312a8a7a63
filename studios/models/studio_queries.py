"""Which studios: by chain, by key, and with how much of their keys."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from studios.encrypted_field import fingerprints
from studios.models.stages import StageQuerySet

if TYPE_CHECKING:
    from studios.models.studio import Studio


class StudioQuerySet(StageQuerySet):
    def neighbours_of(self, studio: "Studio") -> "StudioQuerySet":
        """The other studios of its chain."""
        return self.filter(base_url=studio.chain).exclude(pk=studio.pk)

    def with_webhook_key(self, key: str, *, now: datetime) -> "StudioQuerySet":
        """The studios that this webhook key may stand for: theirs now, or theirs until it was replaced."""
        known = fingerprints(key)
        replaced = Q(old_webhook_key_fingerprint__in=known, old_webhook_key_until__gt=now)
        return self.filter(Q(webhook_key_fingerprint__in=known) | replaced)

    def with_api_key(self, key: str) -> "StudioQuerySet":
        """The studio that has this API key, whichever encryption key was current when it was stored."""
        return self.filter(api_key_fingerprint__in=fingerprints(key))

    def without_keys(self) -> "StudioQuerySet":
        """For where nobody is asked: a key that is read is decrypted, which costs more than the rest of the row."""
        return self.defer("api_key", "webhook_key")

    def with_api_keys(self, studios: "Iterable[Studio]") -> "list[Studio]":
        """These studios, in their order, each with the key that it is asked with."""
        numbers = [studio.pk for studio in studios]
        rows = self.defer("webhook_key").in_bulk(numbers)
        return [rows[number] for number in numbers if number in rows]
