"""How often something was tried within a span of time: sign-ins, guesses, mails. Kept in rows, for all processes."""

import math
from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils.crypto import salted_hmac

_SALT = "studios.tries"


class TriesQuerySet(models.QuerySet["Tries"]):
    def take(self, kind: str, subject: str, *, most: int, within: timedelta, now: datetime) -> bool:
        """Counts one more try of `kind` by `subject`; False, and not counted, when `most` were made already.

        Spans follow one another at fixed times, so in the worst case twice as many pass around the end of one. Who
        `subject` is, an address for example, cannot be told from the row.
        """
        row, _created = self.get_or_create(
            kind=kind, subject=_mark(subject), ends_at=_end_of_span(now, within)
        )
        return bool(self.filter(pk=row.pk, count__lt=most).update(count=F("count") + 1))

    def exhausted(self, kind: str, subject: str, *, most: int, within: timedelta, now: datetime) -> bool:
        """Whether no try is left; counts nothing."""
        ends_at = _end_of_span(now, within)
        return self.filter(kind=kind, subject=_mark(subject), ends_at=ends_at, count__gte=most).exists()

    def forget(self, kind: str, subject: str) -> None:
        """Starts anew, after a success for example."""
        self.filter(kind=kind, subject=_mark(subject)).delete()

    def forgettable(self, *, now: datetime) -> "TriesQuerySet":
        """Spans that are over."""
        return self.filter(ends_at__lte=now)


class Tries(models.Model):
    """One span of time of one subject."""

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    objects = TriesQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "subject", "ends_at"], name="one_row_per_span"),
        )

    def __str__(self) -> str:
        return f"{self.count} × {self.kind}"


def seconds_left(within: timedelta, *, now: datetime) -> int:
    """Until tries count anew, rounded up: for whoever has none left."""
    return math.ceil((_end_of_span(now, within) - now).total_seconds())


def _mark(subject: str) -> str:
    return salted_hmac(_SALT, subject, algorithm="sha256").hexdigest()


def _end_of_span(now: datetime, within: timedelta) -> datetime:
    seconds = within.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, tz=UTC)
