"""The calendar feed: secret, revocable, readable without a session, and it asks nobody upstream."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from studios.models import Booking, BookingChange, CalendarFeed, Member, Studio, erase
from tests.conftest import member, sign_in
from tests.my_bookings.test_my_bookings import book
from tests.pages import Page, get, submit
from tests.vendor import Vendor

PAGE = "/bookings/calendar/"
NUMBERS = iter(range(1, 10_000))


def new_address(browser: Browser) -> str:
    """Presses the button; the path of the address that is shown."""
    page = submit(browser, PAGE, get(browser, PAGE))
    shown = next(e.attributes["value"] for e in page.elements if e.attributes.get("id") == "address")
    return shown.removeprefix("http://127.0.0.1:8000")


def entries(path: str) -> dict[str, Event]:
    """What a calendar app finds, by title."""
    answer = Browser().get(path)
    assert answer.status_code == 200
    return {str(entry["SUMMARY"]): entry for entry in Calendar.from_ical(answer.content).walk("VEVENT")}


def copy(studio: Studio, owner: Member, title: str, ended: datetime, **more: object) -> Booking:
    """A copy of a booking of an hour, `ended` then."""
    facts = {"status": "BOOKED", "cancel_cutoff_hours": 0, "read_at": ended, "title": title} | more
    return Booking.objects.create(
        studio=studio,
        member=owner,
        customer_id=owner.customer_id,
        booking_id=next(NUMBERS),
        starts_at=ended - timedelta(hours=1),
        ends_at=ended,
        **facts,
    )


def test_a_calendar_app_reads_all_bookings_without_a_session_or_a_call_upstream(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    book(ada, vendor, "ost", "Hydrojet", number=-1)
    path = new_address(ada)
    asked_before = len(vendor.requests())

    answer = Browser().get(path)

    assert len(vendor.requests()) == asked_before
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private"
    assert not answer.cookies
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in answer.content
    calendar = Calendar.from_ical(answer.content)
    assert {str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")} == {"Body Scan", "Hydrojet"}
    assert {zone["TZID"] for zone in calendar.walk("VTIMEZONE")} == {
        studio.time_zone for studio in (studios["hafen"], studios["ost"])
    }


def test_an_entry_is_the_one_of_the_single_file(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")

    entry = entries(new_address(ada))["Body Scan"]

    single = Calendar.from_ical(ada.get(f"/bookings/{reference}/calendar.ics").content).walk("VEVENT")[0]
    assert {name: entry[name] for name in entry if name != "DTSTAMP"} == {
        name: single[name] for name in single if name != "DTSTAMP"
    }


def test_without_bookings_there_is_an_empty_calendar(ada: Browser) -> None:
    assert entries(new_address(ada)) == {}


def test_the_past_ends_after_90_days_and_a_cancelled_entry_after_30(ada: Browser, hafen: Studio) -> None:
    now, owner = timezone.now(), member(hafen, "ada")
    soon, cancelled = now + timedelta(days=40), {"status": "CANCELED"}
    copy(hafen, owner, "coming", soon)
    copy(hafen, owner, "pending", soon, status="BOOKED_WITH_CONFIRMATION_REQUIRED")
    copy(hafen, owner, "89 days past", now - timedelta(days=89))
    copy(hafen, owner, "91 days past", now - timedelta(days=91))
    copy(hafen, owner, "cancelled lately", soon, **cancelled, cancelled_here_at=now - timedelta(days=29))
    copy(hafen, owner, "cancelled long ago", soon, **cancelled, cancelled_here_at=now - timedelta(days=31))
    for days in (29, 31):
        by_studio = copy(hafen, owner, f"by the studio {days}", soon, appointment_status="CANCELED")
        BookingChange.objects.create(
            booking=by_studio,
            kind=BookingChange.Kind.CANCELLED,
            by_member=False,
            noticed_at=now - timedelta(days=days),
        )

    found = {title: str(entry["STATUS"]) for title, entry in entries(new_address(ada)).items()}

    assert found == {
        "coming": "CONFIRMED",
        "pending": "TENTATIVE",
        "89 days past": "CONFIRMED",
        "cancelled lately": "CANCELLED",
        "by the studio 29": "CANCELLED",
    }


def test_it_shows_all_records_of_the_person_and_nobody_elses(hafen: Studio, lisboa: Studio) -> None:
    here, there, ben = member(hafen, "ada"), member(lisboa, "ada"), member(hafen, "ben")
    browser, soon = Browser(), timezone.now() + timedelta(days=1)
    sign_in(browser, here, there)
    copy(hafen, here, "here", soon)
    copy(lisboa, there, "there", soon)
    copy(hafen, ben, "of Ben", soon)

    assert set(entries(new_address(browser))) == {"here", "there"}


def test_a_new_address_ends_the_old_one_and_switching_off_ends_it_for_good(ada: Browser) -> None:
    first = new_address(ada)
    second = new_address(ada)

    assert Browser().get(first).status_code == 404
    assert Browser().get(second).status_code == 200

    page = Page(ada.post("/bookings/calendar/off/", follow=True))

    assert page.value("data-feed") == "off"
    assert Browser().get(second).status_code == 404


def test_the_address_is_shown_once_and_stored_nowhere(ada: Browser) -> None:
    path = new_address(ada)

    page = get(ada, PAGE)

    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 32
    assert page.value("data-feed") == "on"
    assert token not in page.html
    assert token not in CalendarFeed.objects.get().mark
    assert not ada.session.get("token")


def test_the_page_offers_the_address_to_the_calendar_app(ada: Browser) -> None:
    page = submit(ada, PAGE, get(ada, PAGE))

    assert page.link("Subscribe in my calendar app").startswith("webcal://127.0.0.1:8000/calendar/")
    assert PAGE in [link.attributes.get("href") for link in get(ada, "/me/").elements]


@pytest.mark.parametrize("token", ["x", "-" * 32, "A" * 5000])
def test_an_unknown_address_is_any_missing_page(db: None, token: str) -> None:
    unknown, elsewhere = f"/calendar/{token}.ics", f"/calendar/{token}.png"

    answer = Browser().get(unknown)

    assert answer.status_code == 404
    assert answer.content.decode().replace(unknown, elsewhere) == Browser().get(elsewhere).content.decode()


def test_looking_at_the_page_makes_and_ends_nothing(ada: Browser) -> None:
    get(ada, PAGE)
    assert not CalendarFeed.objects.exists()

    path = new_address(ada)
    get(ada, PAGE)

    assert ada.get(reverse("my_bookings:unsubscribe")).status_code == 405
    assert Browser().get(path).status_code == 200


def test_whoever_was_erased_has_no_feed(ada: Browser, hafen: Studio) -> None:
    path, owner = new_address(ada), member(hafen, "ada")

    erase(owner.chain, owner.customer_id, now=timezone.now())

    assert Browser().get(path).status_code == 404


def test_an_address_outlives_the_replacement_of_the_encryption_key(ada: Browser, settings: object) -> None:
    path = new_address(ada)

    settings.FIELD_ENCRYPTION_KEYS = [
        "b3RoZXIta2V5LW90aGVyLWtleS1vdGhlci1rZXktISE=",
        *settings.FIELD_ENCRYPTION_KEYS,
    ]

    assert Browser().get(path).status_code == 200
