"""The calendar file: the right hour, in any calendar."""

from datetime import UTC, datetime, timedelta

import pytest
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


def test_sequence_is_raised_when_the_studio_confirms(browser_of, hafen: Studio, vendor: Vendor) -> None:
    pia = browser_of(hafen, "pia")
    reference = book(pia, vendor, "hafen", "Body Scan")
    _, before = event(pia, reference)
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/confirm", {})

    pia.get(f"/bookings/{reference}/")

    _, after = event(pia, reference)
    assert (before["STATUS"], after["STATUS"]) == ("TENTATIVE", "CONFIRMED")
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_sequence_is_raised_when_the_appointment_is_renamed_and_not_by_merely_looking(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    ada.get(f"/bookings/{reference}/")
    _, before = event(ada, reference)
    number = vendor.appointment("hafen", "Body Scan")
    vendor.ask("POST", f"desk/appointments/hafen/{number}", {"title": "Body Check"})

    ada.get(f"/bookings/{reference}/")
    ada.get(f"/bookings/{reference}/")

    _, after = event(ada, reference)
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["SUMMARY"] == "Body Check"


@pytest.mark.parametrize("hour", [0, 1], ids=["summer-time", "winter-time"])
def test_in_the_hour_that_exists_twice_the_entry_says_which(
    ada: Browser, hafen: Studio, vendor: Vendor, hour: int
) -> None:
    """RFC 5545 reads a local time that exists twice as the first of both."""
    reference = book(ada, vendor, "hafen", "Body Scan")
    start = datetime(2027, 10, 31, hour, 30, tzinfo=UTC)  # 02:30 in Hamburg, both times
    Booking.objects.update(starts_at=start, ends_at=start + timedelta(minutes=20))

    answer = ada.get(f"/bookings/{reference}/calendar.ics").content.decode()

    written = ["DTSTART;TZID=Europe/Berlin:20271031T023000", "DTSTART:20271031T013000Z"]
    assert [text in answer for text in written] == [hour == 0, hour == 1]
