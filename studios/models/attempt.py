"""The journal of booking: an attempt is written down before the request leaves, because nothing upstream
recognises a repeated one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studios.models.attempt_queries import AttemptQuerySet
from studios.models.attempt_states import (
    ASK_AGAIN_AFTER,
    HOLDS_ITS_TIME,
    LONGEST_PAUSE,
    LOOK_AGAIN_AFTER,
    WAITING,
    AttemptState,
    look_times,
)
from studios.models.booking import Booking
from studios.models.letter import Letter, LetterKind
from studios.models.member import Member
from studios.models.reference import new_reference
from studios.models.studio import Studio

if TYPE_CHECKING:
    from studios.magicline import appointments
    from studios.magicline.errors import MagiclineError


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
    unsure_at = models.DateTimeField(null=True)  # since when nobody can say what became of it
    was_answered = models.BooleanField(default=False)  # with a failure, rather than not at all
    look_at = models.DateTimeField(_("looked for next"), null=True)
    looks = models.PositiveSmallIntegerField(_("times not found"), default=0)
    told_when_asked = models.JSONField(default=list)  # beyond the list: what validating said since
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
                fields=["member", "starts_at"], condition=HOLDS_ITS_TIME, name="one_open_attempt_per_start"
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
        self.unsure_at, self.looks, self.told_when_asked = now, 0, []
        self.refusal = self.vendor_message = self.trace_id = ""
        self.save()

    def settle_booked(self, told: "appointments.Booking", *, now: datetime) -> bool:
        """To *booked*, with our copy of the booking; False if somebody settled it first.

        Evidence that comes late overrides *not booked*. If the member has booked the time again meanwhile, both
        bookings are shown, and this one does not claim the time.
        """
        with transaction.atomic():
            # The row lock: two that settle at once must not both give the attempt's reference to a booking.
            row = type(self).objects.select_for_update().filter(pk=self.pk).first()
            if row is None:
                return False  # the member was erased meanwhile, and what is known of them with it
            mine = row.booking_id is None and row.state in (
                *WAITING,
                AttemptState.NOT_BOOKED,
                AttemptState.BOOKED,
            )
            booking = Booking.objects.keep_one(
                self.studio, self.member, told, now=now, reference=self.reference if mine else ""
            )
            booking.complete(
                appointment_id=self.appointment_id,
                cancel_cutoff_hours=self.cancel_cutoff_hours,
                title=self.title,
                instructors=self.instructors,
            )
            if not mine:
                self.refresh_from_db()
                return False
            self._owe(
                LetterKind.PENDING if booking.is_pending else LetterKind.BOOKED, booking=booking, now=now
            )
            rivals = type(self).objects.holding_time().filter(member=self.member, starts_at=self.starts_at)
            released_at = now if rivals.exclude(pk=self.pk).exists() else row.released_at
            return self._go(
                [AttemptState(row.state)],
                state=AttemptState.BOOKED,
                booking=booking,
                released_at=released_at,
                look_at=None,
            )

    def doubt(self, error: "MagiclineError", *, now: datetime) -> bool:
        """From *sending* to *unsure*: it left, and nobody can say what became of it."""
        # 502 and 504 are a gateway's words: the request behind it may still be under way, as after a time-out.
        was_answered = error.status is not None and error.status >= 500 and error.status not in (502, 504)
        return self._go(
            [AttemptState.SENDING],
            state=AttemptState.UNSURE,
            unsure_at=now,
            was_answered=was_answered,
            gives_up_at=now,  # the call has ended
            look_at=now + look_times(was_answered=was_answered)[0],
            **_vendor_words(error),
        )

    def refuse(self, state: AttemptState, refusal: str, error: "MagiclineError") -> bool:
        """To a state in which certainly nothing was booked; an answer that comes late ends *unsure*, too."""
        return self._go(WAITING, state=state, refusal=refusal[:120], **_vendor_words(error))

    def turn_down(self, refusal: str) -> bool:
        """From *checked* to *refused*: what is asked before sending said no, or took too long; nothing was sent."""
        return self._go([AttemptState.CHECKED], state=AttemptState.REFUSED, refusal=refusal[:120])

    def take_look(self, *, now: datetime) -> bool:
        """Claims the look that is due and plans the next, for the case that this one gets no answer."""
        due = type(self).objects.to_look_for(now=now).filter(pk=self.pk)
        return bool(due.update(look_at=now + LOOK_AGAIN_AFTER))

    def not_found(self, *, now: datetime) -> bool:
        """Not in the customer's list: the first time that may be too early, the second time it was not booked."""
        due_after = look_times(was_answered=self.was_answered)
        if self.looks + 1 >= len(due_after):
            return self.settle_not_booked(now=now)
        again_at = max(now, (self.unsure_at or now) + due_after[self.looks + 1])
        return self._go(WAITING, state=AttemptState.UNSURE, looks=F("looks") + 1, look_at=again_at)

    def asked(self, status: str, *, now: datetime) -> None:
        """Beyond the list: one more word of *validate* about the same slot, and the next question later each time."""
        pause = min(ASK_AGAIN_AFTER * max(1, 2 ** (len(self.told_when_asked) - 1)), LONGEST_PAUSE)
        told = [*self.told_when_asked, status][-20:]
        self._go(WAITING, state=AttemptState.UNSURE, told_when_asked=told, look_at=now + pause)

    def settle_unnumbered(self, *, look_at: datetime, now: datetime) -> bool:
        """From *unsure* to *booked* with a number that nobody knows yet; it is looked for at `look_at`."""
        return self._settle(AttemptState.BOOKED, LetterKind.BOOKED, look_at=look_at, now=now)

    def settle_not_booked(self, *, now: datetime) -> bool:
        """From *unsure* to *not booked*."""
        return self._settle(AttemptState.NOT_BOOKED, LetterKind.NOT_BOOKED, look_at=None, now=now)

    def _settle(
        self, state: AttemptState, kind: LetterKind, *, look_at: datetime | None, now: datetime
    ) -> bool:
        with transaction.atomic():
            settled = self._go(WAITING, state=state, look_at=look_at)
            if settled:
                self._owe(kind, now=now)
            return settled

    def _owe(self, kind: LetterKind, *, now: datetime, booking: Booking | None = None) -> None:
        """One mail about how it ended: booked in whatever way, or not; the second only if the first was wrong."""
        outcome = "not-booked" if kind == LetterKind.NOT_BOOKED else "booked"
        Letter.objects.owe(
            kind, self.member, key=f"{outcome}:{self.reference}", now=now, booking=booking, attempt=self
        )

    def look_later(self, *, look_at: datetime | None) -> None:
        """Nothing found out; `look_at` none: nobody looks any more."""
        self._go(list(AttemptState), look_at=look_at)

    def _go(self, from_states: Sequence[AttemptState], **changes: object) -> bool:
        moved = type(self).objects.filter(pk=self.pk, state__in=from_states).update(**changes)
        if moved or type(self).objects.filter(pk=self.pk).exists():
            self.refresh_from_db()
        return bool(moved)

    # Asking

    def get_absolute_url(self) -> str:
        return reverse("my_bookings:one", args=[self.reference])

    def has_stalled(self, write_seconds: float, *, now: datetime) -> bool:
        """A request that left now could end after `gives_up_at`, when somebody may conclude that it never left."""
        return self.gives_up_at is None or now + timedelta(seconds=write_seconds) > self.gives_up_at

    @property
    def shown_status(self) -> str:
        """*Checked* is shown as not booked: nothing was sent, or nothing arrived; unless a move is still to send it."""
        if self.state != AttemptState.CHECKED:
            return self.state
        move = getattr(self, "move", None)
        return AttemptState.SENDING if move and move.is_open else AttemptState.NOT_BOOKED


def _vendor_words(error: "MagiclineError") -> dict[str, str]:
    return {"vendor_message": error.message[:500], "trace_id": error.trace_id[:60]}
