"""What the nightly reading of bookings found: whose turn the night is, and a report for the desk."""

from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from studios.models.owed import Owed
from studios.models.studio import Studio


class NightlyRunQuerySet(models.QuerySet["NightlyRun"]):
    def take(self, name: str, night: date, *, now: datetime) -> bool:
        """True for the one worker of the fleet that is to do this night's work."""
        _row, is_mine = self.get_or_create(name=name, night=night, defaults={"taken_at": now})
        return is_mine


class NightlyRun(models.Model):
    """Work that is done once a night (UTC), whoever inserts the row first."""

    name = models.CharField(max_length=40)
    night = models.DateField()
    taken_at = models.DateTimeField()

    objects = NightlyRunQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "night"], name="one_run_per_night"),)

    def __str__(self) -> str:
        return f"{self.name} of {self.night}"


class DriftReport(Owed):
    """How far our copies of one studio's coming bookings were from what the studio said.

    `details` are pairs of a booking's reference and a kind of `BookingChange`. A report that stopped has written none
    of them; it owes nothing until the desk approves. `applied` counts the details that were read again since.
    """

    studio = models.ForeignKey(Studio, on_delete=models.CASCADE, related_name="drift_reports")
    night = models.DateField(_("night"))
    made_at = models.DateTimeField(_("made"))
    checked = models.PositiveIntegerField(_("bookings read"))
    unread = models.PositiveIntegerField(_("bookings not read"))
    differing = models.PositiveIntegerField(_("bookings that differ"))
    stopped = models.BooleanField(_("stopped"))
    details = models.JSONField(_("differences"), default=list)
    applied = models.PositiveIntegerField(_("applied"), default=0)
    applied_at = models.DateTimeField(_("applied at"), null=True)

    class Meta(Owed.Meta):
        constraints = (models.UniqueConstraint(fields=["studio", "night"], name="one_report_per_night"),)
        ordering = ("-made_at",)
        verbose_name = _("drift report")
        verbose_name_plural = _("drift reports")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.night}"

    # Changing

    def approve(self, *, now: datetime) -> bool:
        """The desk wants it written after all; False if there is nothing (more) to write."""
        if self.waits_for_the_desk:
            self.try_again(now=now)
            return True
        return False

    def apply_some(self, number: int, *, now: datetime) -> None:
        """So many details more were read again and written down; the rest is owed at once."""
        self._row_update(applied=models.F("applied") + number, next_try_at=now)
        if not self.left:
            self.nothing_owed(applied_at=now)

    # Asking

    @property
    def left(self) -> list[str]:
        """The references that approval still has to write, in the order they were found."""
        return list(dict.fromkeys(reference for reference, _kind in self.details))[self.applied :]

    @property
    def waits_for_the_desk(self) -> bool:
        return self.stopped and self.applied_at is None and self.next_try_at is None
