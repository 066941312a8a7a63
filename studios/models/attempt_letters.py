"""The mails about how an attempt ended: one, and another only where the one before turned out wrong."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from studios.models.booking import Booking
from studios.models.letter import Letter, LetterKind

if TYPE_CHECKING:
    from studios.models.attempt import Attempt


def owe(attempt: "Attempt", kind: LetterKind, *, now: datetime, booking: Booking | None = None) -> None:
    """Booked in whatever way, not booked, or, after both, booked all the same.

    Call it in the transaction that settles the attempt. The fact `was_booked` makes *not booked* take something back.
    """
    told = set(Letter.objects.filter(attempt=attempt).values_list("key", flat=True))
    booked, not_booked = f"booked:{attempt.reference}", f"not-booked:{attempt.reference}"
    facts: dict[str, Any] = {}
    if kind == LetterKind.NOT_BOOKED:
        key, facts = not_booked, ({"was_booked": True} if booked in told else {})
    else:
        key = f"booked-again:{attempt.reference}" if {booked, not_booked} <= told else booked
    Letter.objects.owe(kind, attempt.member, key=key, now=now, booking=booking, attempt=attempt, **facts)


def was_told_booked(attempt: "Attempt") -> bool:
    """Whether a mail was owed that said so, which may have turned out wrong since."""
    return Letter.objects.filter(key=f"booked:{attempt.reference}").exists()
