"""The hour of a booking without a number: free again once the studio says that the booking is not there any more."""

from urllib.parse import quote

import pytest
from django.test import Client as Browser
from django.utils import timezone

from studios.booking.choice import Choice
from studios.models import Attempt, Studio
from tests.booking.test_far_ahead import without_number
from tests.my_bookings.moves import news
from tests.my_bookings.outbox import sent
from tests.pages import get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


@pytest.fixture
def attempt(ada: Browser, hafen: Studio, vendor: Vendor) -> Attempt:
    return without_number(ada, vendor)


def cancel_at_the_desk(vendor: Vendor) -> None:
    """And no webhook tells of it."""
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/cancel?tenant=iron-oak")


def again_at(attempt: Attempt) -> str:
    """The address at which the attempt's hour can be booked once more."""
    choice = Choice.again(attempt).signed(now=timezone.now())
    return f"/studios/hafen/appointments/{attempt.appointment_id}/confirm/?choice={quote(choice)}"


def test_before_its_hour_is_refused_the_studio_is_asked_whether_it_still_stands(
    ada: Browser, hafen: Studio, vendor: Vendor, attempt: Attempt
) -> None:
    url = again_at(attempt)
    cancel_at_the_desk(vendor)

    booked = submit(ada, url, get(ada, url))
    sent()

    attempt.refresh_from_db()
    assert booked.value("data-booking-status") == "BOOKED"
    assert booked.value("data-booking-reference") != attempt.reference
    assert attempt.state == "NOT_BOOKED"
    assert sorted(news()) == ["Not booked", "Your booking", "Your booking"]
    assert len(vendor.bookings()) == 1


@pytest.mark.parametrize("case", ["stands", "cannot-ask", "desk-said-so"])
def test_it_keeps_its_hour_where_the_studio_does_not_say_that_it_is_free(
    ada: Browser, vendor: Vendor, attempt: Attempt, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studios.connections.READ_SECONDS", 0.5)
    url = again_at(attempt)
    if case == "stands":
        vendor.mishap("validate", "validation_status", value="AVAILABLE")
    else:
        cancel_at_the_desk(vendor)
    page = get(ada, url)
    if case == "cannot-ask":
        vendor.mishap("validate", "500", count=20)
    elif case == "desk-said-so":
        Attempt.objects.update(told_when_asked=[])

    shown = submit(ada, url, page)

    attempt.refresh_from_db()
    assert shown.value("data-booking-reference") == attempt.reference
    assert attempt.state == "BOOKED"
    assert len(vendor.requests("book")) == 1
