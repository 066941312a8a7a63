"""The journal of moving: the vendor has no such call, so it is a booking and a cancellation, and a row that remembers
how far both have come.

booking ──► (waiting) ──► cancelling ──► moved     the new one first; *waiting*: the studio has to confirm it
   │             └────────────┴──► both            the old one could not be cancelled
   └──► stayed                                     the new one was not booked
cancelling ──► booking ──► moved                   the old one first, where it stands in the way of the new one
   │              └──► neither                     the new one was not booked
   └──► stayed                                     the old one was not cancelled
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studios.models.attempt import Attempt
from studios.models.attempt_states import AttemptState
from studios.models.booking import Booking
from studios.models.letter import Letter, LetterKind
from studios.models.member import Member
from studios.models.owed import Owed

# How long the request that does one half has it to itself: every call's deadline, and some.
HALF = timedelta(seconds=45)


class OldOneChanged(Exception):
    """The old booking was cancelled, or its cancelling began, while the studio was asked about the new time."""


class MoveState(models.TextChoices):
    BOOKING = "booking", _("booking the new time")
    WAITING = "waiting", _("waiting for the studio’s confirmation")
    CANCELLING = "cancelling", _("cancelling the old time")
    MOVED = "moved", _("moved")
    STAYED = "stayed", _("stayed as it was")
    BOTH = "both", _("both stand")
    NEITHER = "neither", _("neither stands")


OPEN = (MoveState.BOOKING, MoveState.WAITING, MoveState.CANCELLING)
_IS_OPEN = Q(state__in=OPEN)
_LETTERS = {
    MoveState.MOVED: LetterKind.MOVED,
    MoveState.STAYED: LetterKind.NOT_MOVED,
    MoveState.BOTH: LetterKind.BOTH_STAND,
    MoveState.NEITHER: LetterKind.NEITHER_STANDS,
}


class MoveQuerySet(models.QuerySet["Move"]):
    def under_way(self) -> "MoveQuerySet":
        return self.filter(_IS_OPEN)

    def about(self, booking: Booking) -> "MoveQuerySet":
        """Moves away from this booking, or to it; the latest first."""
        return self.filter(Q(old=booking) | Q(attempt__booking=booking)).select_related(
            "old__studio", "old__member", "attempt__studio", "attempt__member", "attempt__booking"
        )

    def sent_before(self, reference: str) -> "MoveQuerySet":
        """The move that this form made before; not one of which nothing had left, which may be tried again."""
        nothing_left = Q(attempt__state=AttemptState.CHECKED, state=MoveState.STAYED)
        return self.filter(attempt__reference=reference).exclude(nothing_left)

    def ended_too_early(self) -> "MoveQuerySet":
        """Moves that ended without the new booking, which turned out to be there all the same."""
        stands = Q(attempt__state=AttemptState.BOOKED) & ~(
            Q(attempt__booking__status="CANCELED") | Q(attempt__booking__appointment_status="CANCELED")
        )
        return self.filter(stands, state__in=[MoveState.STAYED, MoveState.NEITHER])

    def ended_on_what_is_not(self) -> "MoveQuerySet":
        """Moves that ended with a new booking of which nobody knew the number, and that is not there after all."""
        gone = Q(attempt__state=AttemptState.NOT_BOOKED, attempt__booking=None)
        return self.filter(gone, state__in=[MoveState.MOVED, MoveState.BOTH])

    def start(
        self, old: Booking, people: Iterable[Member], *, wish: Attempt, old_first: bool, now: datetime
    ) -> tuple["Move", bool]:
        """Writes down a move before anything of it is sent; `wish` is the new attempt, in *checked* and not saved.

        Returns the move and True, or the one that is under way, or that this wish was used for, and False.
        Raises `OldOneChanged`.
        """
        with transaction.atomic(durable=True):
            # The lock: tabs and double clicks of one person wait for each other.
            list(Member.objects.select_for_update().filter(pk__in=[one.pk for one in people]).order_by("pk"))
            under_way = self.under_way().filter(Q(old=old) | Q(attempt__booking=old))
            there_is = self.sent_before(wish.reference).first() or under_way.first()
            if there_is:
                return there_is, False
            old.refresh_from_db()
            if old.is_cancelled or old.cancelling:
                raise OldOneChanged
            attempt = Attempt.objects.filter(reference=wish.reference).first()
            if attempt is None:
                attempt = wish
                attempt.save()
            move, _created = self.update_or_create(
                attempt=attempt,
                defaults={
                    "old": old,
                    "old_first": old_first,
                    "state": MoveState.CANCELLING if old_first else MoveState.BOOKING,
                    "was": [old.starts_at.isoformat(), old.ends_at.isoformat()],
                    "started_at": now,
                    "ended_at": None,
                    "next_try_at": now + HALF,
                    "tries": 0,
                },
            )
            return move, True


class Move(Owed):
    """One wish to have a booking at another time. `was` is the old start and end as ISO instants: the old row goes on
    changing. `next_try_at` says when the sweep takes it up.
    """

    old = models.ForeignKey(
        Booking, on_delete=models.CASCADE, related_name="moves", verbose_name=_("old booking")
    )
    attempt = models.OneToOneField(
        Attempt, on_delete=models.CASCADE, related_name="move", verbose_name=_("booking attempt")
    )
    old_first = models.BooleanField(_("old one first"))
    state = models.CharField(_("state"), max_length=10, choices=MoveState)
    was = models.JSONField()
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = MoveQuerySet.as_manager()

    class Meta(Owed.Meta):
        constraints = (
            models.UniqueConstraint(fields=["old"], condition=_IS_OPEN, name="one_open_move_per_booking"),
        )
        # From the moves that ended in a certain way to their attempts, and not from all attempts to the few moves.
        indexes = (*Owed.Meta.indexes, models.Index(fields=["state"], name="moves_by_state"))  # type: ignore[assignment]
        ordering = ("-started_at",)
        verbose_name = _("move")
        verbose_name_plural = _("moves")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.attempt.reference}"

    # Changing

    def to(self, state: MoveState, *, now: datetime) -> bool:
        """The next half begins; False if it is over already."""
        return self._go(OPEN, state=state, next_try_at=now + HALF, tries=0, last_error="")

    def look_again(self, *, at: datetime) -> bool:
        """Nothing to do before somebody else has found out something."""
        return self._go(OPEN, next_try_at=at)

    def end(self, state: MoveState, *, now: datetime, told: bool = False) -> bool:
        """It is over, and the member is owed the mail about it; none about *stayed* where the page has `told` it.

        Also corrects an end that late evidence has overtaken.
        """
        return self._end(state, {*OPEN, MoveState.STAYED, MoveState.NEITHER}, now=now, told=told)

    def take_back(self, *, now: datetime) -> bool:
        """It had ended with a new booking that is not there: then the old one stands alone, or nothing does."""
        return self._end(MoveState.STAYED, {MoveState.MOVED, MoveState.BOTH}, now=now)

    def _end(
        self, state: MoveState, start: Collection[MoveState], *, now: datetime, told: bool = False
    ) -> bool:
        self.old.refresh_from_db()
        if self.old.is_cancelled:
            instead = {MoveState.STAYED: MoveState.NEITHER, MoveState.BOTH: MoveState.MOVED}
            state = instead.get(state, state)
        is_taken_back = MoveState.MOVED in start
        with transaction.atomic():
            ended = self._go({*start} - {state}, state=state, ended_at=now, next_try_at=None, last_error="")
            if ended and not (told and state == MoveState.STAYED):
                self._owe(now=now, is_taken_back=is_taken_back)
            return ended

    def _owe(self, *, now: datetime, is_taken_back: bool) -> None:
        """One mail about how it ended, in place of those about its two halves; one more for an end it comes back to."""
        key = f"{self.state}:{self.attempt.reference}"
        if Letter.objects.filter(key=key).exists():
            key = f"{key}:again"
        facts: dict[str, Any] = {"was_booked": True} if is_taken_back else {}
        became = [self.attempt.starts_at.isoformat(), self.attempt.ends_at.isoformat()]
        stayed = self.state == MoveState.STAYED
        Letter.objects.owe(
            _LETTERS[MoveState(self.state)],
            self.attempt.member,
            key=key,
            now=now,
            booking=self.old if stayed else None,
            attempt=self.attempt,
            was=self.was,
            became=became,
            time=self.was if stayed else became,
            **facts,
        )

    def _go(self, from_states: Collection[str], **changes: object) -> bool:
        gone = type(self).objects.filter(pk=self.pk, state__in=from_states).update(**changes)
        self.refresh_from_db()
        return bool(gone)

    # Asking

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_at_work(self) -> bool:
        """Open, and not merely waiting for the studio: neither of its bookings may be touched by others."""
        return self.is_open and self.state != MoveState.WAITING

    @property
    def was_at(self) -> datetime:
        """When the old booking began, at the time it was to be moved."""
        return datetime.fromisoformat(self.was[0])
