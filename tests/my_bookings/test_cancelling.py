"""Cancelling: only one's own, only in time, and true afterwards.

What comes of every answer to the one DELETE: tests/mishaps/test_my_bookings.py.
"""

import pytest
from django.test import Client as Browser
from django.utils import timezone

from studios import connections
from studios.models import Attempt, Booking, Studio
from tests.conftest import member
from tests.my_bookings.test_my_bookings import book
from tests.pages import Page, get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


def cancel(browser: Browser, reference: str) -> Page:
    url = f"/bookings/{reference}/cancel/"
    return submit(browser, url, get(browser, url))


def test_get_asks_and_changes_nothing(ada: Browser, vendor: Vendor, reference: str) -> None:
    page = get(ada, f"/bookings/{reference}/cancel/")

    assert "Cancel this booking?" in page.text
    assert vendor.requests("cancel") == []


@pytest.mark.parametrize(("slug", "title"), [("hafen", "Body Scan"), ("ost", "Hydrojet")])
def test_a_cancelled_booking_is_gone_there_and_here(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor, slug: str, title: str
) -> None:
    """One studio answers with a sentence, the other with 204 and nothing."""
    Studio.objects.update(cancel_cutoff_hours=0)
    mine = book(ada, vendor, slug, title)

    page = cancel(ada, mine)

    assert page.value("data-booking-status") == "CANCELED"
    assert vendor.bookings() == []
    assert len(vendor.requests("cancel")) == 1
    assert Attempt.objects.get().released_at


def test_cancelling_twice_is_success_and_asks_once(ada: Browser, vendor: Vendor, reference: str) -> None:
    form = get(ada, f"/bookings/{reference}/cancel/")

    submit(ada, f"/bookings/{reference}/cancel/", form)
    page = submit(ada, f"/bookings/{reference}/cancel/", form)

    assert page.value("data-booking-status") == "CANCELED"
    assert len(vendor.requests("cancel")) == 1


def test_already_cancelled_by_the_desk_is_success(ada: Browser, vendor: Vendor, reference: str) -> None:
    vendor.mishap("cancel", "409", error_code="errormessage.appointment.already.canceled", deed=True)

    assert cancel(ada, reference).value("data-booking-status") == "CANCELED"


def test_the_time_can_be_booked_again(ada: Browser, vendor: Vendor, reference: str) -> None:
    cancel(ada, reference)

    again = book(ada, vendor, "hafen", "Body Scan", number=-1)

    assert again != reference
    assert len(vendor.bookings()) == 1


def test_after_the_cut_off_nothing_is_sent(ada: Browser, vendor: Vendor, reference: str) -> None:
    form = get(ada, f"/bookings/{reference}/cancel/")
    Booking.objects.update(cancel_cutoff_hours=24 * 60)

    page = submit(ada, f"/bookings/{reference}/cancel/", form)

    assert page.value("data-refusal") == "TOO_LATE"
    assert "+49 40 5550 4101" in page.text
    assert vendor.requests("cancel") == []


def test_the_cut_off_is_that_of_the_moment_of_booking(ada: Browser, vendor: Vendor, reference: str) -> None:
    Studio.objects.update(cancel_cutoff_hours=24 * 60)

    assert cancel(ada, reference).value("data-booking-status") == "CANCELED"


def test_a_refused_cancellation_shows_the_studios_words(ada: Browser, vendor: Vendor, reference: str) -> None:
    vendor.mishap("cancel", "400", error_code="errormessage.some.rule", error_message="Only by telephone.")

    page = cancel(ada, reference)

    assert page.value("data-refusal") == "NOT_CANCELLED"
    assert "Only by telephone." in page.text
    assert get(ada, f"/bookings/{reference}/").value("data-booking-status") == "BOOKED"


@pytest.mark.parametrize("status", ["409", "404"])
def test_nothing_to_cancel_is_believed_only_if_the_booking_is_really_gone(
    ada: Browser, vendor: Vendor, reference: str, status: str
) -> None:
    vendor.mishap("cancel", status)

    page = cancel(ada, reference)

    assert page.value("data-refusal") == "NOT_CANCELLED"
    assert get(ada, f"/bookings/{reference}/").value("data-booking-status") == "BOOKED"
    assert Attempt.objects.get().released_at is None
    assert cancel(ada, reference).value("data-booking-status") == "CANCELED"


@pytest.mark.parametrize("kind", ["401", "429"])
def test_what_was_certainly_not_cancelled_stands(
    ada: Browser, vendor: Vendor, reference: str, kind: str
) -> None:
    vendor.mishap("cancel", kind, count=9)

    page = cancel(ada, reference)

    assert page.value("data-refusal") == "COULD_NOT_ASK"
    assert "Nothing was booked or cancelled" in page.text
    assert page.link("Try again") == f"/bookings/{reference}/cancel/"
    vendor.ask("DELETE", "mishaps")
    assert cancel(ada, reference).value("data-booking-status") == "CANCELED"


def test_a_cancelled_booking_is_shown_as_such_and_cannot_be_cancelled_again(
    ada: Browser, vendor: Vendor, reference: str
) -> None:
    cancel(ada, reference)

    page = get(ada, f"/bookings/{reference}/cancel/")

    assert page.value("data-booking-status") == "CANCELED"
    assert "Keep it" not in page.text


def test_a_list_read_before_the_cancelling_does_not_bring_the_booking_back(
    ada: Browser, hafen: Studio, vendor: Vendor, reference: str
) -> None:
    asked_at = timezone.now()
    old_answer = connections.to(hafen).bookings(2002001)
    cancel(ada, reference)

    Booking.objects.keep(hafen, member(hafen, "ada"), old_answer, now=asked_at)

    assert Booking.objects.get().is_cancelled
