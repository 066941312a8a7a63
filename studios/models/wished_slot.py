"""The slot that somebody wished to book: what the booking's moment knew, and the vendor will not tell again."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studios.models.booking import Booking
from studios.models.member import Member
from studios.models.reference import new_reference
from studios.models.studio import Studio


class WishedSlot(models.Model):
    """Base of an attempt. Instants are UTC; the texts are the vendor's own, byte for byte."""

    reference = models.CharField(_("reference"), max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="attempts")
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="attempts")

    appointment_id = models.BigIntegerField()
    title = models.CharField(_("title"), max_length=300, blank=True)
    start_text = models.TextField()
    end_text = models.TextField()
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    instructor_ids = models.JSONField(default=list)
    instructors = models.JSONField(default=list)

    # What the member was told before they agreed.
    cancel_cutoff_hours = models.PositiveSmallIntegerField()
    price_words = models.CharField(_("price in words"), max_length=120, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    def complete(self, booking: Booking) -> None:
        """Adds what only this knows to the copy of the booking that came of it."""
        booking.complete(
            appointment_id=self.appointment_id,
            cancel_cutoff_hours=self.cancel_cutoff_hours,
            price_words=self.price_words,
            title=self.title,
            instructors=self.instructors,
        )

    def get_absolute_url(self) -> str:
        return reverse("my_bookings:one", args=[self.reference])
