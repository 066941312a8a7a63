"""Our own copy of a booking, with what the Open API will not tell again."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studios.models.booking_queries import BookingQuerySet
from studios.models.letter import Letter, LetterKind
from studios.models.member import Member
from studios.models.reference import new_reference
from studios.models.studio import Studio

if TYPE_CHECKING:
    from studios.magicline import appointments

# A DELETE whose answer was lost can still be carried out for this long; a booking that stands after it was kept.
CANCEL_SETTLES_AFTER = timedelta(seconds=40)


class Booking(models.Model):
    """One row per (studio, booking number at the vendor), whoever learned of it first.

    `starts_at` and `ends_at` are instants (UTC); the texts beside them are the vendor's own.
    """

    class Cancelling(models.TextChoices):
        NO = "", _("no")
        SENDING = "sending", _("being sent")
        UNSURE = "unsure", _("unsure")

    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="bookings")
    booking_id = models.BigIntegerField(_("booking number"))
    # None: somebody who never signed in here. Of them only numbers, times and status are kept.
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="bookings")
    customer_id = models.BigIntegerField(_("customer number"))
    reference = models.CharField(
        _("reference"), max_length=16, unique=True, default=new_reference, editable=False
    )

    status = models.CharField(_("status"), max_length=60)
    appointment_status = models.CharField(_("status of the appointment"), max_length=60, blank=True)
    start_text = models.TextField()
    end_text = models.TextField()
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    instructors = models.JSONField(_("instructors"), default=list)  # the names that customers should be shown
    read_at = models.DateTimeField(_("last read"))

    # What only the moment of booking knew.
    appointment_id = models.BigIntegerField(_("appointment number"), null=True)
    cancel_cutoff_hours = models.PositiveSmallIntegerField(_("cancellation cut-off (hours)"))
    price_words = models.CharField(_("price in words"), max_length=120, blank=True, default="", db_default="")

    cancelling = models.CharField(
        _("cancelling"), max_length=8, choices=Cancelling, default=Cancelling.NO, blank=True
    )
    cancel_sent_at = models.DateTimeField(null=True)
    cancelled_here_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)  # of the calendar entry

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["studio", "booking_id"], name="one_row_per_booking"),)
        # Sweeps ask every few seconds, and two years of bookings are many.
        indexes = (
            models.Index(fields=["ends_at"], name="bookings_by_end"),
            models.Index(fields=["ends_at"], condition=~Q(cancelling=""), name="bookings_being_cancelled"),
        )
        ordering = ("starts_at",)
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.reference}"

    # Making

    @classmethod
    def told(
        cls,
        studio: Studio,
        member: Member | None,
        told: "appointments.Booking",
        *,
        before: "Booking | None",
        now: datetime,
    ) -> "Booking":
        """A row, not saved, with what the vendor says now; `before` is the one there is.

        Without a member, `told` has to say whose booking it is, as it does when it is read by its number.
        """
        customer_id = member.customer_id if member else told.customer_id
        if customer_id is None:
            raise ValueError("a booking of nobody")
        instructors = [instructor.shown_name for instructor in told.instructors] if member else []
        status, appointment_status = _statuses(told, before)
        return cls(
            studio=studio,
            booking_id=told.id,
            member=member,
            customer_id=customer_id,
            status=status,
            appointment_status=appointment_status,
            start_text=told.start.text,
            end_text=told.end.text,
            starts_at=told.start.instant,
            ends_at=told.end.instant,
            title=(told.title[:300] or (before.title if before else "")) if member else "",
            instructors=instructors or (before.instructors if before else []),
            read_at=now,
            cancel_cutoff_hours=studio.cancel_cutoff_hours,
        )

    def complete(
        self,
        *,
        appointment_id: int,
        cancel_cutoff_hours: int,
        price_words: str,
        title: str,
        instructors: list[str],
    ) -> None:
        """Adds what only the moment of booking knew; title and instructors only where the vendor told none."""
        self._set(
            Q(),
            appointment_id=appointment_id,
            cancel_cutoff_hours=cancel_cutoff_hours,
            price_words=price_words,
            title=self.title or title,
            instructors=self.instructors or instructors,
        )

    # Changing. Conditional UPDATEs: of two clicks one goes on and the other learns of it.

    def start_cancelling(self, *, now: datetime) -> bool:
        """Written down before the DELETE leaves; False while another one is under way, or has been carried out."""
        free = Q(cancelling=self.Cancelling.NO) | Q(cancel_sent_at__lte=now - CANCEL_SETTLES_AFTER)
        stands = ~Q(status="CANCELED") & ~Q(appointment_status="CANCELED")
        return self._set(free & stands, cancelling=self.Cancelling.SENDING, cancel_sent_at=now)

    def doubt_cancelling(self) -> None:
        """The DELETE left, and nobody can say what became of it: reading the booking will tell, if it has not yet."""
        self._set(Q(cancelling=self.Cancelling.SENDING), cancelling=self.Cancelling.UNSURE)

    def stop_cancelling(self) -> None:
        """It was not cancelled, for certain."""
        self._set(Q(), cancelling=self.Cancelling.NO)

    def cancelled(self, *, now: datetime) -> None:
        """The vendor carried out our DELETE, or had before."""
        with transaction.atomic():
            fresh = self._set(
                Q(cancelled_here_at=None) | ~Q(cancelling=self.Cancelling.NO),
                status="CANCELED",
                cancelling=self.Cancelling.NO,
                cancelled_here_at=now,
                read_at=now,
                sequence=F("sequence") + 1,
            )
            if fresh:
                self.studio.times_changed()
            if fresh and self.member:
                key = f"cancelled:{self.reference}"
                Letter.objects.owe(LetterKind.CANCELLED, self.member, key=key, now=now, booking=self)

    def _set(self, condition: Q, **changes: object) -> bool:
        changed = type(self).objects.filter(condition, pk=self.pk).update(**changes)
        self.refresh_from_db()
        return bool(changed)

    # Asking

    def get_absolute_url(self) -> str:
        return reverse("my_bookings:one", args=[self.reference])

    @property
    def is_cancelled(self) -> bool:
        """Either of the vendor's two words may say so."""
        return "CANCELED" in (self.status, self.appointment_status)

    @property
    def is_pending(self) -> bool:
        """The studio still has to confirm: never to be shown as booked."""
        return not self.is_cancelled and self.status == "BOOKED_WITH_CONFIRMATION_REQUIRED"

    @property
    def shown_status(self) -> str:
        return "CANCELED" if self.is_cancelled else self.status

    @property
    def calendar_facts(self) -> tuple[object, ...]:
        """What its entry in a calendar shows: the entry's sequence number is raised when any of it changes."""
        return self.title, self.starts_at, self.ends_at, self.shown_status

    @property
    def cancel_until(self) -> datetime:
        """The last instant at which the member can cancel here: elapsed hours, not clock hours, before the start."""
        return self.starts_at - timedelta(hours=self.cancel_cutoff_hours)


def _statuses(told: "appointments.Booking", before: Booking | None) -> tuple[str, str]:
    """The vendor's words for booking and appointment. What is not told this time is as it was, and a word that nobody
    knows brings no cancelled booking back.
    """
    if before is None:
        return told.status[:60], told.appointment_status[:60]
    if before.is_cancelled and not (told.has_known_status or told.is_cancelled):
        return before.status, before.appointment_status
    return told.status[:60] or before.status, told.appointment_status[:60] or before.appointment_status
