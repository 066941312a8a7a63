"""A customer's list of which one booking cannot be read: what is not seen in it may be there all the same."""

import pytest
from django.test import Client as Browser

from studios.models import Attempt, Letter, Studio
from tests.booking.steps import confirm_page, look
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.vendor import Vendor


@pytest.fixture
def booked(ada: Browser, hafen: Studio, vendor: Vendor) -> str:
    """Two bookings at the studio, of which the second is known here by its reference."""
    book(ada, vendor, "hafen", "Body Scan")
    return book(ada, vendor, "hafen", "Body Scan", number=-1)


def test_a_booking_whose_answer_was_lost_is_not_given_up_while_one_cannot_be_read(
    ada: Browser, hafen: Studio, vendor: Vendor, booked: str
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Sports Massage", number=-1)
    vendor.mishap("book", "503")
    submit(ada, url, page)
    attempt = Attempt.objects.get(state="UNSURE")
    vendor.mishap("bookings", "odd_one", count=3)

    for _ in range(3):
        look(attempt)

    attempt.refresh_from_db()
    assert attempt.state == "UNSURE"
    assert not Letter.objects.filter(kind="not_booked").exists()
    look(attempt)
    look(attempt)
    attempt.refresh_from_db()
    assert attempt.state == "NOT_BOOKED"


def test_my_bookings_say_that_one_could_not_be_read_and_show_the_others(
    ada: Browser, vendor: Vendor, booked: str
) -> None:
    vendor.mishap("bookings", "odd_one")

    page = get(ada, "/bookings/")

    assert "could not be read" in page.text
    assert "+49 40 5550 4101" in page.text
    assert booked in page.values("data-booking-reference")
    assert "could not be read" not in get(ada, "/bookings/").text


def test_where_one_could_not_be_read_nobody_is_told_that_there_are_none(
    ada: Browser, hafen: Studio, vendor: Vendor, booked: str
) -> None:
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[-1]['id']}/cancel?tenant=iron-oak")
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/cancel?tenant=iron-oak")
    get(ada, "/bookings/")
    vendor.mishap("bookings", "odd_one")

    page = get(ada, "/bookings/")

    assert "You have no bookings coming up." not in page.text
