"""The cards about what is under way: mails, bookings in doubt, moves, the night's report, the worker; and the count."""

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studios.models import DriftReport, Move, Studio
from studios.models.move import MoveState
from studios.signing_in.tasks import find_and_mail
from tests.desk.conftest import ago, attempt, booking, card, letter, look, states
from tests.vendor import soon


def test_mails_that_wait_and_mails_that_failed(desk: Browser, checked: Studio) -> None:
    letter(booking(checked, 1), sent_at=timezone.now(), next_try_at=None)
    letter(booking(checked, 2), next_try_at=soon(days=1))  # a reminder that is not due
    assert states(look(desk, checked))["mails"] == "ok"

    letter(booking(checked, 3), tries=3, next_try_at=soon(minutes=5), last_error="ConnectionRefusedError")
    letter(booking(checked, 4), next_try_at=ago(minutes=11))
    assert states(look(desk, checked))["mails"] == "look"
    assert "2 are late" in card(look(desk, checked), "mails")

    letter(booking(checked, 5), tries=700, next_try_at=None, last_error="ConnectionRefusedError")
    page = look(desk, checked)
    assert states(page)["mails"] == "wrong"
    assert "1 could not be sent" in card(page, "mails")
    assert page.link("Look at the mails") == reverse("admin:studios_letter_changelist")


def test_bookings_in_doubt_lead_to_settling_by_hand(desk: Browser, checked: Studio) -> None:
    unsure = attempt(checked, state="UNSURE")
    page = look(desk, checked)
    assert states(page)["attempts"] == "look"
    assert page.link("settle by hand") == reverse("admin:studios_attempt_settle_booked", args=[unsure.pk])

    type(unsure).objects.update(look_at=None)
    page = look(desk, checked)
    assert states(page)["attempts"] == "wrong"
    assert "stopped looking" in card(page, "attempts")


def test_a_booking_that_is_being_sent_just_now_is_in_no_doubt(desk: Browser, checked: Studio) -> None:
    sending = attempt(checked, state="SENDING", gives_up_at=soon(minutes=1))
    assert states(look(desk, checked))["attempts"] == "ok"

    type(sending).objects.update(gives_up_at=ago(minutes=1))
    assert states(look(desk, checked))["attempts"] == "look"


def test_a_number_that_is_not_known_yet_is_said_and_well(desk: Browser, checked: Studio) -> None:
    attempt(checked)

    assert states(look(desk, checked))["attempts"] == "ok"
    assert "has not told the number yet" in card(look(desk, checked), "attempts")


@pytest.mark.parametrize(
    ("state", "said"), [(MoveState.WAITING, "until you confirm"), (MoveState.CANCELLING, "longer than")]
)
def test_moves_that_wait_are_looked_at(desk: Browser, checked: Studio, state: str, said: str) -> None:
    old = booking(checked, 1)
    Move.objects.create(
        old=old, attempt=attempt(checked, starts_at=soon(days=3)), old_first=False, state=state, was=[],
        started_at=ago(minutes=11), next_try_at=soon(minutes=1),
    )  # fmt: skip

    page = look(desk, checked)

    assert states(page)["moves"] == "look"
    assert said in card(page, "moves")


def test_a_report_of_the_night_that_waits_is_looked_at(desk: Browser, checked: Studio) -> None:
    report = DriftReport.objects.create(
        studio=checked, night=timezone.now().date(), made_at=timezone.now(), checked=9, unread=0, differing=9,
        stopped=True,
    )  # fmt: skip
    assert states(look(desk, checked))["drift"] == "look"

    report.approve(now=timezone.now())
    assert states(look(desk, checked))["drift"] == "ok"


def test_a_worker_that_takes_nothing_up_is_wrong(desk: Browser, checked: Studio) -> None:
    find_and_mail.enqueue("00000000-0000-0000-0000-000000000000")
    assert states(look(desk, checked))["worker"] == "ok"

    DBTaskResult.objects.update(enqueued_at=ago(minutes=6))
    page = look(desk, checked)
    assert states(page)["worker"] == "wrong"
    assert "db_worker" in card(page, "worker")


def test_several_things_are_counted_and_come_first(desk: Browser, checked: Studio) -> None:
    attempt(checked, state="UNSURE")
    letter(booking(checked, 5), next_try_at=None, last_error="OSError")

    page = look(desk, checked)

    assert "2 things need you" in page.text
    assert page.value("data-verdict") == "wrong"
    assert set(list(states(page))[:2]) == {"attempts", "mails"}
