"""Work that is owed, as the desk sees it: how far it has come, *try again*, and settling by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Letter, Studio, WebhookMessage
from studios.models.attempt_states import AttemptState
from studios.models.letter import LetterKind
from studios.signing_in.tasks import find_and_mail
from tests.conftest import member
from tests.vendor import Vendor, soon

TASKS = "admin:django_tasks_database_dbtaskresult_changelist"


@pytest.fixture
def message(hafen: Studio) -> WebhookMessage:
    """Given up after a day of tries."""
    return WebhookMessage.objects.create(
        studio=hafen, uuid="095be615-a8ad", entity_id=7893459, types=["APPOINTMENT_BOOKING_CREATED"],
        received_at=soon(days=-1), tries=101, last_error="KeyRejected",
    )  # fmt: skip


@pytest.fixture
def attempt(hafen: Studio) -> Attempt:
    """Nobody can say what became of it, and nobody looks any more."""
    return Attempt.objects.create(
        studio=hafen, member=member(hafen, "ben"), appointment_id=1, title="Massage", start_text="", end_text="",
        starts_at=soon(days=1), ends_at=soon(days=1, hours=1), cancel_cutoff_hours=24, created_at=soon(days=-1),
        state=AttemptState.UNSURE, gives_up_at=soon(days=-1), unsure_at=soon(days=-1),
    )  # fmt: skip


def act(browser: Browser, action: str, *rows: Attempt | Letter | WebhookMessage) -> str:
    """The list that follows."""
    address = reverse(f"admin:studios_{rows[0]._meta.model_name}_changelist")
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return browser.post(address, chosen, follow=True).content.decode()


def letter(attempt: Attempt, **changes: object) -> Letter:
    row = Letter.objects.owe(
        LetterKind.NOT_BOOKED, attempt.member, key="not-booked:1", now=timezone.now(), attempt=attempt
    )
    Letter.objects.filter(pk=row.pk).update(**changes)
    return row


def test_a_message_that_was_given_up_is_tried_again(
    desk: Browser, message: WebhookMessage, vendor: Vendor
) -> None:
    shown = act(desk, "try_again", message)
    run_due_tasks()

    message.refresh_from_db()
    assert "1 is tried again." in shown
    assert message.processed_at is not None
    assert len(vendor.requests("booking")) == 1
    assert LogEntry.objects.get().get_change_message() == "Tried again."


def test_what_is_done_is_not_done_again(desk: Browser, message: WebhookMessage, attempt: Attempt) -> None:
    message.processed(now=timezone.now())
    sent = letter(attempt, sent_at=timezone.now(), next_try_at=None)

    act(desk, "try_again", message)
    act(desk, "try_again", sent)

    message.refresh_from_db()
    sent.refresh_from_db()
    assert (message.next_try_at, sent.next_try_at) == (None, None)


def test_a_mail_that_was_given_up_is_tried_again(desk: Browser, attempt: Attempt) -> None:
    row = letter(attempt, next_try_at=None, tries=101, last_error="ConnectionRefusedError")

    act(desk, "try_again", row)

    row.refresh_from_db()
    assert row.tries == 0
    assert row.next_try_at is not None


def test_lists_and_pages_show_no_addresses(desk: Browser, message: WebhookMessage, attempt: Attempt) -> None:
    row = letter(attempt)

    for one in (message, row):
        for view, arguments in (("changelist", []), ("change", [one.pk])):
            answer = desk.get(reverse(f"admin:studios_{one._meta.model_name}_{view}", args=arguments))
            assert answer.status_code == 200
            assert "@example.org" not in answer.content.decode()


def test_what_waits_and_what_was_given_up_can_be_told_apart(desk: Browser, message: WebhookMessage) -> None:
    address = reverse("admin:studios_webhookmessage_changelist")

    def found(work: str) -> int:
        return desk.get(address, {"work": work}).context["cl"].result_count

    assert (found("waits"), found("given-up")) == (0, 1)
    message.try_again(now=timezone.now())
    assert (found("waits"), found("given-up")) == (1, 0)


def test_an_unsure_attempt_is_settled_by_hand_and_that_is_noted(desk: Browser, attempt: Attempt) -> None:
    shown = act(desk, "settle_not_booked", attempt)

    attempt.refresh_from_db()
    assert attempt.state == "NOT_BOOKED"
    assert "the member is told by mail" in shown
    assert Letter.objects.get().kind == LetterKind.NOT_BOOKED
    assert LogEntry.objects.get().get_change_message() == "Settled by hand as not booked."


def test_one_without_a_number_is_settled_by_hand_as_not_booked(desk: Browser, attempt: Attempt) -> None:
    attempt.settle_unnumbered(look_at=timezone.now(), now=timezone.now())

    shown = act(desk, "settle_not_booked", attempt)
    run_due_tasks()

    attempt.refresh_from_db()
    assert attempt.state == "NOT_BOOKED"
    assert "the member is told by mail" in shown
    assert [one.kind for one in Letter.objects.order_by("pk")] == [LetterKind.BOOKED, LetterKind.NOT_BOOKED]
    assert LogEntry.objects.get().get_change_message() == "Settled by hand as not booked."
    assert mail.outbox[-1].subject.startswith("Not booked: ")


@pytest.mark.parametrize("state", ["SENDING", "REFUSED"])
def test_what_is_not_unsure_is_not_settled_by_hand(desk: Browser, attempt: Attempt, state: str) -> None:
    Attempt.objects.update(state=state)

    act(desk, "settle_not_booked", attempt)

    attempt.refresh_from_db()
    assert attempt.state == state
    assert not Letter.objects.exists()
    assert not LogEntry.objects.exists()


def test_the_desk_can_have_an_attempt_looked_for_now(desk: Browser, attempt: Attempt, vendor: Vendor) -> None:
    run_due_tasks()
    assert vendor.requests() == []

    act(desk, "look_again", attempt)
    run_due_tasks()

    assert len(vendor.requests("bookings")) == 1


def test_who_may_only_look_can_do_nothing(
    clerk: Callable[..., Browser], message: WebhookMessage, attempt: Attempt
) -> None:
    browser = clerk("view_webhookmessage", "view_attempt")

    act(browser, "try_again", message)
    act(browser, "settle_not_booked", attempt)

    message.refresh_from_db()
    attempt.refresh_from_db()
    assert message.next_try_at is None
    assert attempt.state == "UNSURE"


def test_a_clerk_with_the_right_to_change_may_act(
    clerk: Callable[..., Browser], message: WebhookMessage
) -> None:
    act(clerk("view_webhookmessage", "change_webhookmessage"), "try_again", message)

    message.refresh_from_db()
    assert message.next_try_at is not None


def test_tasks_that_nobody_takes_or_that_a_dead_worker_holds_are_seen(desk: Browser) -> None:
    nobody = "00000000-0000-0000-0000-000000000000"
    _fresh, waiting, held = (find_and_mail.enqueue(nobody).id for _ in range(3))
    long_ago = timezone.now() - timedelta(minutes=10)
    DBTaskResult.objects.filter(pk=waiting).update(enqueued_at=long_ago)
    DBTaskResult.objects.filter(pk=held).update(status="RUNNING", started_at=long_ago)

    stuck = desk.get(reverse(TASKS), {"trouble": "stuck"}).context["cl"].queryset

    assert {str(task.pk) for task in stuck} == {str(waiting), str(held)}
    assert desk.get(reverse(TASKS)).context["cl"].result_count == 3
