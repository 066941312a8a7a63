"""Booking exactly once.

The vendor recognises no repeated request, so the attempt is committed before the one POST leaves, and whatever comes
back only moves that row on. Nothing here holds a transaction open while it asks upstream.
"""

import functools
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from studios import connections
from studios.booking.choice import Choice
from studios.magicline.appointments import ACCEPTING
from studios.magicline.client import Client
from studios.magicline.errors import (
    AccessDisabled,
    KeyRejected,
    MagiclineError,
    NotSent,
    RateLimited,
    Unsure,
)
from studios.magicline.errors import Refused as VendorRefused
from studios.models import Attempt, Booking, Member, Studio
from studios.models.attempt import AttemptState

logger = logging.getLogger(__name__)

# After the call's own deadline: the time a killed or stalled process is given to write down what it knew.
GRACE = timedelta(seconds=5)

ACCESS_DISABLED = "ACCESS_DISABLED"
OVERLAPS = "OVERLAPS_OTHER_BOOKING"


class Refused(Exception):
    """It cannot be booked, and nothing was sent. `reason` is the validation status, or a word of ours."""

    def __init__(self, reason: str, *, blocking: Attempt | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.blocking = blocking


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be booked for whom. `title` and the cut-off are those that the member was shown."""

    studio: Studio
    member: Member
    same_person: tuple[Member, ...]  # all customer records of this human being, `member` among them
    choice: Choice
    title: str


def who_may(studio: Studio, records: Sequence[Member], choice: Choice) -> Member:
    """The record for which the studio accepts the choice, all of them asked side by side.

    Raises `Refused` with the first record's reason when none is accepted, and what the client raises.
    """
    client = connections.to(studio)
    answers = connections.side_by_side(
        {
            record: functools.partial(client.validate, choice.request_for(record.customer_id))
            for record in records
        }
    )
    for record, answer in answers.items():
        if isinstance(answer, str) and answer in ACCEPTING:
            return record
    raise _why_not(answers[records[0]])


def place(wish: Wish, *, reference: str, now: datetime) -> Attempt:
    """Books, at most once for this reference and at most once for this person and start.

    Returns the attempt, in whatever state it is by then; a repeated call returns the one there is. Raises `Refused`
    when it cannot be booked, and the client's errors when we could not ask; in both cases nothing was sent.
    """
    there_is = _same_wish(wish, reference)
    if there_is:
        return there_is
    client = connections.to(wish.studio)
    try:
        known_ids = _check(client, wish)
    except Refused as refused:
        there_is = _same_wish(wish, reference)
        if there_is:
            return there_is
        raise Refused(refused.reason, blocking=_in_the_way(wish)) from None

    attempt, ours = _open(wish, reference, known_ids, client=client, now=now)
    if not ours and attempt.starts_at != wish.choice.start.instant and attempt.reference != reference:
        raise Refused(OVERLAPS, blocking=attempt)
    if ours:
        _send(client, attempt, wish.choice)
    return attempt


def _check(client: Client, wish: Wish) -> list[int]:
    """Validates once more, and reads which bookings the customer has already: those cannot be ours."""
    customer_id = wish.member.customer_id
    answers = connections.side_by_side(
        {
            "status": lambda: client.validate(wish.choice.request_for(customer_id)),
            "ids": lambda: [booking.id for booking in client.bookings(customer_id)],
        }
    )
    status, ids = answers["status"], answers["ids"]
    if not isinstance(status, str) or status not in ACCEPTING:
        raise _why_not(status)
    if not isinstance(ids, list):
        raise _why_not(ids)
    return ids


def _why_not(answer: object) -> Exception:
    if isinstance(answer, AccessDisabled):
        return Refused(ACCESS_DISABLED)
    if isinstance(answer, MagiclineError):
        return answer
    return Refused(str(answer))


def _same_wish(wish: Wish, reference: str) -> Attempt | None:
    """An earlier attempt for the same: the form sent twice, or another tab with the same start."""
    theirs = Attempt.objects.of(wish.same_person)
    sent = theirs.filter(reference=reference).exclude(state=AttemptState.CHECKED).first()
    return sent or _still_standing(theirs.holding_time().filter(starts_at=wish.choice.start.instant).first())


def _in_the_way(wish: Wish) -> Attempt | None:
    choice = wish.choice
    theirs = Attempt.objects.of(wish.same_person).holding_time()
    return theirs.overlapping(choice.start.instant, choice.end.instant).first()


def _still_standing(attempt: Attempt | None) -> Attempt | None:
    """The attempt, unless its booking was cancelled meanwhile, by the desk for instance: then it is released.

    Where that cannot be asked it stands: one booking too few can be mended, one too many cannot.
    """
    if attempt is None or attempt.state != AttemptState.BOOKED or attempt.booking is None:
        return attempt
    try:
        told = connections.to(attempt.studio).booking(attempt.booking.booking_id)
    except MagiclineError:
        return attempt
    now = timezone.now()
    booking = Booking.objects.keep(attempt.studio, attempt.member, told, now=now)
    if not booking.is_cancelled:
        return attempt
    Attempt.objects.release(booking, now=now)
    return None


def _open(
    wish: Wish, reference: str, known_ids: list[int], *, client: Client, now: datetime
) -> tuple[Attempt, bool]:
    """The attempt in *sending* and True, or the one that stands in the way and False."""
    blocking = _in_the_way(wish)
    if blocking:
        _still_standing(blocking)  # asked outside the transaction; what it released no longer blocks below
    with transaction.atomic(durable=True):
        # One person, one attempt at a time: the row lock makes tabs and twins of a record wait for each other.
        list(
            Member.objects.select_for_update().filter(pk__in=[m.pk for m in wish.same_person]).order_by("pk")
        )
        attempt = Attempt.objects.of(wish.same_person).filter(reference=reference).first()
        if attempt and attempt.state != AttemptState.CHECKED:
            return attempt, False
        blocking = _in_the_way(wish)
        if blocking:
            return blocking, False
        attempt = attempt or Attempt(reference=reference, created_at=now)
        attempt.send(
            member=wish.member,
            studio=wish.studio,
            appointment_id=wish.choice.appointment_id,
            title=wish.title[:300],
            start_text=wish.choice.start.text,
            end_text=wish.choice.end.text,
            starts_at=wish.choice.start.instant,
            ends_at=wish.choice.end.instant,
            instructor_ids=list(wish.choice.instructor_ids),
            instructors=list(wish.choice.instructors),
            cancel_cutoff_hours=wish.studio.cancel_cutoff_hours,
            known_booking_ids=known_ids,
            now=now,
            gives_up_at=timezone.now() + timedelta(seconds=client.write_seconds) + GRACE,
        )
        return attempt, True


def _send(client: Client, attempt: Attempt, choice: Choice) -> None:
    """The one POST. Every way it can end moves the attempt on; what is not certain becomes *unsure*."""
    try:
        told = client.book(choice.request_for(attempt.member.customer_id))
    except VendorRefused as error:
        attempt.refuse(AttemptState.REFUSED, error.code or f"HTTP_{error.status}", error)
    except KeyRejected as error:
        attempt.refuse(AttemptState.NOT_BOOKED, "KEY_REJECTED", error)
    except (RateLimited, NotSent) as error:
        attempt.refuse(AttemptState.CHECKED, "NOTHING_SENT", error)
    except Unsure as error:
        attempt.doubt(error)
    else:
        attempt.settle_booked(told, now=timezone.now())
    logger.info("%s is %s", attempt, attempt.state)
