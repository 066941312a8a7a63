"""A move to a time so far ahead that the new booking has no number yet: certain, until it turns out not to be there."""

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Attempt, Booking, Move
from tests.booking.test_far_ahead import without_number
from tests.my_bookings.moves import latest, let_time_pass, new_time, news
from tests.pages import get, submit
from tests.vendor import Vendor
from tests.webhooks.posting import tell

pytestmark = pytest.mark.usefixtures("short_patience")


@pytest.fixture
def moved(ada: Browser, vendor: Vendor, old: str) -> Attempt:
    return move_far(ada, vendor, old)


def move_far(browser: Browser, vendor: Vendor, old: str) -> Attempt:
    """The attempt of a move to three weeks later, whose answer was lost, and which is over."""
    url, page = new_time(browser, old, day=21)
    vendor.mishap("book", "cut_after")
    submit(browser, url, page)
    let_time_pass()
    let_time_pass()
    attempt = Attempt.objects.get(reference=latest())
    assert (attempt.state, attempt.booking) == ("BOOKED", None)
    return attempt


def turns_out_not_to_be_there(attempt: Attempt) -> None:
    """As the desk may say, or the list that has reached it."""
    assert attempt.no_longer_booked(now=timezone.now())
    let_time_pass()


def test_a_new_time_that_is_not_there_after_all_leaves_nothing_and_that_is_told(
    ada: Browser, old: str, moved: Attempt
) -> None:
    assert (Move.objects.get().state, news()) == ("moved", ["Moved"])

    turns_out_not_to_be_there(moved)

    assert Move.objects.get().state == "neither"
    assert news() == ["Moved", "No booking"]
    assert "does not show the new one now" in mail.outbox[1].body
    for reference in (moved.reference, old):
        assert get(ada, f"/bookings/{reference}/").value("data-move") == "neither"


def test_beside_an_old_one_that_stands_it_was_not_moved(ada: Browser, vendor: Vendor, old: str) -> None:
    vendor.mishap("cancel", "400")
    attempt = move_far(ada, vendor, old)
    assert (Move.objects.get().state, news()) == ("both", ["Two bookings"])

    turns_out_not_to_be_there(attempt)

    assert Move.objects.get().state == "stayed"
    assert news() == ["Two bookings", "Not moved"]
    assert "we had told you that the new time is booked" in mail.outbox[1].body
    assert get(ada, f"/bookings/{attempt.reference}/").value("data-move") == "stayed"
    assert get(ada, f"/bookings/{old}/").value("data-booking-status") == "BOOKED"


def test_one_that_turns_up_all_the_same_is_told_again(vendor: Vendor, moved: Attempt) -> None:
    turns_out_not_to_be_there(moved)

    tell(moved.studio, "APPOINTMENT_BOOKING_UPDATED", entity_id=vendor.bookings()[0]["id"])
    let_time_pass()
    let_time_pass()

    assert Move.objects.get().state == "moved"
    assert news() == ["Moved", "No booking", "Moved"]


def test_a_new_time_that_the_desk_cancels_is_told_as_cancelled(
    ada: Browser, vendor: Vendor, moved: Attempt
) -> None:
    number = vendor.bookings()[0]["id"]
    vendor.ask("POST", f"desk/bookings/{number}/cancel?tenant=iron-oak")

    tell(moved.studio, "APPOINTMENT_BOOKING_CANCELLED", entity_id=number)
    let_time_pass()

    assert Booking.objects.get(booking_id=number).is_cancelled
    assert news() == ["Moved", "Cancelled by the studio"]
    assert get(ada, moved.get_absolute_url()).value("data-booking-status") == "CANCELED"


def test_before_a_move_is_refused_because_of_one_the_studio_is_asked_whether_it_still_stands(
    ada: Browser, vendor: Vendor, old: str
) -> None:
    in_the_way = without_number(ada, vendor)
    lost = next(one for one in vendor.bookings() if one["startDateTime"] == in_the_way.start_text)
    vendor.ask("POST", f"desk/bookings/{lost['id']}/cancel?tenant=iron-oak")
    page = get(ada, f"/bookings/{old}/move/?start={in_the_way.starts_at.date()}")
    slots = {one.attributes["data-slot-start"]: one.attributes["href"] for one in page.all("data-slot-start")}
    url = slots[in_the_way.start_text]

    shown = submit(ada, url, get(ada, url))

    in_the_way.refresh_from_db()
    assert shown.value("data-move") == "moved"
    assert in_the_way.state == "NOT_BOOKED"
