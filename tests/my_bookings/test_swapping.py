"""Moving where only the old booking stands in the way: it goes first, agreed to, and what can happen then is said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from studios.booking import reservations
from studios.my_bookings import cancelling, moving
from tests.conftest import CUSTOMERS
from tests.my_bookings.moves import (
    latest,
    let_time_pass,
    new_time,
    news,
    time_with_the_other_trainer,
    written,
)
from tests.pages import Page, get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


def test_an_overlapping_time_is_offered_as_a_swap_with_what_can_happen(
    ada: Browser, vendor: Vendor, trained: str
) -> None:
    _url, page = time_with_the_other_trainer(ada, trained)

    assert page.value("data-refusal") == "OLD_IN_THE_WAY"
    assert "you have no booking any more" in page.text
    assert written(vendor) == []


def test_a_swap_cancels_first_and_books_then(ada: Browser, vendor: Vendor, trained: str) -> None:
    url, page = time_with_the_other_trainer(ada, trained)

    moved = submit(ada, url, page)
    let_time_pass()

    assert moved.value("data-move") == "moved"
    assert written(vendor) == ["cancel", "book"]
    assert len(vendor.bookings()) == 1
    assert news() == ["Moved"]


def test_without_agreeing_nothing_is_cancelled_first(ada: Browser, vendor: Vendor, trained: str) -> None:
    url, page = time_with_the_other_trainer(ada, trained)

    asked_again = submit(ada, url, page, swap="")

    assert asked_again.value("data-refusal") == "OLD_IN_THE_WAY"
    assert written(vendor) == []


@pytest.mark.parametrize("limit", [{"booking_limit": 1}, {"contingent": {"left": 0}}], ids=str)
def test_what_the_old_one_may_use_up_is_offered_as_a_swap(
    ada: Browser, vendor: Vendor, trained: str, limit: dict[str, object]
) -> None:
    vendor.ask("POST", f"desk/customers/iron-oak/{CUSTOMERS['ada']}", limit)
    url, page = new_time(ada, trained)

    moved = submit(ada, url, page)

    assert page.value("data-refusal") == "OLD_IN_THE_WAY"
    assert moved.value("data-move") == "moved"
    assert written(vendor) == ["cancel", "book"]


def test_a_swap_whose_second_half_is_refused_says_that_nothing_is_left(
    ada: Browser, vendor: Vendor, trained: str
) -> None:
    url, page = time_with_the_other_trainer(ada, trained)
    vendor.mishap("book", "409", error_message="Somebody was quicker.")

    shown = submit(ada, url, page)
    let_time_pass()

    assert shown.value("data-move") == "neither"
    assert "You have no booking now" in shown.text
    assert shown.value("data-booking-status") == "REFUSED"
    assert news() == ["No booking"]
    assert "You have no booking now" in mail.outbox[0].body
    assert vendor.bookings() == []


def test_a_swap_whose_first_half_is_refused_changes_nothing(
    ada: Browser, vendor: Vendor, trained: str
) -> None:
    url, page = time_with_the_other_trainer(ada, trained)
    vendor.mishap("cancel", "400", error_message="Only by telephone.")

    shown = submit(ada, url, page)
    let_time_pass()

    assert shown.value("data-refusal") == "NOT_CANCELLED"
    assert "Only by telephone." in shown.text
    assert written(vendor) == ["cancel"]
    assert get(ada, f"/bookings/{trained}/").value("data-booking-status") == "BOOKED"
    assert news() == []


@pytest.mark.parametrize("kind", ["cut_after", "503"])
def test_a_swap_waits_until_it_is_known_whether_the_old_one_is_cancelled(
    ada: Browser, vendor: Vendor, trained: str, kind: str
) -> None:
    url, page = time_with_the_other_trainer(ada, trained)
    vendor.mishap("cancel", kind, deed=True)

    submit(ada, url, page)
    let_time_pass()
    let_time_pass()

    assert get(ada, f"/bookings/{latest()}/").value("data-move") == "moved"
    assert written(vendor) == ["cancel", "book"]
    assert news() == ["Moved"]


def test_a_swap_whose_old_one_turns_out_to_stand_changes_nothing(
    ada: Browser, vendor: Vendor, trained: str
) -> None:
    url, page = time_with_the_other_trainer(ada, trained)
    vendor.mishap("cancel", "503")

    shown = submit(ada, url, page)
    let_time_pass()
    let_time_pass()

    assert shown.value("data-booking-status") == "SENDING"
    assert "We are finding out" in shown.text
    assert get(ada, f"/bookings/{latest()}/").value("data-move") == "stayed"
    assert written(vendor) == ["cancel"]
    assert news() == ["Not moved"]


def test_a_swap_whose_second_answer_is_lost_is_found_out(ada: Browser, vendor: Vendor, trained: str) -> None:
    url, page = time_with_the_other_trainer(ada, trained)
    vendor.mishap("book", "cut_after")

    shown = submit(ada, url, page)
    let_time_pass()

    assert shown.value("data-booking-status") == "UNSURE"
    assert get(ada, f"/bookings/{latest()}/").value("data-move") == "moved"
    assert written(vendor) == ["cancel", "book"]
    assert news() == ["Moved"]


@pytest.mark.parametrize(
    ("module", "name", "outcome", "mails"),
    [
        (cancelling, "carry_out", "stayed", ["Not moved"]),
        (moving, "go_on", "moved", ["Moved"]),
        (reservations, "check", "moved", ["Moved"]),
        (reservations, "_send", "neither", ["No booking"]),  # committed: nobody can say that it did not leave
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_killed_swap_goes_on_from_where_it_stood(
    ada: Browser,
    vendor: Vendor,
    trained: str,
    submit_and_die: Callable[[str, Page, Any, str], None],
    module: Any,
    name: str,
    outcome: str,
    mails: list[str],
) -> None:
    url, page = time_with_the_other_trainer(ada, trained)
    submit_and_die(url, page, module, name)

    let_time_pass()

    assert get(ada, f"/bookings/{latest()}/").value("data-move") == outcome
    assert len(vendor.bookings()) == (0 if outcome == "neither" else 1)
    assert news() == mails


def test_a_studio_that_cannot_be_asked_after_the_first_half_is_tried_again(
    ada: Browser, vendor: Vendor, trained: str
) -> None:
    url, page = time_with_the_other_trainer(ada, trained)
    vendor.mishap("book", "429", count=500)

    submit(ada, url, page)
    let_time_pass()
    assert news() == []
    vendor.ask("DELETE", "mishaps")
    let_time_pass()

    assert get(ada, f"/bookings/{latest()}/").value("data-move") == "moved"
    assert news() == ["Moved"]
