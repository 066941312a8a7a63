"""The member's way from the list to a booking, and everything that must go through it unharmed."""

import pytest
from django.test import Client as Browser

from studios.models import Attempt, Booking, Studio
from tests.pages import Page, get, submit
from tests.vendor import Vendor


def confirm_page(browser: Browser, studio: Studio, appointment_id: int, number: int = 0) -> tuple[str, Page]:
    """The address of a slot's confirmation and its page."""
    slots = get(browser, f"/studios/{studio.slug}/appointments/{appointment_id}/next-free/")
    url = slots.all("data-slot-start")[number].attributes["href"]
    return url, get(browser, url)


@pytest.mark.parametrize("slug", ["hafen", "altstadt", "ost"])
def test_a_member_books_at_every_studio_of_the_chain(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor, slug: str
) -> None:
    offered = get(ada, f"/studios/{slug}/")
    appointment_id = int(offered.values("data-appointment-id")[0])
    url, page = confirm_page(ada, studios[slug], appointment_id)

    booked = submit(ada, url, page)

    assert booked.value("data-booking-status") == "BOOKED"
    (sent,) = vendor.bodies("book")
    slots = get(ada, f"/studios/{slug}/appointments/{appointment_id}/next-free/")
    assert sent["startDateTime"] == Attempt.objects.get().start_text
    assert sent["startDateTime"] not in slots.values("data-slot-start") or sent["instructorIds"]
    assert [one["studio"] for one in vendor.bookings()] == [slug]
    assert Booking.objects.get().reference == booked.value("data-booking-reference")
