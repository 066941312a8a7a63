"""Which mails members are owed about what their studios did, and which are not worth sending any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from studios.models import Booking, BookingChange, Letter, Member, Move
from studios.models.attempt_states import AttemptState
from studios.models.letter import LetterKind
from studios.models.move import MoveState

_Kind = BookingChange.Kind


def tell_of_changes(*, now: datetime) -> None:
    """Owes mails about changes that were noticed, in one transaction for each booking.

    None for people who never signed in here, and none about appointments that have begun; one that was moved to an
    hour that has begun is still news to whoever would come at the old one.
    """
    for number in set(BookingChange.objects.untold().values_list("booking", flat=True)):
        with transaction.atomic():
            untold = BookingChange.objects.untold().filter(booking=number).select_for_update(of=("self",))
            changes = list(untold.select_related("booking__member").order_by("noticed_at", "pk"))
            if not changes:
                continue  # another worker was quicker, or the booking is forgotten
            booking = changes[0].booking
            if booking.member and (
                booking.starts_at > now or any(one.was_to_come(now=now) for one in changes)
            ):
                _owe(booking, booking.member, changes, now=now)
            BookingChange.objects.filter(pk__in=[change.pk for change in changes]).told(now=now)


def _owe(booking: Booking, member: Member, changes: Sequence[BookingChange], *, now: datetime) -> None:
    """One mail for all that changed about a booking; a cancelled one has nothing else to tell."""
    first, last = ({change.kind: change for change in some} for some in (reversed(changes), changes))
    time = [booking.starts_at.isoformat(), booking.ends_at.isoformat()]

    def owe(kind: LetterKind, key: str, **facts: Any) -> None:
        Letter.objects.owe(kind, member, key=key, now=now, booking=booking, time=time, **facts)

    if booking.is_cancelled:
        change = last.get(_Kind.CANCELLED)
        if change and change.by_member:
            # The key that cancelling here uses: whoever learns of it second adds no second mail.
            owe(LetterKind.CANCELLED, f"cancelled:{booking.reference}")
        elif change:
            owe(LetterKind.CANCELLED_BY_STUDIO, f"cancelled-by-studio:{change.pk}")
        return

    facts: dict[str, list[str]] = {}
    if _Kind.TIME in last:
        Letter.objects.filter(booking=booking, kind=LetterKind.REMINDER).due_at(
            reminder_due_at(booking, now=now)
        )
        if first[_Kind.TIME].was != last[_Kind.TIME].became:
            facts |= {"was": first[_Kind.TIME].was}
    if _Kind.INSTRUCTORS in last:
        were, are = first[_Kind.INSTRUCTORS].was, last[_Kind.INSTRUCTORS].became
        facts |= {"were": were, "instructors": are} if sorted(were) != sorted(are) else {}
    if facts:
        owe(LetterKind.CHANGED, f"changed:{changes[-1].pk}", **facts)
    if _Kind.CONFIRMED in last:
        owe(LetterKind.CONFIRMED, f"confirmed:{last[_Kind.CONFIRMED].pk}")


def stop_cancelling(booking: Booking, *, now: datetime) -> None:
    """A cancellation whose answer was lost was not carried out: the booking stands, and its member is told."""
    with transaction.atomic():
        booking.stop_cancelling()
        if booking.member and booking.starts_at > now:
            key = f"not-cancelled:{booking.reference}:{booking.cancel_sent_at:%Y%m%d%H%M%S}"
            Letter.objects.owe(LetterKind.NOT_CANCELLED, booking.member, key=key, now=now, booking=booking)


def owe_reminders(*, now: datetime) -> None:
    """Owes one reminder for every booking that is certain and for which it is not too late already."""
    if not settings.REMINDER_HOURS:
        return
    early_enough = now + timedelta(hours=settings.REMINDER_HOURS)
    certain = Booking.objects.filter(
        member__isnull=False,
        status="BOOKED",
        cancelling=Booking.Cancelling.NO,
        starts_at__gt=early_enough,
        ends_at__gt=early_enough,  # says nothing more, but there is an index
    ).exclude(appointment_status="CANCELED")
    without = certain.exclude(letters__kind=LetterKind.REMINDER).select_related("member")
    for booking in without:
        due_at = reminder_due_at(booking, now=now)
        if due_at and booking.member:
            key = f"reminder:{booking.reference}"
            Letter.objects.owe(
                LetterKind.REMINDER, booking.member, key=key, now=now, due_at=due_at, booking=booking
            )


def reminder_due_at(booking: Booking, *, now: datetime) -> datetime | None:
    """So many hours before the member's last moment to cancel; None when that has passed."""
    due_at = booking.cancel_until - timedelta(hours=settings.REMINDER_HOURS)
    return due_at if due_at > now else None


def is_still_wanted(letter: Letter, *, now: datetime) -> bool:
    """False for a mail that would say what is not, or no longer, so."""
    booking, attempt = letter.told_booking, letter.attempt
    if not letter.member.email or (booking is None and attempt is None) or _is_told_by_a_move(letter):
        return False
    if letter.kind in (LetterKind.NOT_MOVED, LetterKind.NEITHER_STANDS):
        ended = {LetterKind.NOT_MOVED: MoveState.STAYED, LetterKind.NEITHER_STANDS: MoveState.NEITHER}
        return Move.objects.filter(attempt=attempt, state=ended[LetterKind(letter.kind)]).exists()
    if letter.kind in (LetterKind.BOOKED, LetterKind.MOVED, LetterKind.BOTH_STAND):
        return attempt is None or attempt.state != AttemptState.NOT_BOOKED
    if letter.kind == LetterKind.NOT_BOOKED:
        return attempt is not None and attempt.state == AttemptState.NOT_BOOKED
    if letter.kind == LetterKind.NOT_CANCELLED:
        return booking is not None and not booking.is_cancelled and not booking.cancelling
    if letter.kind == LetterKind.REMINDER:
        return (
            booking is not None
            and settings.REMINDER_HOURS > 0
            and booking.shown_status == "BOOKED"
            and not booking.cancelling
            and booking.starts_at > now
        )
    return True


def _is_told_by_a_move(letter: Letter) -> bool:
    """Whether it is about one half of a move, which is told as one when both are over."""
    moves = Move.objects.filter(attempt=letter.attempt) if letter.attempt else Move.objects.none()
    match letter.kind:
        case LetterKind.BOOKED | LetterKind.NOT_BOOKED:
            return moves.exists()
        case LetterKind.PENDING:
            # Otherwise it says that the old booking stays meanwhile.
            return moves.filter(old_first=True).exists()
        case LetterKind.CANCELLED:
            away = Move.objects.filter(old=letter.booking)
            return away.exclude(state__in=[MoveState.STAYED, MoveState.BOTH]).exists()
        case LetterKind.NOT_CANCELLED:
            # While a move waits for the studio, members may cancel by hand: that is told by itself.
            away = Move.objects.filter(old=letter.booking, started_at__lte=letter.owed_at)
            away = away.exclude(state=MoveState.WAITING)
            return away.filter(Q(ended_at=None) | Q(ended_at__gte=letter.owed_at)).exists()
        case _:
            return False
