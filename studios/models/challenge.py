"""Proof that somebody reads the mail of an address: a challenge, and the codes that were mailed for it."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F

LIFE = timedelta(minutes=30)
MOST_GUESSES = 10
MOST_CODES = 5


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def alive(self, *, now: datetime) -> "ChallengeQuerySet":
        """Challenges whose codes may still be typed."""
        return self.filter(created_at__gt=now - LIFE, used_at=None)


class Challenge(models.Model):
    """One sign-in under way. The address is forgotten with the row; codes are kept as keyed hashes only."""

    class State(models.TextChoices):
        WAITING = "waiting"  # the task has not asked the chain yet
        MAILED = "mailed"
        UNKNOWN = "unknown"  # nobody with this address, or the privacy settings exclude us: mailed as well
        FAILED = "failed"  # the chain could not be asked

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.CharField(max_length=254)
    chain = models.CharField(max_length=200, blank=True)  # empty: every chain of the site
    language = models.CharField(max_length=8)
    next_url = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    code_hashes = models.JSONField(default=list)
    guesses = models.PositiveSmallIntegerField(default=0)
    # [[{"chain": …, "customer": …}, …], …]: one list a person; whom the address belongs to at the vendor.
    people = models.JSONField(default=list)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = ChallengeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"challenge {self.pk}"

    def take_guess(self) -> bool:
        """Counts one guess, over all codes of the challenge; False when there is none left."""
        left = type(self).objects.filter(pk=self.pk, guesses__lt=MOST_GUESSES, used_at=None)
        return bool(left.update(guesses=F("guesses") + 1))

    def use(self, *, now: datetime) -> bool:
        """Ends the challenge; False when somebody was quicker."""
        return bool(type(self).objects.filter(pk=self.pk, used_at=None).update(used_at=now))
