"""Booking exactly once.

The vendor recognises no repeated request, so the attempt is committed before the one POST leaves, and whatever comes
back only moves that row on. Nothing here holds a transaction open while it asks upstream.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from studios import connections
from studios.booking import overtaking
from studios.booking.checking import Checked, Refused, Wish, check
from studios.booking.choice import Choice
from studios.magicline.client import Client
from studios.magicline.errors import (
    KeyRejected,
    MagiclineError,
    NotSent,
    RateLimited,
    Unsure,
    WrongTenant,
)
from studios.magicline.errors import Refused as VendorRefused
from studios.models import AppointmentSettings, Attempt, Booking, Member
from studios.models.attempt_queries import AttemptQuerySet
from studios.models.attempt_states import AttemptState

logger = logging.getLogger(__name__)

# After the call's own deadline: the time a killed or stalled process is given to write down what it knew.
GRACE = timedelta(seconds=5)

OVERLAPS = "OVERLAPS_OTHER_BOOKING"


def sent_before(records: Sequence[Member], reference: str) -> Attempt | None:
    """What became of this form when it was sent before: by a reload, the back button, a second click."""
    return Attempt.objects.of(records).filter(reference=reference).exclude(state=AttemptState.CHECKED).first()


def written(wish: Wish, *, title: str, reference: str, now: datetime) -> Attempt:
    """The wish as a row in *checked*, not saved, with the cut-off and the price that the member was told."""
    terms = AppointmentSettings.objects.of(wish.studio, wish.choice.appointment_id)
    return Attempt(
        reference=reference,
        created_at=now,
        cancel_cutoff_hours=terms.cutoff_hours,
        price_words=terms.shown_price,
        **_columns(wish, title),
    )


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
        checked = check(client, wish)
    except (Refused, MagiclineError) as trouble:
        # A second click or another tab can have been quicker; then theirs is what became of this one, too.
        there_is = _same_wish(wish, reference)
        if there_is:
            return there_is
        if isinstance(trouble, Refused):
            raise Refused(trouble.reason, blocking=_in_the_way(wish).first()) from None
        raise

    attempt, ours = _open(wish, reference, checked, client=client, now=now)
    if ours:
        _send(client, attempt, wish.choice)
    elif attempt.reference != reference and not _is_for(attempt, wish):
        raise Refused(OVERLAPS, blocking=attempt)
    return attempt


def _same_wish(wish: Wish, reference: str) -> Attempt | None:
    """An earlier attempt for the same: the form sent twice, or another tab with the same start."""
    theirs = Attempt.objects.of(wish.same_person).holding_time()
    same = theirs.filter(
        studio=wish.studio, appointment_id=wish.choice.appointment_id, starts_at=wish.choice.start.instant
    )
    return sent_before(wish.same_person, reference) or still_standing(same.first())


def _is_for(attempt: Attempt, wish: Wish) -> bool:
    """Whether it is for the same start of the same appointment; the trainer may be another."""
    choice = wish.choice
    return (attempt.studio_id, attempt.appointment_id, attempt.starts_at) == (
        wish.studio.pk,
        choice.appointment_id,
        choice.start.instant,
    )


def _in_the_way(wish: Wish) -> AttemptQuerySet:
    choice = wish.choice
    theirs = Attempt.objects.of(wish.same_person).holding_time()
    return theirs.overlapping(choice.start.instant, choice.end.instant)


def still_standing(attempt: Attempt | None) -> Attempt | None:
    """The attempt, unless its booking was cancelled or moved meanwhile, by the desk for instance: then it is released.

    Where that cannot be asked it stands: one booking too few can be mended, one too many cannot.
    """
    if attempt is None or attempt.state != AttemptState.BOOKED:
        return attempt
    now = timezone.now()  # before it is asked: what is written down meanwhile is newer
    if attempt.booking is None:
        overtaking.ask_whether_it_stands(attempt, now=now)
        return Attempt.objects.holding_time().filter(pk=attempt.pk).first()
    try:
        told = connections.to(attempt.studio).booking(attempt.booking.booking_id)
    except MagiclineError:
        return attempt
    if told.customer_id != attempt.member.customer_id:
        return attempt  # an answer about somebody else's, or nobody's, says nothing about this one
    Booking.objects.keep(attempt.studio, attempt.member, [told], now=now)
    Attempt.objects.filter(pk=attempt.pk).release_freed(now=now)
    return Attempt.objects.holding_time().filter(pk=attempt.pk).first()


def _open(
    wish: Wish, reference: str, checked: Checked, *, client: Client, now: datetime
) -> tuple[Attempt, bool]:
    """The attempt in *sending* and True, or the one that stands in the way and False."""
    for blocking in _in_the_way(wish):
        still_standing(blocking)  # asked outside the transaction; what it released no longer blocks below
    with transaction.atomic(durable=True):
        # One person, one attempt at a time: the row lock makes tabs and twins of a record wait for each other.
        list(
            Member.objects.select_for_update().filter(pk__in=[m.pk for m in wish.same_person]).order_by("pk")
        )
        attempt = Attempt.objects.of(wish.same_person).filter(reference=reference).first()
        if attempt and attempt.state != AttemptState.CHECKED:
            return attempt, False
        in_the_way = _in_the_way(wish).first()
        if in_the_way:
            return in_the_way, False
        attempt = attempt or written(wish, title=checked.title, reference=reference, now=now)
        attempt.send(
            **_columns(wish, checked.title),
            known_booking_ids=checked.booking_ids,
            now=now,
            gives_up_at=timezone.now() + timedelta(seconds=client.write_seconds) + GRACE,
        )
        return attempt, True


def _columns(wish: Wish, title: str) -> dict[str, Any]:
    choice = wish.choice
    return {
        "member": wish.member,
        "studio": wish.studio,
        "appointment_id": choice.appointment_id,
        "title": title[:300],
        "start_text": choice.start.text,
        "end_text": choice.end.text,
        "starts_at": choice.start.instant,
        "ends_at": choice.end.instant,
        "instructor_ids": list(choice.instructor_ids),
        "instructors": list(choice.instructors),
    }


def _send(client: Client, attempt: Attempt, choice: Choice) -> None:
    """The one POST. Every way it can end moves the attempt on; what is not certain becomes *unsure*."""
    now = timezone.now()  # before the answer: what a webhook tells meanwhile is newer than it
    if attempt.has_stalled(client.write_seconds, now=now):
        attempt.refuse(AttemptState.CHECKED, "NOTHING_SENT", NotSent("stalled before the request"))
        return
    try:
        told = client.book(choice.request_for(attempt.member.customer_id))
    except VendorRefused as error:
        attempt.refuse(AttemptState.REFUSED, error.code or f"HTTP_{error.status}", error)
    except (KeyRejected, WrongTenant) as error:
        if isinstance(error, KeyRejected):
            attempt.studio.suspect_key(now=now)
        attempt.refuse(AttemptState.NOT_BOOKED, "KEY_REJECTED", error)
    except (RateLimited, NotSent) as error:
        attempt.refuse(AttemptState.CHECKED, "NOTHING_SENT", error)
    except Unsure as error:
        attempt.doubt(error, now=timezone.now())
    else:
        attempt.settle_booked(told, now=now)
    # Booked, unsure or taken by somebody else: the times that were chosen from are over, whatever it is.
    attempt.studio.times_changed()
    logger.info("booking attempt %s is %s", attempt.reference, attempt.state)
