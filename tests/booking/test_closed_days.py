"""The closing days beside an empty window: which they are, and as few words as they need."""

from datetime import date

import pytest
from django.test import Client as Browser

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

    assert f"The studio is closed on {spelled_out(in_days(2))}. (Inventory)" in page.text


def test_days_in_a_row_are_told_as_one_up_to_their_end(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    closed_on(vendor, *((ahead, "Works") for ahead in range(2, 20)))

    page = empty_window(client, vendor)

    first, last = spelled_out(in_days(2)), spelled_out(in_days(19))
    assert page.text.count("The studio is closed") == 1
    assert f"The studio is closed: {first} to {last}. (Works)" in page.text


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
