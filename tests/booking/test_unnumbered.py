"""*Booked, number unknown*, and then it is not so, or not any more: noticed, told once, and the hour is free again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios import connections
from studios.booking import overtaking
from studios.magicline.appointments import BookingList
from studios.models import Attempt, Booking, Studio
from tests.booking.steps import look
from tests.booking.test_far_ahead import without_number
from tests.conftest import CUSTOMERS
from tests.my_bookings.moves import news
from tests.my_bookings.outbox import sent
from tests.pages import get
from tests.vendor import Vendor
from tests.webhooks.posting import tell

CREATED, UPDATED, CANCELLED = (f"APPOINTMENT_BOOKING_{what}" for what in ("CREATED", "UPDATED", "CANCELLED"))


pytestmark = pytest.mark.usefixtures("short_patience")


@pytest.fixture
def attempt(ada: Browser, hafen: Studio, vendor: Vendor) -> Attempt:
    return without_number(ada, vendor)


@contextmanager
def when_the_list_reaches(attempt: Attempt) -> Iterator[None]:
    with time_machine.travel(attempt.ends_at - timedelta(days=10), tick=True):
        yield


def at_the_desk(vendor: Vendor, number: int, what: str, **body: object) -> None:
    vendor.ask("POST", f"desk/bookings/{number}/{what}?tenant=iron-oak", body or None)


def another(vendor: Vendor, start: datetime, title: str = "Body Scan") -> int:
    """The number of a booking that the desk made for Ada."""
    appointment = vendor.appointment("hafen", title)
    body = {"studio": "hafen", "customer": CUSTOMERS["ada"], "appointment": appointment}
    return int(vendor.ask("POST", "desk/bookings", {**body, "start": start.isoformat()})["id"])


def hear(studio: Studio, event: str, number: int) -> None:
    tell(studio, event, entity_id=number)
    sent()


def test_a_cancellation_at_the_desk_is_told_once_and_shown(
    ada: Browser, hafen: Studio, vendor: Vendor, attempt: Attempt
) -> None:
    number = vendor.bookings()[0]["id"]
    at_the_desk(vendor, number, "cancel")

    hear(hafen, CANCELLED, number)
    hear(hafen, CANCELLED, number)

    attempt.refresh_from_db()
    assert attempt.booking == Booking.objects.get(booking_id=number)
    assert attempt.released_at
    assert news() == ["Your booking", "Cancelled by the studio"]
    assert get(ada, attempt.get_absolute_url()).value("data-booking-status") == "CANCELED"
    listed = get(ada, "/bookings/")
    assert listed.values("data-booking-reference") == [attempt.reference]
    assert listed.values("data-booking-status") == ["CANCELED"]


def test_another_one_that_was_cancelled_at_that_hour_is_not_taken_for_it(
    ada: Browser, hafen: Studio, vendor: Vendor, attempt: Attempt
) -> None:
    number = another(vendor, attempt.starts_at)
    at_the_desk(vendor, number, "cancel")

    hear(hafen, CANCELLED, number)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.booking) == ("BOOKED", None)
    assert news() == ["Your booking"]


def test_a_cancellation_is_not_believed_before_the_studio_could_be_asked_about_the_hour(
    hafen: Studio, vendor: Vendor, attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studios.connections.READ_SECONDS", 0.5)
    number = vendor.bookings()[0]["id"]
    at_the_desk(vendor, number, "cancel")
    vendor.mishap("validate", "500", count=20)

    hear(hafen, CANCELLED, number)

    attempt.refresh_from_db()
    assert attempt.booking is None
    assert not Booking.objects.exists()  # so that it is still news when the webhook is looked at again


def test_another_time_that_the_desk_gave_it_is_told_and_shown(
    ada: Browser, hafen: Studio, vendor: Vendor, attempt: Attempt
) -> None:
    number, new = vendor.bookings()[0]["id"], attempt.starts_at + timedelta(hours=3)
    at_the_desk(vendor, number, "move", start=new.isoformat())

    hear(hafen, UPDATED, number)

    attempt.refresh_from_db()
    kept = Booking.objects.get()
    assert (attempt.booking, kept.booking_id, kept.starts_at) == (kept, number, new)
    assert kept.appointment_id == attempt.appointment_id
    assert attempt.released_at
    assert news() == ["Your booking", "Changed by the studio"]
    assert get(ada, "/bookings/").values("data-booking-reference") == [attempt.reference]


@pytest.mark.parametrize("case", ["stands", "other-title", "new"])
def test_a_booking_at_another_time_that_may_be_another_one_is_not_taken_for_it(
    hafen: Studio, vendor: Vendor, attempt: Attempt, case: str
) -> None:
    number, new = vendor.bookings()[0]["id"], attempt.starts_at + timedelta(hours=3)
    if case == "stands":
        number = another(vendor, new)
    elif case == "other-title":
        at_the_desk(vendor, number, "cancel")
        number = another(vendor, new, "Sports Massage")
    else:
        at_the_desk(vendor, number, "move", start=new.isoformat())

    hear(hafen, CREATED if case == "new" else UPDATED, number)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.booking) == ("BOOKED", None)
    assert Booking.objects.get().booking_id == number
    assert news() == ["Your booking"]


def test_the_list_that_reaches_it_tells_of_a_cancellation(
    hafen: Studio, vendor: Vendor, attempt: Attempt
) -> None:
    at_the_desk(vendor, vendor.bookings()[0]["id"], "cancel")

    with when_the_list_reaches(attempt):
        look(attempt)
        sent()

    attempt.refresh_from_db()
    assert attempt.booking
    assert attempt.booking.is_cancelled
    assert news() == ["Your booking", "Cancelled by the studio"]


def test_what_the_list_does_not_show_twice_is_not_booked_and_the_hour_is_free_again(
    ada: Browser, hafen: Studio, vendor: Vendor, attempt: Attempt
) -> None:
    at_the_desk(
        vendor,
        vendor.bookings()[0]["id"],
        "move",
        start=(attempt.starts_at + timedelta(days=28)).isoformat(),
    )

    with when_the_list_reaches(attempt):
        look(attempt)
        attempt.refresh_from_db()
        after_one, pause = attempt.state, attempt.look_at - timezone.now()
        look(attempt)
        sent()

    attempt.refresh_from_db()
    assert after_one == "BOOKED"
    assert timedelta(seconds=5) < pause <= timedelta(seconds=20)
    assert (attempt.state, attempt.look_at) == ("NOT_BOOKED", None)
    assert news() == ["Your booking", "Not booked"]
    assert "We had told you that you are booked." in mail.outbox[1].body
    page = get(ada, attempt.get_absolute_url())
    assert page.value("data-booking-status") == "NOT_BOOKED"
    assert "You are not booked" in page.text
    assert not Attempt.objects.holding_time().exists()


@pytest.mark.parametrize(("unreadable", "is_it"), [(0, True), (1, False)])
def test_a_list_of_which_something_could_not_be_read_takes_nothing_back(
    hafen: Studio, vendor: Vendor, attempt: Attempt, unreadable: int, is_it: bool
) -> None:
    number = another(vendor, attempt.starts_at)
    at_the_desk(vendor, number, "cancel")
    told = BookingList([connections.to(hafen).booking(number)], unreadable=unreadable)

    overtaking.adopt_from_list(hafen, attempt.member, told, now=timezone.now())

    attempt.refresh_from_db()
    assert bool(attempt.booking) is is_it


def test_what_turns_up_later_counts_and_is_told_again(
    ada: Browser, hafen: Studio, vendor: Vendor, attempt: Attempt
) -> None:
    number = vendor.bookings()[0]["id"]
    attempt.no_longer_booked(now=timezone.now())
    sent()

    hear(hafen, UPDATED, number)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.booking) == ("BOOKED", Booking.objects.get(booking_id=number))
    assert news() == ["Your booking", "Not booked", "Your booking"]
