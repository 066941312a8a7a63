"""What became different about a booking: the vendor tells only how things are, not what they were."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from studios.models.booking import Booking


class BookingChangeQuerySet(models.QuerySet["BookingChange"]):
    def note(self, before: "Booking", after: "Booking", *, now: datetime) -> None:
        """One row for each difference from our copy `before`; call it while that row is locked."""
        for kind, was, became in BookingChange.differences(before, after):
            self.create(
                booking=before,
                kind=kind,
                by_member=bool(before.cancelling),
                was=was,
                became=became,
                noticed_at=now,
            )

    def untold(self) -> "BookingChangeQuerySet":
        """Changes of which nobody has decided yet whether the member is to be mailed."""
        return self.filter(told_at=None)

    def told(self, *, now: datetime) -> None:
        """The member was owed a mail about these, or it was decided against."""
        self.update(told_at=now)


class BookingChange(models.Model):
    """One difference. `was` and `became` are start and end as ISO instants, shown names, or a status."""

    class Kind(models.TextChoices):
        TIME = "time", _("another time")
        INSTRUCTORS = "instructors", _("other instructors")
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")

    booking = models.ForeignKey("studios.Booking", on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    by_member = models.BooleanField()  # asked for here; otherwise done at the studio
    was = models.JSONField(default=list)
    became = models.JSONField(default=list)
    noticed_at = models.DateTimeField(_("noticed"))
    told_at = models.DateTimeField(
        null=True
    )  # when the member was owed a mail about it, or it was decided against

    objects = BookingChangeQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["noticed_at"], condition=Q(told_at=None), name="changes_untold"),)
        ordering = ("noticed_at",)

    def __str__(self) -> str:
        return f"{self.kind} of booking {self.booking_id}"

    @classmethod
    def differences(cls, before: "Booking", after: "Booking") -> list[tuple[str, list[str], list[str]]]:
        """Kind, what was and what became, for each difference that matters to the member.

        Who gives it is news only where anything but the number was known before: of people who had not signed in,
        neither title nor instructors are kept.
        """
        kinds = cls.Kind
        changes: list[tuple[str, list[str], list[str]]] = []
        if after.is_cancelled:
            if not before.is_cancelled:
                changes.append((kinds.CANCELLED, [before.status], [after.status]))
        else:
            if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
                was, became = (
                    [row.starts_at.isoformat(), row.ends_at.isoformat()] for row in (before, after)
                )
                changes.append((kinds.TIME, was, became))
            was_known = bool(before.title or before.instructors)
            if was_known and after.instructors and sorted(before.instructors) != sorted(after.instructors):
                changes.append((kinds.INSTRUCTORS, before.instructors, after.instructors))
            if before.is_pending and after.status == "BOOKED":
                changes.append((kinds.CONFIRMED, [before.status], [after.status]))
        return changes

    def was_to_come(self, *, now: datetime) -> bool:
        """Another time, and the one before it is still ahead."""
        return self.kind == self.Kind.TIME and datetime.fromisoformat(self.was[0]) > now
