"""What the vendor told us without being asked: a hint to read something, once per studio and uuid."""

from datetime import date, datetime

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from studios.models.owed import Owed
from studios.models.studio import Studio


class WebhookMessage(Owed):
    """One message with the wanted events of its payload. What else was in the body is not kept."""

    studio = models.ForeignKey(Studio, on_delete=models.CASCADE, related_name="webhook_messages")
    uuid = models.CharField(max_length=64)
    entity_id = models.BigIntegerField(_("number at Magicline"))
    types = models.JSONField(_("events"), default=list)
    received_at = models.DateTimeField(_("received"))
    processed_at = models.DateTimeField(_("processed"), null=True)
    trace_id = models.CharField(_("trace id"), max_length=60, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["studio", "uuid"], name="one_row_per_webhook"),)
        ordering = ("-received_at",)
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return f"webhook {self.uuid}"

    def processed(self, *, now: datetime) -> None:
        """Everything it called for is done."""
        self.nothing_owed(processed_at=now)


class WebhookCountQuerySet(models.QuerySet["WebhookCount"]):
    def add(self, studio: Studio, event_type: str, on: date) -> None:
        """One more of a type; what nobody wants is counted like this and not kept."""
        row, _created = self.get_or_create(studio=studio, event_type=event_type[:60], on=on)
        self.filter(pk=row.pk).update(number=F("number") + 1)


class WebhookCount(models.Model):
    """How many events of a type came from a studio in one day (UTC)."""

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
