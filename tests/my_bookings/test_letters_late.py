"""Mails that go out late, or about what changed at the last minute: true when they are read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.mail.backends import locmem
from django.test import Client as Browser
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studios.management.worker import run_due_tasks
from studios.models import Booking, BookingChange, Letter, Studio
from studios.models.owed import MOST_TRIES
from tests.my_bookings.outbox import sent
from tests.my_bookings.test_my_bookings import book
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("until_the_start")
CHANGED_SINCE = "Something has changed since."


def test_a_late_not_confirmed_yet_says_that_something_has_changed(
    browser_of: Callable[..., Browser], hafen: Studio, vendor: Vendor
) -> None:
    book(browser_of(hafen, "pia"), vendor, "hafen", "Body Scan")
    Booking.objects.update(status="BOOKED")

    (message,) = sent()

    assert message.subject.startswith("Not confirmed yet: ")
    assert CHANGED_SINCE in message.body
    assert CHANGED_SINCE in message.alternatives[0][0]


def test_not_confirmed_yet_says_no_such_thing_while_it_is_so(
    browser_of: Callable[..., Browser], hafen: Studio, vendor: Vendor
) -> None:
    book(browser_of(hafen, "pia"), vendor, "hafen", "Body Scan")

    (message,) = sent()

    assert CHANGED_SINCE not in message.body


@pytest.mark.parametrize(("old_hours", "mails"), [(2, 1), (-2, 0)], ids=["would-still-come", "over-anyway"])
def test_whoever_would_come_at_the_old_hour_is_told_although_the_new_one_has_begun(
    ada: Browser, vendor: Vendor, old_hours: int, mails: int
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    sent()
    now = timezone.now()
    old, new = now + timedelta(hours=old_hours), now - timedelta(minutes=5)
    Booking.objects.update(starts_at=new, ends_at=new + timedelta(minutes=30))
    times = [[one.isoformat(), (one + timedelta(minutes=30)).isoformat()] for one in (old, new)]
    Booking.objects.get().changes.create(
        kind=BookingChange.Kind.TIME, by_member=False, was=times[0], became=times[1], noticed_at=now
    )

    news = sent()[1:]

    assert len(news) == mails
    assert all("has moved it from" in one.body for one in news)


def test_a_mail_that_cannot_even_be_written_is_given_up_in_the_end_and_seen(
    ada: Browser, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise IndexError("ada@example.org")

    book(ada, vendor, "hafen", "Body Scan")
    with monkeypatch.context() as patch:
        patch.setattr(locmem.EmailBackend, "send_messages", stumble)
        run_due_tasks()
        first = Letter.objects.get()
        Letter.objects.update(next_try_at=timezone.now(), tries=MOST_TRIES)
        run_due_tasks()

    assert (first.tries, first.last_error) == (1, "IndexError")
    assert Letter.objects.get().next_try_at is None
    assert not DBTaskResult.objects.filter(traceback__contains="ada@example.org").exists()
