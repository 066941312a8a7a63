"""The desk has looked in Magicline and says: it is booked. Believed only of the booking that was wanted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from studios.admin import settling_by_hand
from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, Studio
from studios.models.attempt_states import AttemptState
from tests.booking.steps import confirm_page
from tests.booking.test_far_ahead import far_away
from tests.conftest import CUSTOMERS
from tests.my_bookings.test_my_bookings import book
from tests.pages import Page, get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


@pytest.fixture
def attempt(ada: Browser, hafen: Studio, vendor: Vendor) -> Attempt:
    """Unsure, three weeks ahead, and in truth booked."""
    return far_away(ada, vendor, "cut_after")


def address(attempt: Attempt) -> str:
    return reverse("admin:studios_attempt_settle_booked", args=[attempt.pk])


def settle(desk: Browser, attempt: Attempt, **fields: object) -> Page:
    page = submit(
        desk, address(attempt), get(desk, address(attempt)), **{k: str(v) for k, v in fields.items()}
    )
    attempt.refresh_from_db()
    return page


def at_the_desk(vendor: Vendor, name: str, **wish: object) -> int:
    """Another booking that the front desk made; its number."""
    appointment = vendor.appointment("hafen", "Body Scan")
    body = {"studio": "hafen", "customer": CUSTOMERS[name], "appointment": appointment, **wish}
    return int(vendor.ask("POST", "desk/bookings", body)["id"])


def test_the_right_number_settles_and_the_member_is_told(
    desk: Browser, ada: Browser, attempt: Attempt, vendor: Vendor
) -> None:
    number = vendor.bookings()[0]["id"]
    change = get(desk, reverse("admin:studios_attempt_change", args=[attempt.pk]))

    page = settle(desk, attempt, number=number)
    run_due_tasks()

    assert change.link("Settle by hand") == address(attempt)
    assert "Settled as booked" in page.text
    assert attempt.state == "BOOKED"
    assert attempt.booking == Booking.objects.get(booking_id=number)
    assert [one.subject.split(":")[0] for one in mail.outbox] == ["Your booking"]
    assert LogEntry.objects.get().get_change_message() == "Settled by hand as booked."
    assert get(ada, attempt.get_absolute_url()).value("data-booking-status") == "BOOKED"


def test_without_a_number_it_is_booked_and_the_number_follows_by_itself(
    desk: Browser, attempt: Attempt, vendor: Vendor
) -> None:
    settle(desk, attempt, without_number="on")

    assert (attempt.state, attempt.booking) == ("BOOKED", None)
    assert attempt.look_at is not None
    assert timezone.now() + timedelta(days=6) < attempt.look_at < attempt.ends_at - timedelta(days=13)
    assert "Settle by hand" in get(desk, address(attempt)).text

    with time_machine.travel(attempt.look_at + timedelta(seconds=5), tick=True):
        run_due_tasks()

    attempt.refresh_from_db()
    assert attempt.booking is not None
    assert attempt.booking.booking_id == vendor.bookings()[0]["id"]


def test_that_it_was_not_booked_can_be_said_on_the_same_page(desk: Browser, attempt: Attempt) -> None:
    """The action in the list was the only way, and nobody who looks at one attempt finds it there."""
    page = get(desk, address(attempt))
    wanted = {"action": "settle_not_booked", "_selected_action": str(attempt.pk)}
    form = {name: value for name, value in page.fields().items() if name in wanted}

    desk.post(reverse("admin:studios_attempt_changelist"), form)

    attempt.refresh_from_db()
    assert form == wanted
    assert attempt.state == AttemptState.NOT_BOOKED


def test_the_number_can_be_given_later(desk: Browser, attempt: Attempt, vendor: Vendor) -> None:
    settle(desk, attempt, without_number="on")

    settle(desk, attempt, number=vendor.bookings()[0]["id"])
    run_due_tasks()

    assert attempt.booking == Booking.objects.get()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("unknown", "knows no booking with this number"),
        ("of-ben", "not a booking of this customer"),
        ("other-hour", "for another time"),
        ("cancelled", "is cancelled in Magicline"),
        ("known-before", "had this booking before"),
        ("of-another-attempt", "came of the attempt"),
        ("forbidden", "tells this site nothing"),
        ("key-refused", "could not be asked"),
        ("down", "could not be asked"),
        ("whose", "not a booking of this customer"),
    ],
)
def test_anything_else_is_refused_in_words_and_changes_nothing(
    desk: Browser, ada: Browser, attempt: Attempt, vendor: Vendor, case: str, words: str
) -> None:
    number = vendor.bookings()[0]["id"]
    start = attempt.starts_at.isoformat()
    match case:
        case "unknown":
            number = 999_999_999
        case "of-ben":
            number = at_the_desk(vendor, "ben", start=start)
        case "other-hour":
            number = at_the_desk(vendor, "ada", start=(attempt.starts_at + timedelta(hours=3)).isoformat())
        case "cancelled":
            vendor.ask("POST", f"desk/bookings/{number}/cancel?tenant=iron-oak")
        case "known-before":
            Attempt.objects.update(known_booking_ids=[number])
        case "of-another-attempt":
            other = book(ada, vendor, "hafen", "Body Scan")
            kept = Booking.objects.get(attempt__reference=other)
            Booking.objects.filter(pk=kept.pk).update(booking_id=number)
        case "forbidden":
            vendor.mishap("booking", "403", count=3)
        case "key-refused":
            vendor.mishap("booking", "401", count=3)
        case "down":
            vendor.mishap("booking", "garbage", count=3)
        case "whose":
            vendor.mishap("booking", "missing_fields", fields=["customerId"], count=3)

    page = settle(desk, attempt, number=number)

    assert words in page.text
    assert (attempt.state, attempt.booking) == ("UNSURE", None)
    assert not LogEntry.objects.exists()


def test_of_two_that_are_settled_with_one_number_at_once_the_second_is_refused_in_words(
    desk: Browser, ada: Browser, attempt: Attempt, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one gets the booking after it was looked whether somebody has it."""
    number = vendor.bookings()[0]["id"]
    other = book(ada, vendor, "hafen", "Body Scan")
    look = settling_by_hand._check

    def look_too_early(*args: Any) -> None:
        look(*args)
        Booking.objects.filter(attempt__reference=other).update(booking_id=number)

    monkeypatch.setattr(settling_by_hand, "_check", look_too_early)

    page = settle(desk, attempt, number=number)

    assert f"came of the attempt {other}" in page.text
    assert (attempt.state, attempt.booking) == ("UNSURE", None)


@pytest.mark.parametrize(
    "fields", [{}, {"number": "17", "without_number": "on"}, {"number": "x"}, {"number": "-1"}]
)
def test_it_takes_a_number_or_the_word_that_there_is_none(
    desk: Browser, attempt: Attempt, fields: dict[str, str]
) -> None:
    page = settle(desk, attempt, **fields)

    assert "errorlist" in page.html
    assert attempt.state == "UNSURE"


def test_who_may_only_look_is_kept_out(clerk: Callable[..., Browser], attempt: Attempt) -> None:
    looker = clerk("view_attempt")

    answers = [looker.get(address(attempt)), looker.post(address(attempt), {"without_number": "on"})]

    assert [one.status_code for one in answers] == [403, 403]
    attempt.refresh_from_db()
    assert attempt.state == "UNSURE"
    page = get(looker, reverse("admin:studios_attempt_change", args=[attempt.pk]))
    assert "Settle by hand" not in page.text


def test_what_is_settled_is_left_alone(desk: Browser, ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    submit(ada, url, page)
    booked = Attempt.objects.get()

    shown = get(desk, address(booked))

    assert "There is nothing to settle." in shown.text
    assert "Settle by hand" not in shown.text
