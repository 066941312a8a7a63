"""What a page needs leaves together: nobody waits for one answer after the other."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from studios.models import Studio
from tests.booking.steps import in_days, open_on, slot_page
from tests.my_bookings.moves import new_time
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.vendor import Vendor

SLOW = 0.4
Requests = Sequence[dict[str, Any]]


@pytest.fixture
def slow(vendor: Vendor) -> Callable[[], int]:
    """From when it is called on every answer takes a while; returns how many requests there were before."""

    def begin() -> int:
        before = len(vendor.requests())
        vendor.mishap("*", "delay", seconds=SLOW, count=1000)
        return before

    return begin


@pytest.fixture
def kept(settings: Any) -> None:
    settings.SLOT_CACHE_SECONDS, settings.OFFER_CACHE_SECONDS = 120, 60


def names(requests: Requests) -> list[tuple[str, str]]:
    return sorted((one["endpoint"], one["studio"]) for one in requests)


def were_asked_at_once(requests: Requests) -> bool:
    """Each arrived before any of them was answered."""
    arrived = [datetime.fromisoformat(one["at"]) for one in requests]
    answered = [datetime.fromisoformat(one["answered_at"]) for one in requests if one["answered_at"]]
    return max(arrived) < min(answered)


@pytest.mark.usefixtures("kept")
def test_a_slot_page_asks_for_the_list_the_times_and_the_closing_days_at_once(
    client: Browser, hafen: Studio, vendor: Vendor, slow: Callable[[], int]
) -> None:
    slow()

    page = slot_page(client, vendor, "hafen", "Body Scan")

    asked = vendor.requests()
    assert page.values("data-slot-start")
    assert names(asked) == [("bookable", "hafen"), ("information", "hafen"), ("slots", "hafen")]
    assert were_asked_at_once(asked)


def test_an_empty_window_waits_for_the_closing_days_no_longer_than_for_the_rest(
    client: Browser, hafen: Studio, vendor: Vendor, slow: Callable[[], int]
) -> None:
    open_on(vendor, "hafen")
    slow()

    page = slot_page(client, vendor, "hafen", "Body Scan")

    assert "The studio is closed" in page.text
    assert were_asked_at_once(vendor.requests())


def test_an_appointment_that_nobody_offers_is_not_there_although_its_times_were_asked_for(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    edition = hafen.offer_edition

    page = get(client, "/studios/hafen/appointments/99/")

    hafen.refresh_from_db()
    assert page.answer.status_code == 404
    assert hafen.offer_edition == edition  # nothing was withdrawn


@pytest.mark.usefixtures("kept")
def test_the_list_of_appointments_has_the_closing_days_asked_for_as_well(
    client: Browser, hafen: Studio, vendor: Vendor, slow: Callable[[], int]
) -> None:
    slow()

    page = get(client, "/studios/hafen/")
    asked = vendor.requests()
    slot_page(client, vendor, "hafen", "Body Scan")

    assert page.values("data-appointment-id")
    assert names(asked) == [("bookable", "hafen"), ("information", "hafen")]
    assert len(vendor.requests("information")) == 1


def test_what_is_confirmed_is_read_while_the_studio_is_asked_whether_it_may_be(
    ada: Browser, hafen: Studio, vendor: Vendor, slow: Callable[[], int]
) -> None:
    url = slot_page(ada, vendor, "hafen", "Body Scan").all("data-slot-start")[0].attributes["href"]
    before = slow()

    page = get(ada, url)

    asked = vendor.requests()[before:]
    assert page.answer.status_code == 200
    assert names(asked) == [("bookable", "hafen"), ("validate", "hafen")]
    assert were_asked_at_once(asked)


def test_the_other_studios_are_asked_while_this_one_says_what_it_is_about(
    client: Browser, studios: dict[str, Studio], vendor: Vendor, slow: Callable[[], int]
) -> None:
    number = vendor.appointment("hafen", "Personal Training")
    open_on(vendor, "ost", in_days(2))
    slow()

    page = get(client, f"/studios/hafen/appointments/{number}/elsewhere/")

    lists = [one for one in vendor.requests("bookable") if "offset" not in one["query"]]
    assert page.values("data-studio") == ["ost"]
    assert names(lists) == [("bookable", "altstadt"), ("bookable", "hafen"), ("bookable", "ost")]
    assert were_asked_at_once(lists)


def test_a_booking_that_is_moved_is_read_together_with_whether_the_new_time_may_be_had(
    ada: Browser, hafen: Studio, vendor: Vendor, slow: Callable[[], int]
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan", number=-1)
    hafen.cancel_cutoff_hours = 0
    hafen.save()
    url, form = new_time(ada, reference)
    before = slow()

    submit(ada, url, form)

    first = vendor.requests()[before : before + 4]
    assert names(first) == [(name, "hafen") for name in ("bookable_one", "booking", "bookings", "validate")]
    assert were_asked_at_once(first)
