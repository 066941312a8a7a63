"""How often members were told that something cannot be booked, and why; not who they were."""

import re
from datetime import datetime

from django.db import models
from django.db.models import F

from studios.models.studio import Studio

OTHER = "OTHER"
_WORD = re.compile(r"[A-Z][A-Z0-9_]{0,59}")


class RefusalCountQuerySet(models.QuerySet["RefusalCount"]):
    def add(self, studio: Studio, reason: str, *, now: datetime) -> None:
        """One more today (the studio's day), by the vendor's validation status or a word of ours."""
        row, _created = self.get_or_create(
            studio=studio, on=studio.local(now).date(), reason=reason if _WORD.fullmatch(reason) else OTHER
        )
        self.filter(pk=row.pk).update(number=F("number") + 1)


class RefusalCount(models.Model):
    """One reason at one studio on one day. Refusals of the POST itself are not in it: they stand with the attempt."""

    studio = models.ForeignKey(Studio, on_delete=models.CASCADE, related_name="refusal_counts")
    on = models.DateField()
    reason = models.CharField(max_length=60)
    number = models.PositiveIntegerField(default=0)

    objects = RefusalCountQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["studio", "on", "reason"], name="one_count_per_reason_and_day"),
        )

    def __str__(self) -> str:
        return f"{self.reason} on {self.on}"
