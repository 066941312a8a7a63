"""Nothing about people is kept for longer than the operator has set."""

from datetime import datetime, timedelta

from django.test import override_settings
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, CalendarFeed, Letter, Member, Studio, WebhookMessage
from studios.models.attempt_states import AttemptState
from studios.models.letter import LetterKind
from tests.conftest import member

NOW = timezone.now()
OLD, FRESH = NOW - timedelta(days=101), NOW - timedelta(days=99)


def an_attempt(studio: Studio, owner: Member, ended: datetime) -> Attempt:
    """One with its booking and the mail about it."""
    times = {"starts_at": ended - timedelta(hours=1), "ends_at": ended, "cancel_cutoff_hours": 0}
    booking = Booking.objects.create(
        studio=studio,
        member=owner,
        customer_id=owner.customer_id,
        booking_id=ended.day,
        read_at=ended,
        **times,
    )
    attempt = Attempt.objects.create(
        studio=studio,
        member=owner,
        booking=booking,
        state=AttemptState.BOOKED,
        appointment_id=1,
        created_at=ended,
        **times,
    )
    letter = Letter.objects.owe(
        LetterKind.BOOKED, owner, key=attempt.reference, now=ended, booking=booking, attempt=attempt
    )
    letter.sent(now=ended)
    return attempt


def last_signed_in(owner: Member, at: datetime) -> Member:
    Member.objects.filter(pk=owner.pk).update(signed_in_at=at)
    return owner


@override_settings(RETENTION_DAYS=100)
def test_bookings_attempts_and_mails_go_when_they_are_old(hafen: Studio) -> None:
    owner = member(hafen, "ada")
    an_attempt(hafen, owner, OLD)
    kept = an_attempt(hafen, owner, FRESH)

    run_due_tasks(most=0)

    assert Attempt.objects.get() == kept
    assert Booking.objects.get() == kept.booking
    assert Letter.objects.get().attempt == kept


@override_settings(RETENTION_DAYS=100)
def test_webhooks_go_when_they_are_old(hafen: Studio) -> None:
    for uuid, received_at in (("old", OLD), ("fresh", FRESH)):
        WebhookMessage.objects.create(studio=hafen, uuid=uuid, entity_id=1, received_at=received_at)

    run_due_tasks(most=0)

    assert WebhookMessage.objects.get().uuid == "fresh"


@override_settings(RETENTION_DAYS=100)
def test_a_member_goes_who_has_nothing_here_and_has_not_come_back(hafen: Studio) -> None:
    gone, has_a_booking, came_lately = member(hafen, "ada"), member(hafen, "ben"), member(hafen, "dora")
    CalendarFeed.objects.make([gone], now=OLD)
    an_attempt(hafen, has_a_booking, FRESH)
    last_signed_in(gone, OLD)
    last_signed_in(has_a_booking, OLD)
    last_signed_in(came_lately, FRESH)

    run_due_tasks(most=0)

    assert set(Member.objects.all()) == {has_a_booking, came_lately}
    assert not CalendarFeed.objects.exists()
