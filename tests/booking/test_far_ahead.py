"""An unsure booking beyond the two weeks that the customer's list reaches: only validating can tell."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Attempt, Letter, Studio
from tests.booking.steps import look
from tests.my_bookings.outbox import sent
from tests.pages import get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


def far_away(browser: Browser, vendor: Vendor, kind: str) -> Attempt:
    """An unsure attempt for a time three weeks ahead."""
    start = (timezone.now() + timedelta(days=21)).date()
    appointment = vendor.appointment("hafen", "Body Scan")
    slots = get(browser, f"/studios/hafen/appointments/{appointment}/?start={start}")
    url = slots.all("data-slot-start")[0].attributes["href"]
    form = get(browser, url)
    vendor.mishap("book", kind)
    submit(browser, url, form)
    return Attempt.objects.latest("created_at")


def without_number(browser: Browser, vendor: Vendor) -> Attempt:
    """An attempt that is booked, three weeks ahead, and of which nobody knows the number; the mail says so."""
    attempt = far_away(browser, vendor, "cut_after")
    look(attempt)
    look(attempt)
    sent()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.booking) == ("BOOKED", None)
    return attempt


@pytest.mark.parametrize(
    ("kind", "after_two", "mail"),
    [("cut_after", "BOOKED", "booked"), ("cut_before", "NOT_BOOKED", "not_booked")],
)
def test_beyond_the_list_two_validations_tell(
    ada: Browser, hafen: Studio, vendor: Vendor, kind: str, after_two: str, mail: str
) -> None:
    attempt = far_away(ada, vendor, kind)

    look(attempt)
    attempt.refresh_from_db()
    after_one, next_at = attempt.state, attempt.look_at - timezone.now()
    look(attempt)

    attempt.refresh_from_db()
    assert after_one == "UNSURE"
    assert timedelta(seconds=50) < next_at <= timedelta(seconds=60)
    assert attempt.state == after_two
    assert attempt.booking is None
    assert [letter.kind for letter in Letter.objects.all()] == [mail]
    shown = get(ada, attempt.get_absolute_url())
    assert shown.value("data-booking-status") == after_two
    listed = get(ada, "/bookings/").values("data-booking-reference")
    assert listed == ([attempt.reference] if after_two == "BOOKED" else [])


def test_beyond_the_list_anything_else_stays_unsure(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    attempt = far_away(ada, vendor, "cut_before")
    for status in ("RESOURCE_NOT_AVAILABLE", "AVAILABLE", "NO_CONTINGENT"):
        vendor.mishap("validate", "validation_status", value=status)
        look(attempt)

    attempt.refresh_from_db()
    assert attempt.state == "UNSURE"
    assert attempt.told_when_asked == ["RESOURCE_NOT_AVAILABLE", "AVAILABLE", "NO_CONTINGENT"]


def test_the_number_is_filled_in_once_the_list_reaches_the_time(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    attempt = far_away(ada, vendor, "cut_after")
    look(attempt)
    look(attempt)
    with time_machine.travel(timezone.now() + timedelta(days=10), tick=True):
        look(attempt)

    attempt.refresh_from_db()
    assert attempt.state == "BOOKED"
    assert attempt.booking is not None
    assert attempt.booking.booking_id == vendor.bookings()[0]["id"]
