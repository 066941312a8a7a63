"""Moving a booking. The vendor has no such call: the new time is booked and the old one cancelled, in this order where
it is possible, each written down before it is sent; whatever is interrupted, `go_on` takes up.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.utils import timezone

from studios.booking import reservations
from studios.booking.checking import Refused, Wish
from studios.booking.choice import Choice
from studios.magicline.errors import MagiclineError
from studios.models import Attempt, Booking, Member, Move
from studios.models.attempt_states import WAITING, AttemptState
from studios.models.move import MoveState, OldOneChanged
from studios.my_bookings import cancelling, copies
from studios.my_bookings.movable import look

LOOK_AGAIN_AFTER = timedelta(seconds=5)
WAITS_FOR_THE_STUDIO = timedelta(minutes=1)  # between two looks at our own copy: it may take the studio days
READ_AGAIN_AFTER = timedelta(minutes=10)  # a booking that waits for the studio, where no webhook tells
# A half that could not even be asked for this long is given up: its member has waited long enough to be told.
GIVEN_UP_AFTER = timedelta(minutes=15)
FEWEST_TRIES = 4


class OldInTheWay(Exception):
    """Only the old booking stands in the way: it has to be cancelled first, and the member has to want that."""


def move(
    booking: Booking,
    people: Sequence[Member],
    choice: Choice,
    *,
    reference: str,
    old_first: bool,
    now: datetime,
) -> Move:
    """Moves the booking, as far as that can be done now; the move is returned in whatever state it is by then.

    `reference` is the new attempt's: a repeated call leads to the same move. `old_first`: the member agreed to that;
    raises `OldInTheWay` where it is necessary and they did not. Raises `Refused`, what `cancelling.carry_out` raises,
    and the client's errors; in all these cases nothing is changed.
    """
    there_is = Move.objects.sent_before(reference).filter(attempt__member__in=people).first()
    if there_is:
        return there_is
    outlook = look(booking, people, choice, now=now, once_more=True)
    if outlook.old_first and not old_first:
        raise OldInTheWay
    wish = _wish(booking.member, people, booking, choice)
    attempt = reservations.written(wish, title=outlook.appointment.title, reference=reference, now=now)
    try:
        this, ours = Move.objects.start(
            booking, people, wish=attempt, old_first=outlook.old_first, now=timezone.now()
        )
    except OldOneChanged:
        raise Refused("ALREADY_CANCELLED" if booking.is_cancelled else "BEING_MOVED") from None
    if not ours:
        return this
    try:
        if this.old_first:
            cancelling.carry_out(this.old, now=now, to_move=True)
        else:
            _book(this, wish, now=now)
    except (Refused, cancelling.NotCancelled, copies.NotTheirs, MagiclineError):
        this.end(MoveState.STAYED, now=timezone.now(), told=True)
        raise
    go_on(this, people, now=timezone.now(), told=True)
    return this


def go_on(this: Move, people: Sequence[Member] = (), *, now: datetime, told: bool = False) -> None:
    """Takes a move as far as it can be taken now, from wherever it stands; safe to repeat, and by two at once.

    `people`: all records of the person, as far as known. `told`: the member is about to see what comes of it. Nothing
    is raised: what could not be asked is tried again.
    """
    this.refresh_from_db()
    if not this.is_open:
        return
    if this.old_first:
        _book_what_is_free(this, people, now=now)
    else:
        _cancel_what_is_moved(this, now=now, told=told)


def correct(this: Move, *, now: datetime) -> None:
    """A new booking that turned up after the move had ended without it, or one that is not there after all: the old one
    is not touched any more.
    """
    if this.attempt.state == AttemptState.NOT_BOOKED:
        this.take_back(now=now)
        return
    this.end(MoveState.BOTH if this.state == MoveState.STAYED else MoveState.MOVED, now=now)


def _cancel_what_is_moved(this: Move, *, now: datetime, told: bool) -> None:
    """The second half where the new time comes first."""
    attempt, new = this.attempt, this.attempt.booking
    # Where nobody knows yet whether one of the two is cancelled, the other may be all that the member has.
    if attempt.state in WAITING or _is_in_doubt(this.old, now=now) or (new and _is_in_doubt(new, now=now)):
        this.look_again(at=now + LOOK_AGAIN_AFTER)
        return
    # In the sweep: the request that was to send it has died, or must not send it any more.
    if attempt.state == AttemptState.CHECKED and not told and not attempt.turn_down("NOTHING_SENT"):
        this.look_again(at=now + LOOK_AGAIN_AFTER)
        return
    if attempt.state != AttemptState.BOOKED or (new and new.is_cancelled):
        this.end(MoveState.STAYED, now=now, told=told)
        return
    if this.old.is_cancelled:
        this.end(MoveState.MOVED, now=now)
        return
    if new and new.status != "BOOKED":
        # The old one is certain and this one is not, or nobody here knows what its status means: the old one stays
        # until the studio has confirmed, or for good.
        if now > this.old.cancel_until:
            this.end(MoveState.BOTH, now=now)
        elif this.state == MoveState.WAITING or this.to(MoveState.WAITING, now=now):
            if new.read_at <= now - READ_AGAIN_AFTER:
                with suppress(copies.NotTheirs):  # says nothing about a confirmation
                    copies.refresh(new, now=now)
            this.look_again(at=now + WAITS_FOR_THE_STUDIO)
        return
    if this.state != MoveState.CANCELLING and not this.to(MoveState.CANCELLING, now=now):
        return
    new = this.attempt.booking  # once more: from here on nobody begins to cancel it by hand
    if new and _is_in_doubt(new, now=now):
        this.look_again(at=now + LOOK_AGAIN_AFTER)
        return
    try:
        cancelling.carry_out(this.old, now=now, to_move=True)
    except (cancelling.NotCancelled, copies.NotTheirs):
        this.end(MoveState.BOTH, now=timezone.now())
    except MagiclineError as error:
        _try_later(this, error, MoveState.BOTH, now=now)
    else:
        _look_at_old(this, now=timezone.now())


def _look_at_old(this: Move, *, now: datetime) -> None:
    """After a DELETE: carried out, or nobody knows yet and the sweep that settles cancellations finds out."""
    if this.old.is_cancelled:
        this.end(MoveState.MOVED, now=now)
    else:
        this.look_again(at=now + LOOK_AGAIN_AFTER)


def _book_what_is_free(this: Move, people: Sequence[Member], *, now: datetime) -> None:
    """The second half where the old one had to go first."""
    if this.state == MoveState.CANCELLING:
        if _is_in_doubt(this.old, now=now):
            this.look_again(at=now + LOOK_AGAIN_AFTER)
            return
        if not this.old.is_cancelled:
            this.end(MoveState.STAYED, now=now)
            return
        if not this.to(MoveState.BOOKING, now=now):
            return
    attempt = this.attempt
    if attempt.state == AttemptState.CHECKED:
        wish = _wish(attempt.member, people, attempt, Choice.again(attempt))
        try:
            _book(this, wish, now=now)
        except Refused as refused:
            attempt.turn_down(refused.reason)
        except MagiclineError as error:
            if not _try_later(this, error, MoveState.NEITHER, now=now):
                attempt.turn_down("NOTHING_SENT")
            return
        attempt.refresh_from_db()
    if attempt.state == AttemptState.BOOKED:
        this.end(MoveState.MOVED, now=timezone.now())
    elif attempt.state in WAITING:
        this.look_again(at=timezone.now() + LOOK_AGAIN_AFTER)
    elif attempt.state == AttemptState.CHECKED and _try_later(this, None, MoveState.NEITHER, now=now):
        return
    else:
        this.end(MoveState.NEITHER, now=timezone.now())


def _is_in_doubt(booking: Booking, *, now: datetime) -> bool:
    """Whether a DELETE is under way or without an answer; what is over is not looked for any more."""
    return bool(booking.cancelling) and not booking.is_cancelled and booking.ends_at > now


def _book(this: Move, wish: Wish, *, now: datetime) -> None:
    """The one POST; raises `Refused` too where another attempt of the person has the time already."""
    made = reservations.place(wish, reference=this.attempt.reference, now=now)
    if made.pk != this.attempt.pk:
        raise Refused(reservations.OVERLAPS, blocking=made)


def _try_later(this: Move, error: MagiclineError | None, at_the_end: MoveState, *, now: datetime) -> bool:
    """Plans the next try, unless this has gone on for too long and was tried often enough."""
    if now - this.started_at > GIVEN_UP_AFTER and this.tries >= FEWEST_TRIES:
        this.end(at_the_end, now=now)
        return False
    this.try_failed(now=now, why=type(error).__name__ if error else "NothingSent")
    return True


def _wish(member: Member | None, people: Sequence[Member], where: Booking | Attempt, choice: Choice) -> Wish:
    if member is None:
        raise ValueError("a booking of nobody")
    return Wish(where.studio, member, tuple(people) or (member,), choice)
