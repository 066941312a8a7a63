"""The journal of booking: an attempt is written down before the request leaves, because nothing upstream
recognises a repeated one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from studios.models import attempt_letters
from studios.models.attempt_queries import AttemptQuerySet
from studios.models.attempt_states import (
    ASK_AGAIN_AFTER,
    HOLDS_ITS_TIME,
    LONGEST_PAUSE,
    LOOK_AGAIN_AFTER,
    UNNUMBERED,
    WAITING,
    AttemptState,
    look_times,
)
from studios.models.booking import Booking
from studios.models.letter import LetterKind
from studios.models.member import Member
from studios.models.wished_slot import WishedSlot

if TYPE_CHECKING:
    from studios.magicline import appointments
    from studios.magicline.errors import MagiclineError

_NOT_BOOKED: dict[str, object] = {"state": AttemptState.NOT_BOOKED, "look_at": None}


class Attempt(WishedSlot):
    """One wish to book one slot, and how far it has come."""

    booking = models.OneToOneField(
        Booking, null=True, on_delete=models.SET_NULL, related_name="attempt", verbose_name=_("booking")
    )

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
        indexes = (
            models.Index(fields=["created_at"], name="attempts_by_time"),
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="attempts_looked_for"),
            models.Index(fields=["unsure_at"], condition=Q(state__in=WAITING), name="attempts_unsettled"),
        )
        ordering = ("-created_at",)
        verbose_name = _("booking attempt")
        verbose_name_plural = _("booking attempts")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.reference}"

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
            # The member's lock: whoever books the same hour at this moment is seen below, or waits and sees this one.
            list(Member.objects.select_for_update(no_key=True).filter(pk=self.member_id))
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
            self.complete(booking)
            if not mine:
                self.refresh_from_db()
                return False
            kind = LetterKind.PENDING if booking.is_pending else LetterKind.BOOKED
            attempt_letters.owe(self, kind, booking=booking, now=now)
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

    def settle_overtaken(self, told: "appointments.Booking", *, now: datetime) -> bool:
        """*Booked* without a number, and the booking turns up cancelled or at another time: noted as a change of it."""
        with transaction.atomic():
            if type(self).objects.select_for_update().filter(UNNUMBERED, pk=self.pk).first() is None:
                return False
            believed = replace(
                told,
                status="BOOKED",
                appointment_status="",
                start=replace(told.start, text=self.start_text, instant=self.starts_at),
                end=replace(told.end, text=self.end_text, instant=self.ends_at),
            )
            booking = Booking.objects.keep_changed(
                self.studio, self.member, believed, told, now=now, reference=self.reference
            )
            if type(self).objects.filter(booking=booking).exists():
                return False  # another attempt's, by now
            self.complete(booking)
            return self._go(UNNUMBERED, booking=booking, released_at=now, look_at=None)

    def take_look(self, *, now: datetime) -> bool:
        """Claims the look that is due and plans the next, for the case that this one gets no answer."""
        due = type(self).objects.to_look_for(now=now).filter(pk=self.pk)
        return bool(due.update(look_at=now + LOOK_AGAIN_AFTER))

    def not_found(self, *, now: datetime) -> bool:
        """Not in the customer's list: the first time that may be too early, the second time it was not booked, or is
        not any more.
        """
        due_after = look_times(was_answered=self.was_answered)
        waits = self.state in WAITING
        if self.looks + 1 >= len(due_after):
            return self.settle_not_booked(now=now) if waits else self.no_longer_booked(now=now)
        looks, pause = F("looks") + 1, due_after[self.looks + 1] - due_after[self.looks]
        if not waits:
            return self._go(UNNUMBERED, looks=looks, look_at=now + pause)
        again_at = max(now, (self.unsure_at or now) + due_after[self.looks + 1])
        return self._go(WAITING, state=AttemptState.UNSURE, looks=looks, look_at=again_at)

    def asked(self, status: str, *, now: datetime) -> None:
        """Beyond the list: one more word of *validate* about the same slot, and the next question later each time."""
        pause = min(ASK_AGAIN_AFTER * max(1, 2 ** (len(self.told_when_asked) - 1)), LONGEST_PAUSE)
        told = [*self.told_when_asked, status][-20:]
        self._go(WAITING, state=AttemptState.UNSURE, told_when_asked=told, look_at=now + pause)

    def settle_unnumbered(self, *, look_at: datetime, now: datetime) -> bool:
        """From *unsure* to *booked* with a number that nobody knows yet; it is looked for at `look_at`."""
        booked = {"state": AttemptState.BOOKED, "look_at": look_at, "looks": 0}
        return self._settle(Q(state__in=WAITING), LetterKind.BOOKED, now=now, **booked)

    def settle_not_booked(self, *, now: datetime) -> bool:
        """From *unsure* to *not booked*."""
        return self._settle(Q(state__in=WAITING), LetterKind.NOT_BOOKED, now=now, **_NOT_BOOKED)

    def no_longer_booked(self, *, now: datetime) -> bool:
        """From *booked* without a number to *not booked*: it is gone, or never was; the member was told otherwise."""
        return self._settle(UNNUMBERED, LetterKind.NOT_BOOKED, now=now, **_NOT_BOOKED)

    def _settle(self, start: Q, kind: LetterKind, *, now: datetime, **changes: object) -> bool:
        with transaction.atomic():
            settled = self._go(start, **changes)
            if settled:
                attempt_letters.owe(self, kind, now=now)
            return settled

    def look_later(self, *, look_at: datetime | None) -> None:
        """Nothing found out; `look_at` none: nobody looks any more."""
        self._go(list(AttemptState), look_at=look_at)

    def _go(self, start: Q | Sequence[AttemptState], **changes: object) -> bool:
        start = start if isinstance(start, Q) else Q(state__in=start)
        moved = type(self).objects.filter(start, pk=self.pk).update(**changes)
        if moved or type(self).objects.filter(pk=self.pk).exists():
            self.refresh_from_db()
        return bool(moved)

    # Asking

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
