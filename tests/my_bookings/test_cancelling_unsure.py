"""Cancelling when nobody answers: what became of it is found out by reading, and the page says so meanwhile."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Attempt, Booking
from tests.my_bookings.test_cancelling import cancel
from tests.pages import get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


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


def test_that_it_was_not_cancelled_is_said_only_where_it_is_known(
    ada: Browser, vendor: Vendor, reference: str
) -> None:
    def says_so() -> bool:
        return "It was not cancelled" in get(ada, f"/bookings/{reference}/").text

    vendor.mishap("cancel", "503")
    cancel(ada, reference)
    Booking.objects.update(cancel_sent_at=timezone.now() - timedelta(minutes=2))
    assert says_so()

    Booking.objects.update(cancelled_here_at=timezone.now())  # it was, and the studio has revived it
    assert not says_so()

    Booking.objects.update(cancelled_here_at=None)
    vendor.mishap("booking", "503", count=50)  # nobody says how it stands
    assert not says_so()


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

    page = get(ada, f"/bookings/{reference}/")
    assert "finding out" not in page.text
    assert "It was not cancelled: the booking stands." in page.text
    cancelled = cancel(ada, reference)
    assert cancelled.value("data-booking-status") == "CANCELED"
    assert "It was not cancelled" not in cancelled.text
