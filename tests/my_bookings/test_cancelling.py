"""Cancelling: only one's own, only in time, and true afterwards whatever the studio answers."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from studios import connections
from studios.models import Attempt, Booking, Studio
from tests.conftest import member
from tests.my_bookings.test_my_bookings import book
from tests.pages import Page, get, submit
from tests.vendor import Vendor


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studios.connections.WRITE_SECONDS", 1.0)


@pytest.fixture
def reference(ada: Browser, hafen: Studio, vendor: Vendor) -> str:
    """A booking of Ada's that can be cancelled until its start."""
    Studio.objects.filter(pk=hafen.pk).update(cancel_cutoff_hours=0)
    return book(ada, vendor, "hafen", "Body Scan", number=-1)


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


@pytest.mark.parametrize("status", ["401", "403", "404", "500"])
def test_nothing_to_cancel_is_found_out_when_the_booking_cannot_be_read(
    ada: Browser, vendor: Vendor, reference: str, status: str
) -> None:
    form = get(ada, f"/bookings/{reference}/cancel/")
    vendor.mishap("booking", "delay", seconds=0)
    vendor.mishap("booking", status, count=20)
    vendor.mishap("cancel", "409")

    page = submit(ada, f"/bookings/{reference}/cancel/", form)

    assert page.value("data-booking-status") == "BOOKED"
    assert "finding out" in page.text
    assert Attempt.objects.get().released_at is None


@pytest.mark.parametrize("kind", ["cut_after", "garbage", "delay_after", "503"])
def test_a_lost_answer_is_settled_by_reading_again(
    ada: Browser, vendor: Vendor, reference: str, kind: str
) -> None:
    vendor.mishap("cancel", kind, deed=True, seconds=3)

    page = cancel(ada, reference)

    assert page.value("data-booking-status") == "CANCELED"
    assert Attempt.objects.get().released_at
    assert len(vendor.requests("cancel")) == 1


def test_one_that_may_still_be_carried_out_is_said_to_be_found_out(
    ada: Browser, vendor: Vendor, reference: str
) -> None:
    vendor.mishap("cancel", "503")

    page = cancel(ada, reference)
    again = cancel(ada, reference)

    assert page.value("data-booking-status") == "BOOKED"
    assert "finding out" in page.text
    assert "finding out" in again.text
    assert len(vendor.requests("cancel")) == 1


def test_a_second_click_that_is_late_by_a_whole_cancellation_begins_none(reference: str) -> None:
    booking, now = Booking.objects.get(), timezone.now()
    booking.start_cancelling(now=now)
    booking.cancelled(now=now)

    begun = booking.start_cancelling(now=now)

    assert not begun
    assert Booking.objects.get().cancelling == ""


def test_a_booking_that_the_studio_has_revived_can_be_cancelled_again(
    ada: Browser, vendor: Vendor, reference: str
) -> None:
    cancel(ada, reference)
    Booking.objects.update(status="BOOKED", appointment_status="PLANNED")

    Booking.objects.get().start_cancelling(now=timezone.now())
    Booking.objects.get().cancelled(now=timezone.now())

    booking = Booking.objects.get()
    assert (booking.status, booking.cancelling) == ("CANCELED", "")


def test_an_answer_that_is_lost_after_somebody_has_read_the_cancellation_leaves_nothing_to_find_out(
    ada: Browser, vendor: Vendor, reference: str
) -> None:
    booking, now = Booking.objects.get(), timezone.now()
    booking.start_cancelling(now=now)
    vendor.ask("POST", f"desk/bookings/{booking.booking_id}/cancel")
    get(ada, f"/bookings/{reference}/")

    booking.doubt_cancelling()

    assert not Booking.objects.being_cancelled(now=now).exists()


def test_one_that_was_not_carried_out_can_be_cancelled_again_later(
    ada: Browser, vendor: Vendor, reference: str
) -> None:
    vendor.mishap("cancel", "503")
    cancel(ada, reference)
    Booking.objects.update(cancel_sent_at=timezone.now() - timedelta(minutes=2))

    assert "finding out" not in get(ada, f"/bookings/{reference}/").text
    assert cancel(ada, reference).value("data-booking-status") == "CANCELED"


@pytest.mark.parametrize("kind", ["401", "429"])
def test_what_was_certainly_not_cancelled_stands(
    ada: Browser, vendor: Vendor, reference: str, kind: str
) -> None:
    vendor.mishap("cancel", kind, count=9)

    page = cancel(ada, reference)

    assert page.value("data-refusal") == "COULD_NOT_ASK"
    assert "Nothing was booked or cancelled" in page.text
    vendor.ask("DELETE", "mishaps")
    assert cancel(ada, reference).value("data-booking-status") == "CANCELED"


@pytest.mark.parametrize("kind", ["401", "403", "404", "500", "garbage", "missing_fields"])
def test_whose_booking_it_is_must_be_known_before_anything_is_deleted(
    ada: Browser, vendor: Vendor, reference: str, kind: str
) -> None:
    form = get(ada, f"/bookings/{reference}/cancel/")
    vendor.mishap("booking", kind, count=9)

    page = submit(ada, f"/bookings/{reference}/cancel/", form)

    assert page.answer.status_code in (404, 503)
    assert vendor.requests("cancel") == []


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
