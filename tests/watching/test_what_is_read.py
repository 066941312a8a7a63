"""The figures that are read from the database: attempts by state, and the work that waits."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Challenge, Letter, Studio
from studios.models.attempt_states import AttemptState
from studios.signing_in.tasks import find_and_mail
from tests.booking.steps import confirm_page
from tests.databases import statements
from tests.my_bookings.test_my_bookings import book
from tests.pages import submit
from tests.signing_in.conftest import Visitor
from tests.vendor import Vendor
from tests.watching.conftest import Read

pytestmark = pytest.mark.usefixtures("site_gate")


def test_attempts_are_told_by_their_state(ada: Browser, hafen: Studio, vendor: Vendor, read: Read) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    figures = read()

    assert figures.of("site_attempts_last_hour", state="BOOKED") == 1
    assert figures.of("site_attempts_last_hour") == 1
    assert figures.of("site_attempts_unsettled") == 0
    assert figures.of("site_oldest_unsettled_seconds") == 0
    assert {
        sample.labels["state"] for sample in figures.samples if sample.name == "site_attempts_last_hour"
    } == {*AttemptState.values}

    Attempt.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert read().of("site_attempts_last_hour") == 0


def test_a_booking_in_doubt_is_told_with_its_age_until_it_is_settled(
    ada: Browser, hafen: Studio, vendor: Vendor, short_patience: None, read: Read
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("book", "cut_after")
    submit(ada, url, page)
    now = timezone.now()
    Attempt.objects.update(unsure_at=now - timedelta(minutes=10), look_at=now - timedelta(minutes=5))

    figures = read()

    assert figures.of("site_attempts_last_hour", state="UNSURE") == 1
    assert figures.of("site_attempts_unsettled") == 1
    assert 600 <= figures.of("site_oldest_unsettled_seconds") < 700
    assert figures.of("site_work_due", work="attempt") == 1
    assert 300 <= figures.of("site_oldest_due_seconds", work="attempt") < 400

    Attempt.objects.update(look_at=None)  # as when it cannot be found by looking
    assert read().of("site_work_given_up", work="attempt") == 1


def test_a_task_that_nobody_takes_up_gets_older(db: None, read: Read) -> None:
    find_and_mail.enqueue("00000000-0000-0000-0000-000000000000")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=3))

    figures = read()

    assert figures.of("site_work_due", work="task") == 1
    assert 180 <= figures.of("site_oldest_due_seconds", work="task") < 280


def test_mails_wait_fail_and_are_given_up(ada: Browser, hafen: Studio, vendor: Vendor, read: Read) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    now = timezone.now()
    letter = Letter.objects.get(kind="booked")
    Letter.objects.exclude(pk=letter.pk).delete()

    Letter.objects.update(next_try_at=now - timedelta(minutes=20), sent_at=None)
    waiting = read()
    letter.try_failed(now=now, why="OSError")
    failing = read()
    Letter.objects.update(next_try_at=None)
    given_up = read()
    letter.sent(now=now)
    sent = read()

    assert waiting.of("site_work_due", work="mail") == 1
    assert 1200 <= waiting.of("site_oldest_due_seconds", work="mail") < 1300
    assert failing.of("site_work_due", work="mail") == 0
    assert failing.of("site_work_failing", work="mail") == 1
    assert given_up.of("site_work_failing", work="mail") == 0
    assert given_up.of("site_work_given_up", work="mail") == 1
    assert sent.of("site_work_given_up", work="mail") == 0


def test_a_sign_in_mail_that_does_not_go_out_is_told(visitor: Visitor, vendor: Vendor, read: Read) -> None:
    visitor.ask_for_a_code("ada@example.org")
    vendor.mishap("cross_search", "500", count=99)
    vendor.mishap("search", "500", count=99)
    assert read().of("site_work_due", work="sign-in mail") == 1

    run_due_tasks()

    assert read().of("site_work_failing", work="sign-in mail") == 1
    Challenge.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert read().of("site_work_failing", work="sign-in mail") == 0


def test_it_takes_the_same_few_questions_however_much_there_is(
    ada: Browser, hafen: Studio, vendor: Vendor, read: Read
) -> None:
    empty = statements(read)
    book(ada, vendor, "hafen", "Body Scan")

    full = statements(read)

    assert sorted(full) == sorted(empty)
    assert len(full) <= 16
