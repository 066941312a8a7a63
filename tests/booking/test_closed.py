"""A time at which the studio is closed, as an empty window tells of it."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from studios.models import Studio
from tests.booking.steps import slot_page
from tests.pages import Page
from tests.vendor import Vendor


@pytest.fixture
def closing_day(hafen: Studio, vendor: Vendor) -> date:
    """Of Hafen, whose system says that it ends at midnight, on the day after; nothing else is free there at all."""
    vendor.ask("POST", "desk/studios/hafen", {"hours": []})
    return date.fromisoformat(vendor.ask("GET", "state")["studios"]["hafen"]["closings"][0]["first_on"])


def empty_from(browser: Browser, vendor: Vendor, day: date) -> Page:
    return slot_page(browser, vendor, "hafen", "Body Scan", f"?start={day}")


def test_one_day_is_one_day(client: Browser, closing_day: date, vendor: Vendor) -> None:
    page = empty_from(client, vendor, closing_day)

    assert f"closed on {closing_day:%A}, {closing_day.day} {closing_day:%B %Y}. (Inventory)" in page.text


def test_the_day_after_it_is_not_said_to_be_closed(
    client: Browser, closing_day: date, vendor: Vendor
) -> None:
    page = empty_from(client, vendor, closing_day + timedelta(days=1))

    assert "Nothing is free in these days." in page.text
    assert "closed" not in page.text
