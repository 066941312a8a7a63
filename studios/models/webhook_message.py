"""What the vendor told us without being asked: a hint to read something, once per studio and uuid."""

import re
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from studios.models.owed import Owed
from studios.models.studio import Studio

OTHER = "OTHER"
# Longer than all that one message calls for: a few reads with a deadline of seconds each. It may be done twice.
LEASE = timedelta(seconds=45)
WAITS_FOR_A_KEY = timedelta(minutes=5)
MOST_NAMES_A_DAY = 50
_VENDOR_STYLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+){0,9}")


class WebhookMessage(Owed):
    """One message with the wanted events of its payload. What else was in the body is not kept."""

    studio = models.ForeignKey(Studio, on_delete=models.CASCADE, related_name="webhook_messages")
    uuid = models.CharField(max_length=64)
    entity_id = models.BigIntegerField(_("number at Magicline"))
    types = models.JSONField(_("events"), default=list)
    received_at = models.DateTimeField(_("received"))
    processed_at = models.DateTimeField(_("processed"), null=True)
    trace_id = models.CharField(_("trace id"), max_length=60, blank=True)

    class Meta(Owed.Meta):
        constraints = (models.UniqueConstraint(fields=["studio", "uuid"], name="one_row_per_webhook"),)
        ordering = ("-received_at",)
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.uuid}"

    @classmethod
    def lease(cls) -> timedelta:
        """Short, so that what a worker was at that was killed is known within a minute."""
        return LEASE

    def failed(self, error: Exception, *, now: datetime) -> None:
        """It could not be acted on this time; the vendor's trace id is kept if the error has one."""
        self.trace_id = str(getattr(error, "trace_id", ""))[:60]
        self._row_update(trace_id=self.trace_id)
        self.try_failed(now=now, why=type(error).__name__)

    def wait(self, *, now: datetime) -> None:
        """Its studio cannot be asked for a longer while, which is no failure of this message."""
        self._row_update(next_try_at=now + WAITS_FOR_A_KEY)

    def processed(self, *, now: datetime) -> None:
        """Everything it called for is done."""
        self.nothing_owed(processed_at=now)


class WebhookCountQuerySet(models.QuerySet["WebhookCount"]):
    def add(self, studio: Studio, event_type: str, on: date) -> None:
        """One more of a type; what nobody wants is counted like this and not kept.

        Under its own name only if it is written as the vendor writes them, and while there are not too many: a name
        is the one thing of an unwanted message that stays here.
        """
        that_day = self.filter(studio=studio, on=on)
        name = event_type if _VENDOR_STYLE.fullmatch(event_type) else OTHER
        if not that_day.filter(event_type=name).exists() and that_day.count() >= MOST_NAMES_A_DAY:
            name = OTHER
        row, _created = self.get_or_create(studio=studio, event_type=name, on=on)
        self.filter(pk=row.pk).update(number=F("number") + 1)


class WebhookCount(models.Model):
    """How many events of a type came from a studio in one day (UTC), repetitions of what was kept left out."""

    studio = models.ForeignKey(Studio, on_delete=models.CASCADE, related_name="webhook_counts")
    event_type = models.CharField(max_length=60)
    on = models.DateField()
    number = models.PositiveIntegerField(default=0)

    objects = WebhookCountQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["studio", "event_type", "on"], name="one_count_per_type_and_day"),
        )

    def __str__(self) -> str:
        return f"{self.event_type} on {self.on}"
