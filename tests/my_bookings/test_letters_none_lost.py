"""Mails while the mail server is down or the worker dies: none lost, and a second copy is recognised as one."""

from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends import locmem
from django.test import Client as Browser
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studios.management.worker import run_due_tasks
from studios.models import Booking, Letter, Studio
from studios.models.owed import LEASE
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.vendor import Vendor

Clock = time_machine.Traveller
REFUSALS = [
    ConnectionRefusedError("ada@example.org"),
    SMTPRecipientsRefused({"ada@example.org": (550, b"unknown")}),
    ValueError("ada@example.org"),
]


@pytest.fixture
def clock(hafen: Studio) -> Iterator[Clock]:
    """It stands at noon and is moved by whole days, more or less: what the night reads again is another test's."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with time_machine.travel(noon, tick=False) as travelling:
        yield travelling


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_a_mail_server_that_is_down_for_the_whole_way_loses_none(
    ada: Browser,
    hafen: Studio,
    vendor: Vendor,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    refusal: Exception,
) -> None:
    def refuse(*_: object) -> None:
        raise refusal

    Studio.objects.update(cancel_cutoff_hours=0)
    settings.REMINDER_HOURS = 0
    with monkeypatch.context() as patch:
        patch.setattr(locmem.EmailBackend, "send_messages", refuse)
        reference = book(ada, vendor, "hafen", "Body Scan")
        run_due_tasks()
        url = f"/bookings/{reference}/cancel/"
        submit(ada, url, get(ada, url))
        run_due_tasks()
    assert mail.outbox == []
    Letter.objects.update(next_try_at=timezone.now())

    run_due_tasks()
    run_due_tasks()

    assert sorted(one.subject.split(":")[0] for one in mail.outbox) == ["Cancelled", "Your booking"]
    assert "ada@example.org" not in caplog.text
    assert "Body Scan" not in caplog.text
    assert not DBTaskResult.objects.filter(traceback__contains="ada@example.org").exists()


def test_a_worker_that_died_before_it_could_note_the_sending_sends_the_same_message_again(
    ada: Browser, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    def die(*_: object, **__: object) -> None:
        raise SystemExit

    book(ada, vendor, "hafen", "Body Scan")
    with monkeypatch.context() as patch:
        patch.setattr(Letter, "sent", die)
        run_due_tasks()
    run_due_tasks()
    assert len(mail.outbox) == 1
    clock.shift(LEASE + timedelta(seconds=1))

    run_due_tasks()
    run_due_tasks()

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert Letter.objects.get().sent_at


def test_a_member_who_is_forgotten_is_mailed_nothing(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    Letter.objects.get().member.delete()

    run_due_tasks()

    assert mail.outbox == []
    assert not Letter.objects.exists()


# Reminders


@pytest.fixture
def far_booking(ada: Browser, vendor: Vendor, hafen: Studio) -> Booking:
    """Booked while its reminder is still to come: a day before the last moment to cancel."""
    book(ada, vendor, "hafen", "Body Scan")
    starts_at = timezone.now().replace(microsecond=0) + timedelta(days=5)
    Booking.objects.update(
        cancel_cutoff_hours=24, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30)
    )
    return Booking.objects.get()


def reminders() -> list[str]:
    run_due_tasks()
    run_due_tasks()
    return [one.subject for one in mail.outbox if one.subject.startswith("Reminder: ")]


def test_one_reminder_comes_a_day_before_the_cut_off(clock: Clock, far_booking: Booking) -> None:
    too_early = reminders()
    clock.move_to(far_booking.cancel_until - timedelta(hours=24, seconds=1))
    still_too_early = reminders()
    clock.shift(2)

    assert too_early == still_too_early == []
    assert len(reminders()) == 1
    assert len(reminders()) == 1


def test_a_booking_made_too_late_for_a_reminder_has_none(clock: Clock, far_booking: Booking) -> None:
    clock.move_to(far_booking.cancel_until - timedelta(hours=23))

    assert reminders() == []


@pytest.mark.parametrize(
    "change",
    [{"status": "CANCELED"}, {"status": "BOOKED_WITH_CONFIRMATION_REQUIRED"}, {"cancelling": "unsure"}],
    ids=lambda change: next(iter(change.values())),
)
def test_what_is_not_certain_any_more_is_not_reminded_of(
    clock: Clock, far_booking: Booking, vendor: Vendor, change: dict[str, str]
) -> None:
    reminders()
    Booking.objects.update(**change)
    vendor.mishap("booking", "500", count=9)
    clock.move_to(far_booking.cancel_until - timedelta(hours=1))

    assert reminders() == []


def test_a_booking_that_was_moved_is_reminded_of_before_its_new_time(
    clock: Clock, far_booking: Booking
) -> None:
    reminders()
    later = timedelta(days=1)
    Booking.objects.update(starts_at=far_booking.starts_at + later, ends_at=far_booking.ends_at + later)
    clock.move_to(far_booking.cancel_until - timedelta(hours=23))
    at_the_old_time = reminders()
    clock.shift(later)

    assert at_the_old_time == []
    assert len(reminders()) == 1


def test_reminders_can_be_switched_off(clock: Clock, far_booking: Booking, settings: Any) -> None:
    settings.REMINDER_HOURS = 0
    reminders()
    clock.move_to(far_booking.cancel_until - timedelta(hours=1))

    assert reminders() == []
