"""Our own copy of a booking, with what the Open API will not tell again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studios.models.member import Member
from studios.models.reference import new_reference
from studios.models.studio import Studio


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, members: Iterable[Member]) -> "BookingQuerySet":
        """Bookings of one person, who may have several customer records."""
        return self.filter(member__in=list(members)).select_related("studio", "member")


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
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="bookings")
    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)

    status = models.CharField(_("status"), max_length=60)
    appointment_status = models.CharField(_("status of the appointment"), max_length=60, blank=True)
    start_text = models.CharField(max_length=80)
    end_text = models.CharField(max_length=80)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    instructors = models.JSONField(_("instructors"), default=list)  # the names that customers should be shown
    read_at = models.DateTimeField(_("last read"))

    # What only the moment of booking knew.
    appointment_id = models.BigIntegerField(_("appointment number"), null=True)
    cancel_cutoff_hours = models.PositiveSmallIntegerField(_("cancellation cut-off (hours)"))

    cancelling = models.CharField(max_length=8, choices=Cancelling, default=Cancelling.NO, blank=True)
    cancelled_here_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)  # of the calendar entry

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["studio", "booking_id"], name="one_row_per_booking"),)
        ordering = ("starts_at",)
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")

    def __str__(self) -> str:
        return f"booking {self.reference}"

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
    def cancel_until(self) -> datetime:
        """The last instant at which the member can cancel here: elapsed hours, not clock hours, before the start."""
        return self.starts_at - timedelta(hours=self.cancel_cutoff_hours)
