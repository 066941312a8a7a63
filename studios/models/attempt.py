"""The journal of booking: an attempt is written down before the request leaves, because nothing upstream
recognises a repeated one.

    checked ──► sending ──► booked | refused | not booked | checked (nothing happened) | unsure
    unsure ──► booked | not booked                   found out by reading, never by sending again
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studios.models.booking import Booking
from studios.models.member import Member
from studios.models.reference import new_reference
from studios.models.studio import Studio

if TYPE_CHECKING:
    from studios.magicline import appointments
    from studios.magicline.errors import MagiclineError


class AttemptState(models.TextChoices):
    CHECKED = "CHECKED", _("checked")
    SENDING = "SENDING", _("sending")
    BOOKED = "BOOKED", _("booked")
    REFUSED = "REFUSED", _("refused")
    NOT_BOOKED = "NOT_BOOKED", _("not booked")
    UNSURE = "UNSURE", _("unsure")


# States in which a booking exists or may exist.
OPEN = (AttemptState.SENDING, AttemptState.UNSURE, AttemptState.BOOKED)
# States whose outcome nobody knows yet.
WAITING = (AttemptState.SENDING, AttemptState.UNSURE)
_HOLDS_ITS_TIME = Q(state__in=OPEN, released_at=None)
_FREED = (
    Q(booking__status="CANCELED")
    | Q(booking__appointment_status="CANCELED")
    | ~Q(starts_at=F("booking__starts_at"))
)

LOOK_AGAIN_AFTER = timedelta(seconds=30)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def holding_time(self) -> "AttemptQuerySet":
        """Attempts that keep their member's time from being booked again."""
        return self.filter(_HOLDS_ITS_TIME)

    def of(self, members: Iterable[Member]) -> "AttemptQuerySet":
        """Attempts of one person, who may have several customer records."""
        return self.filter(member__in=list(members)).select_related("studio", "member", "booking")

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> "AttemptQuerySet":
        """Attempts that share time with [starts_at, ends_at), and those with the same start."""
        return self.filter(Q(starts_at__lt=ends_at, ends_at__gt=starts_at) | Q(starts_at=starts_at))

    def release_freed(self, *, now: datetime) -> None:
        """Gives back to their members the time of bookings that are cancelled, or that now start at another time."""
        self.filter(_FREED, booking__isnull=False, released_at=None).update(released_at=now)

    def to_look_for(self, *, now: datetime) -> "AttemptQuerySet":
        """Attempts whose outcome is unknown and due to be looked for."""
        return self.filter(state__in=WAITING, gives_up_at__lte=now, look_at__lte=now)


class Attempt(models.Model):
    """One wish to book one slot. Instants are UTC; the texts are the vendor's own, byte for byte."""

    reference = models.CharField(_("reference"), max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="attempts")
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="attempts")
    booking = models.OneToOneField(
        Booking, null=True, on_delete=models.SET_NULL, related_name="attempt", verbose_name=_("booking")
    )

    appointment_id = models.BigIntegerField()
    title = models.CharField(_("title"), max_length=300, blank=True)
    start_text = models.TextField()
    end_text = models.TextField()
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    instructor_ids = models.JSONField(default=list)
    instructors = models.JSONField(default=list)
    cancel_cutoff_hours = models.PositiveSmallIntegerField()

    state = models.CharField(_("state"), max_length=12, choices=AttemptState, default=AttemptState.CHECKED)
    created_at = models.DateTimeField(_("made"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    # Nobody may settle earlier: the answer can still arrive.
    gives_up_at = models.DateTimeField(_("waits until"), null=True)
    look_at = models.DateTimeField(null=True)  # when the outcome is looked for next, while it is unknown
    # Cancelled or moved: the time is the member's again.
    released_at = models.DateTimeField(_("time given back"), null=True)
    known_booking_ids = models.JSONField(default=list)  # in the customer's list before sending: not ours

    # What the vendor said, when it was no.
    refusal = models.CharField(_("refusal"), max_length=120, blank=True)
    vendor_message = models.CharField(_("Magicline's words"), max_length=500, blank=True)
    trace_id = models.CharField(_("trace id"), max_length=60, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["member", "starts_at"], condition=_HOLDS_ITS_TIME, name="one_open_attempt_per_start"
            ),
        )
        ordering = ("-created_at",)
        verbose_name = _("booking attempt")
        verbose_name_plural = _("booking attempts")

    def __str__(self) -> str:
        return f"attempt {self.reference}"

    # Changing. Each is one conditional UPDATE, so that of two racing processes one wins and the other learns of it.

    def send(self, *, now: datetime, gives_up_at: datetime, **wish: object) -> None:
        """Written down as *sending*, new or *checked* before; the POST leaves only after this is committed."""
        for name, value in wish.items():
            setattr(self, name, value)
        self.state, self.sent_at = AttemptState.SENDING, now
        self.gives_up_at = self.look_at = gives_up_at
        self.refusal = self.vendor_message = self.trace_id = ""
        self.save()

    def settle_booked(self, told: "appointments.Booking", *, now: datetime) -> bool:
        """From *sending* or *unsure* to *booked*, with our copy of the booking; False if somebody settled it first."""
        with transaction.atomic():
            # The row lock: two that settle at once must not both give the attempt's reference to a booking.
            waiting = type(self).objects.select_for_update().filter(pk=self.pk, state__in=WAITING).first()
            booking = Booking.objects.keep_one(
                self.studio, self.member, told, now=now, reference=self.reference if waiting else ""
            )
            booking.complete(
                appointment_id=self.appointment_id,
                cancel_cutoff_hours=self.cancel_cutoff_hours,
                title=self.title,
                instructors=self.instructors,
            )
            return self._go(WAITING, state=AttemptState.BOOKED, booking=booking)

    def doubt(self, error: "MagiclineError") -> bool:
        """From *sending* to *unsure*: it left, and nobody can say what became of it."""
        return self._go([AttemptState.SENDING], state=AttemptState.UNSURE, **_vendor_words(error))

    def refuse(self, state: AttemptState, refusal: str, error: "MagiclineError") -> bool:
        """To a state in which certainly nothing was booked; an answer that comes late ends *unsure*, too."""
        return self._go(WAITING, state=state, refusal=refusal[:120], **_vendor_words(error))

    def take_look(self, *, now: datetime) -> bool:
        """Claims the look that is due and plans the next, for the case that this one gets no answer."""
        due = type(self).objects.to_look_for(now=now).filter(pk=self.pk)
        return bool(due.update(look_at=now + LOOK_AGAIN_AFTER))

    def give_up_looking(self) -> bool:
        """Looked for and not found; what was still *sending* is *unsure* from here on."""
        return self._go(WAITING, state=AttemptState.UNSURE, look_at=None)

    def _go(self, from_states: Sequence[AttemptState], **changes: object) -> bool:
        moved = type(self).objects.filter(pk=self.pk, state__in=from_states).update(**changes)
        self.refresh_from_db()
        return bool(moved)

    # Asking

    def get_absolute_url(self) -> str:
        return reverse("my_bookings:one", args=[self.reference])

    @property
    def shown_status(self) -> str:
        """*Checked* is shown as not booked: nothing was sent, or nothing arrived."""
        return AttemptState.NOT_BOOKED if self.state == AttemptState.CHECKED else self.state


def _vendor_words(error: "MagiclineError") -> dict[str, str]:
    return {"vendor_message": error.message[:500], "trace_id": error.trace_id[:60]}
