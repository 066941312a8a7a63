"""The calendar file: the right hour, in any calendar."""

from datetime import UTC

from django.test import Client as Browser
from icalendar import Calendar

from studios.models import Booking, Studio
from tests.my_bookings.test_my_bookings import book
from tests.vendor import Vendor


def event(browser: Browser, reference: str):
    answer = browser.get(f"/bookings/{reference}/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    return calendar, calendar.walk("VEVENT")[0]


def test_the_hour_is_the_bookings_in_the_studios_zone(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")

    calendar, entry = event(ada, reference)

    assert entry["DTSTART"].dt.astimezone(UTC) == Booking.objects.get().starts_at
    assert entry["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert (entry["SUMMARY"], entry["STATUS"]) == ("Body Scan", "CONFIRMED")


def test_the_entry_keeps_its_uid_and_says_when_it_is_cancelled(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    Studio.objects.update(cancel_cutoff_hours=0)
    reference = book(ada, vendor, "hafen", "Body Scan", number=-1)
    _, before = event(ada, reference)

    ada.post(f"/bookings/{reference}/cancel/")

    _, after = event(ada, reference)
    assert after["UID"] == before["UID"]
    assert after["STATUS"] == "CANCELLED"
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_booking_that_is_not_confirmed_is_tentative(browser_of, hafen: Studio, vendor: Vendor) -> None:
    pia = browser_of(hafen, "pia")

    _, entry = event(pia, book(pia, vendor, "hafen", "Body Scan"))

    assert entry["STATUS"] == "TENTATIVE"
