"""Whose bookings, and how the rows follow what the vendor tells."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Q

from studios.models.booking_change import BookingChange
from studios.models.member import Member
from studios.models.studio import Studio

if TYPE_CHECKING:
    from studios.magicline import appointments
    from studios.models.booking import Booking

_TOLD_EACH_TIME = (
    "status", "appointment_status", "start_text", "end_text", "starts_at", "ends_at", "title", "instructors", "read_at",
)  # fmt: skip


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, members: Iterable[Member]) -> "BookingQuerySet":
        """Bookings of one person, who may have several customer records."""
        return self.filter(member__in=list(members)).select_related("studio", "member")

    def being_cancelled(self, *, now: datetime) -> "BookingQuerySet":
        """Bookings to come of which nobody knows yet whether our DELETE was carried out."""
        return self.exclude(cancelling="").filter(ends_at__gt=now)

    def coming(self, studio: Studio, *, now: datetime) -> "BookingQuerySet":
        """What is not over and, as far as we know, not cancelled at that studio."""
        cancelled = Q(status="CANCELED") | Q(appointment_status="CANCELED")
        return self.filter(studio=studio, ends_at__gte=now).exclude(cancelled)

    def give_to(self, member: Member) -> None:
        """What was known of their bookings before they first signed in is theirs from now on."""
        strangers = self.filter(studio__base_url=member.chain, customer_id=member.customer_id, member=None)
        strangers.update(member=member)

    def keep(
        self,
        studio: Studio,
        member: Member | None,
        told: Iterable["appointments.Booking"],
        *,
        now: datetime,
        reference: str = "",
        only_known: bool = False,
    ) -> None:
        """Writes down what the vendor told: one row per (studio, booking number), whoever comes second.

        All in one statement, so that of two that learn of a booking at once neither fails. A title or instructors
        that are not told this time are kept. What is different from before is noted as a `BookingChange`, once,
        because the rows are locked meanwhile. `now` is an instant before the vendor was asked: an answer older than
        what we know is no news. `reference` is for the row of a single booking, if it is new; with `only_known` no new
        row is made. Of a member who was erased meanwhile nothing is kept.
        """
        # Each once, because PostgreSQL refuses to update a row twice in one statement; in the order of their numbers,
        # so that two which write the same rows wait for each other instead of both at once.
        told = [one for _id, one in sorted({one.id: one for one in told}.items())]
        with transaction.atomic():
            if member and not Member.objects.filter(pk=member.pk).exists():
                return
            ids = [one.id for one in told]
            before = {
                row.booking_id: row
                for row in self.select_for_update().filter(studio=studio, booking_id__in=ids)
            }
            rows = [
                self.model.told(studio, member, one, before=known, now=now)
                for one in told
                if (known.read_at <= now if (known := before.get(one.id)) else not only_known)
            ]
            if reference and rows:
                rows[0].reference = reference
            self.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["studio", "booking_id"],
                update_fields=_TOLD_EACH_TIME,
            )
            if member:
                self.filter(studio=studio, booking_id__in=ids, member=None).update(member=member)
            if any(_takes_other_time(before.get(row.booking_id), row) for row in rows):
                studio.times_changed()
            for row in rows:
                if known := before.get(row.booking_id):
                    BookingChange.objects.note(known, row, now=now)
                    if known.calendar_facts != row.calendar_facts:
                        self.filter(pk=known.pk).update(sequence=F("sequence") + 1)

    def keep_one(
        self,
        studio: Studio,
        member: Member | None,
        told: "appointments.Booking",
        *,
        now: datetime,
        reference: str = "",
    ) -> "Booking":
        """The row for one booking the vendor told us about; raises `DoesNotExist` when its member was erased."""
        self.keep(studio, member, [told], now=now, reference=reference)
        return self.get(studio=studio, booking_id=told.id)

    def keep_changed(
        self,
        studio: Studio,
        member: Member,
        believed: "appointments.Booking",
        told: "appointments.Booking",
        *,
        now: datetime,
        reference: str,
    ) -> "Booking":
        """The row for a booking that was believed to be otherwise, though nobody knew its number: what is different is
        noted as a change. Call it in a transaction.
        """
        if not self.filter(studio=studio, booking_id=told.id).exists():
            self.keep(studio, member, [believed], now=now, reference=reference)
        return self.keep_one(studio, member, told, now=now)


def _takes_other_time(before: "Booking | None", after: "Booking") -> bool:
    """Whether the studio's free times are others than they were, as far as this booking goes."""
    if before is None:
        return not after.is_cancelled
    if before.is_cancelled or after.is_cancelled:
        return before.is_cancelled != after.is_cancelled
    return (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at)
