"""A move whose answers are lost, whose process dies, whose studio does not answer: it goes on, or says what is left."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios.booking import reservations
from studios.models import Attempt, Move
from studios.my_bookings import cancelling, moving
from tests.my_bookings.moves import latest, let_time_pass, move, new_time, news, written
from tests.my_bookings.test_cancelling import cancel
from tests.pages import Page, get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


def test_a_lost_answer_leaves_the_old_one_until_the_new_one_is_found(
    ada: Browser, vendor: Vendor, old: str
) -> None:
    vendor.mishap("book", "cut_after")

    page = move(ada, old)
    meanwhile = get(ada, f"/bookings/{old}/")
    let_time_pass()

    assert page.value("data-booking-status") == "UNSURE"
    assert "stands until the new one is certain" in page.text
    assert "is being moved to" in meanwhile.text
    assert "Cancel this booking" not in meanwhile.text
    assert get(ada, f"/bookings/{latest()}/").value("data-move") == "moved"
    assert written(vendor) == ["book", "cancel"]
    assert len(vendor.bookings()) == 1
    assert news() == ["Moved"]


def test_a_new_time_that_was_not_booked_leaves_the_old_one(ada: Browser, vendor: Vendor, old: str) -> None:
    vendor.mishap("book", "cut_before")

    move(ada, old)
    let_time_pass()

    page = get(ada, f"/bookings/{latest()}/")
    assert page.value("data-booking-status") == "NOT_BOOKED"
    assert page.value("data-move") == "stayed"
    assert written(vendor) == ["book"]
    assert news() == ["Not moved"]
    assert "stands as it was" in mail.outbox[0].body
    assert len(vendor.bookings()) == 1


def test_a_refused_new_time_is_said_on_the_page_and_not_mailed(
    ada: Browser, vendor: Vendor, old: str
) -> None:
    vendor.mishap("book", "409", error_message="Somebody was quicker.")

    page = move(ada, old)
    let_time_pass()

    assert page.value("data-booking-status") == "REFUSED"
    assert "Somebody was quicker." in page.text
    assert page.value("data-move") == "stayed"
    assert get(ada, f"/bookings/{old}/").value("data-booking-status") == "BOOKED"
    assert news() == []


def test_an_old_one_that_the_studio_does_not_cancel_is_said_to_stand(
    ada: Browser, vendor: Vendor, old: str
) -> None:
    vendor.mishap("cancel", "400", error_message="Only by telephone.")

    page = move(ada, old)
    let_time_pass()

    assert page.value("data-move") == "both"
    assert "you have both" in page.text
    assert get(ada, f"/bookings/{old}/").value("data-move") == "both"
    assert news() == ["Two bookings"]
    assert len(vendor.bookings()) == 2


def test_cancelling_the_old_one_afterwards_is_mailed(ada: Browser, vendor: Vendor, old: str) -> None:
    vendor.mishap("cancel", "400")
    page = move(ada, old)
    let_time_pass()

    cancel(ada, old)
    let_time_pass()

    assert news() == ["Two bookings", "Cancelled"]
    assert get(ada, f"/bookings/{page.value('data-booking-reference')}/").value("data-move") == "moved"
    assert len(vendor.bookings()) == 1


@pytest.mark.parametrize("kind", ["503", "cut_before", "delay_after", "garbage"])
def test_a_cancelling_that_nobody_answered_is_found_out_and_done_again_where_it_was_not_done(
    ada: Browser, vendor: Vendor, old: str, kind: str
) -> None:
    vendor.mishap("cancel", kind, seconds=2)

    move(ada, old)
    let_time_pass()
    let_time_pass()

    assert get(ada, f"/bookings/{latest()}/").value("data-move") == "moved"
    assert get(ada, f"/bookings/{old}/").value("data-booking-status") == "CANCELED"
    assert len(vendor.bookings()) == 1
    assert news() == ["Moved"]


def test_a_studio_that_cannot_be_asked_for_long_is_not_waited_for_for_ever(
    ada: Browser, vendor: Vendor, old: str
) -> None:
    vendor.mishap("cancel", "429", count=500)
    move(ada, old)
    let_time_pass()
    assert news() == []

    Move.objects.update(started_at=timezone.now() - moving.GIVEN_UP_AFTER - timedelta(seconds=1))
    let_time_pass()

    assert news() == ["Two bookings"]
    assert Move.objects.get().state == "both"


def test_meanwhile_neither_is_cancelled_by_hand(ada: Browser, vendor: Vendor, old: str) -> None:
    vendor.mishap("cancel", "429", count=500)
    page = move(ada, old)

    for reference in (old, page.value("data-booking-reference")):
        form = get(ada, f"/bookings/{reference}/cancel/")
        assert form.value("data-refusal") == "BEING_MOVED"
        assert submit(ada, f"/bookings/{reference}/cancel/", form).value("data-refusal") == "BEING_MOVED"
    assert get(ada, f"/bookings/{old}/move/").value("data-refusal") == "BEING_MOVED"


@pytest.mark.parametrize(
    ("module", "name", "outcome", "mails"),
    [
        (reservations, "check", "stayed", ["Not moved"]),  # before anything was sent
        (reservations, "_send", "stayed", ["Not moved"]),  # committed, and never left
        (moving, "go_on", "moved", ["Moved"]),  # between the halves
        (cancelling, "carry_out", "moved", ["Moved"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_killed_move_goes_on_from_where_it_stood(
    ada: Browser,
    vendor: Vendor,
    old: str,
    submit_and_die: Callable[[str, Page, Any, str], None],
    module: Any,
    name: str,
    outcome: str,
    mails: list[str],
) -> None:
    url, page = new_time(ada, old)
    submit_and_die(url, page, module, name)
    assert get(ada, f"/bookings/{latest()}/").value("data-booking-status") in ("SENDING", "BOOKED")

    let_time_pass()

    assert get(ada, f"/bookings/{latest()}/").value("data-move") == outcome
    assert len(vendor.bookings()) == 1
    assert news() == mails


def test_a_form_whose_move_never_left_can_be_sent_again(ada: Browser, vendor: Vendor, old: str) -> None:
    url, page = new_time(ada, old)
    vendor.mishap("validate", "500", count=9)
    could_not = submit(ada, url, page)
    vendor.ask("DELETE", "mishaps")

    moved = submit(ada, url, page)

    assert could_not.value("data-refusal") == "COULD_NOT_ASK"
    assert moved.value("data-move") == "moved"


def test_late_evidence_tells_that_both_stand(ada: Browser, vendor: Vendor, old: str) -> None:
    vendor.mishap("book", "cut_after")
    vendor.mishap("bookings", "missing_fields")
    move(ada, old)
    attempt = Attempt.objects.get(reference=latest())
    assert attempt.settle_not_booked(now=timezone.now())  # as the desk may do by mistake
    Move.objects.update(next_try_at=timezone.now())
    let_time_pass()
    assert news() == ["Not moved"]

    get(ada, "/bookings/")
    let_time_pass()

    assert news() == ["Not moved", "Two bookings"]
    assert len(vendor.bookings()) == 2
    assert written(vendor) == ["book"]
