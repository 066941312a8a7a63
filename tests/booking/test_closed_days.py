"""The closing days: which of them explain that nothing is free, and as few words as they need."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from studios import connections
from studios.booking import closed_days
from studios.booking.only import EVERYTHING
from studios.booking.slots import Window
from studios.kept.offer import Offer
from studios.magicline.appointments import Slot
from studios.magicline.moments import Moment
from studios.magicline.studio import ClosingHours
from studios.models import Studio
from tests.booking.steps import in_days, slot_page
from tests.pages import Page
from tests.vendor import Vendor


def closed_on(vendor: Vendor, *closings: tuple[int, str]) -> None:
    told = [{"reason": reason, "first_on": str(in_days(ahead))} for ahead, reason in closings]
    vendor.ask("POST", "desk/studios/hafen", {"closings": told, "hours": []})


def empty_window(browser: Browser, vendor: Vendor) -> Page:
    return slot_page(browser, vendor, "hafen", "Body Scan", f"?start={in_days(1)}")


def spelled_out(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B %Y}"


def test_one_closing_day_is_told_as_that_day(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    closed_on(vendor, (2, "Inventory"))

    page = empty_window(client, vendor)

    assert f"The studio is closed on {spelled_out(in_days(2))} (Inventory)." in page.text


def test_days_in_a_row_are_told_as_one_up_to_their_end(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    closed_on(vendor, *((ahead, "Works") for ahead in range(2, 20)))

    page = empty_window(client, vendor)

    first, last = spelled_out(in_days(2)), spelled_out(in_days(19))
    assert page.text.count("The studio is closed") == 1
    assert f"The studio is closed: {first} to {last} (Works)." in page.text


@pytest.mark.parametrize("closings", [[(2, "Works"), (4, "Works")], [(2, "Works"), (3, "Inventory")]])
def test_what_is_apart_or_for_another_reason_is_told_apart(
    client: Browser, hafen: Studio, vendor: Vendor, closings: list[tuple[int, str]]
) -> None:
    closed_on(vendor, *closings)

    page = empty_window(client, vendor)

    assert page.text.count("The studio is closed on") == 2


def test_a_day_that_ended_before_the_window_is_not_told(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    closed_on(vendor, (0, "Inventory"))

    page = empty_window(client, vendor)

    assert "Nothing is free in these days" in page.text
    assert "Inventory" not in page.text


# Beside free times


@pytest.fixture
def kept(settings: Any) -> None:
    settings.SLOT_CACHE_SECONDS, settings.OFFER_CACHE_SECONDS = 120, 60


def closed_day(vendor: Vendor) -> date:
    """Hafen is open, but for one day."""
    told = [{"reason": "Inventory", "first_on": str(in_days(3))}]
    vendor.ask("POST", "desk/studios/hafen", {"closings": told})
    return in_days(3)


@pytest.mark.usefixtures("kept")
def test_a_closed_day_beside_free_times_says_why(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    day = closed_day(vendor)
    Offer.of(hafen).information()

    page = slot_page(client, vendor, "hafen", "Body Scan", f"?start={in_days(1)}")

    assert page.values("data-slot-start")
    assert f"The studio is closed on {spelled_out(day)} (Inventory)." in page.text
    assert len(vendor.requests("information")) == 1


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("kind", ["500", "delay"])
def test_nobody_waits_for_it_beside_free_times(
    client: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    day = closed_day(vendor)
    monkeypatch.setattr(connections, "READ_SECONDS", 4.0)
    vendor.mishap("information", kind, seconds=30, count=9)

    page = slot_page(client, vendor, "hafen", "Body Scan", f"?start={in_days(1)}")

    assert page.values("data-slot-start")
    assert spelled_out(day) in page.text
    assert "closed" not in page.text


MONDAY = date(2026, 11, 2)


def hours(first: str, last: str, reason: str = "Works") -> ClosingHours:
    """From and to such an hour, as `2 14:00` for Tuesday."""
    starts, ends = (
        Moment.read(f"2026-11-{int(text.split()[0]) + 1:02}T{text.split()[1]}:00+01:00[Europe/Berlin]")
        for text in (first, last)
    )
    return ClosingHours(reason, starts, ends)


@pytest.mark.parametrize(
    ("closing", "told"),
    [
        (hours("2 00:00", "3 00:00"), [(2, 2)]),
        (hours("2 00:00", "2 23:59"), [(2, 2)]),
        (hours("2 00:00", "4 00:00"), [(2, 3)]),
        (hours("2 14:00", "4 00:00"), [(3, 3)]),  # on Tuesday it may be booked out until two
        (hours("2 12:00", "2 14:00"), []),
        (hours("4 00:00", "5 00:00"), []),  # something is free on that day, so it cannot be closed
        (hours("3 00:00", "6 00:00"), []),
        (hours("8 00:00", "9 00:00"), []),  # after the window
    ],
)
def test_beside_free_times_only_whole_days_without_any_are_closed(
    closing: ClosingHours, told: list[tuple[int, int]]
) -> None:
    days = [MONDAY + timedelta(days=ahead) for ahead in range(6)]
    noon = Moment.read(f"{days[3]}T12:00:00+01:00[Europe/Berlin]")
    window = Window(
        studio=(studio := Studio(time_zone="Europe/Berlin")),
        appointment_id=1,
        first_on=days[0],
        last_on=days[-1],
        previous_on=None,
        next_on=None,
        offered=[(Slot(noon, noon, ()), studio.local(noon.instant))],
        unreadable=0,
        only=EVERYTHING,
        now=noon.instant - timedelta(days=9),
    )

    closed = closed_days.within(window, [closing])

    assert [(one.first_on.day - 1, one.last_on.day - 1) for one in closed] == told
