"""Mails to members, cancellations whose answer was lost, moves that are not over: rows say what is owed, sweeps find
it, tasks do it.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone, translation
from django_tasks import task

from booking_site import languages
from studios.models import Booking, Letter, Move
from studios.models.letter import LetterKind
from studios.my_bookings import copies, emails, letters, moving
from studios.sweeps import nudge, sweep

logger = logging.getLogger(__name__)


@task(priority=40)
def send(letter_id: int) -> None:
    """Sends one mail, if it is owed; may run twice, or much later.

    Its argument is a number and nothing it raises quotes an address: both are kept in the task table.
    """
    now = timezone.now()
    about = ("member", "booking__studio", "attempt__studio", "attempt__booking__studio")
    letter = Letter.objects.select_related(*about).filter(pk=letter_id).first()
    if letter is None or not letter.take(now=now):
        return
    with suppress(Letter.DoesNotExist):  # the member was forgotten meanwhile, and the mail with them
        _send(letter, now=now)


def _send(letter: Letter, *, now: datetime) -> None:
    if not letters.is_still_wanted(letter, now=now):
        letter.nothing_owed()
        return
    if letter.kind == LetterKind.REMINDER and letter.booking:
        due_at = letters.reminder_due_at(letter.booking, now=now)
        if due_at:
            letter.postpone(due_at=due_at)
            return
    try:
        with translation.override(languages.spoken(*letter.wanted_languages)):
            emails.send(letter, now=now)
    except (
        OSError,
        ValueError,
    ) as error:  # the mail server, or an address like no other: both would be quoted
        logger.warning("A mail to a member could not be sent: %s", type(error).__name__)
        letter.try_failed(now=timezone.now(), why=type(error).__name__)
    except Exception as error:
        letter.try_failed(now=timezone.now(), why=type(error).__name__)
        raise
    else:
        letter.sent(now=timezone.now())


@sweep(every=timedelta(seconds=3))
def send_all(now: datetime) -> None:
    """First what the studios changed is put into mails; then every mail that is due goes out."""
    letters.tell_of_changes(now=now)
    nudge(send, Letter.due(now=now))


@sweep(every=timedelta(minutes=1))
def owe_reminders(now: datetime) -> None:
    """New bookings, and those that were moved or confirmed, get their reminder."""
    letters.owe_reminders(now=now)


@task(priority=30)
def settle_cancelling(booking_pk: int) -> None:
    """Reads a booking once to learn whether it was cancelled."""
    waiting = Booking.objects.being_cancelled(now=timezone.now()).select_related("studio", "member")
    booking = waiting.filter(pk=booking_pk).first()
    if booking:
        with suppress(copies.NotTheirs):  # the vendor gave it to somebody else: nothing to say about it here
            copies.refresh(booking, now=timezone.now())


@sweep(every=timedelta(seconds=20))
def settle_all_cancelling(now: datetime) -> None:
    """Cancellations whose answer was lost, or whose process was killed, until a reading says what became of them."""
    nudge(settle_cancelling, Booking.objects.being_cancelled(now=now).values_list("pk", flat=True))


@task(priority=45)
def go_on_moving(move_pk: int) -> None:
    """Takes one move further, if nobody is at it."""
    now = timezone.now()
    move = Move.objects.filter(pk=move_pk).first()
    if move and move.take(now=now):
        with suppress(ObjectDoesNotExist):  # the member was forgotten meanwhile
            moving.go_on(move, now=now)


@sweep(every=timedelta(seconds=3))
def go_on_moving_all(now: datetime) -> None:
    """Moves that were interrupted, or that wait for what is being found out; and ends that were overtaken since."""
    nudge(go_on_moving, Move.due(now=now))
    for move in (*Move.objects.ended_too_early(), *Move.objects.ended_on_what_is_not()):
        moving.correct(move, now=now)
