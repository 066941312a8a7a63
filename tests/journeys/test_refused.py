"""Refused at the button, and booked all the same: by what is offered instead."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.steps import confirm, sign_in
from tests.vendor import Vendor

pytestmark = pytest.mark.browser
Snap = Callable[[Page, str], None]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_what_is_offered_instead_is_booked(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, snap: Snap, javascript: bool
) -> None:
    page = phone(javascript=javascript).new_page()
    page.goto(f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/next-free/")
    page.locator("[data-slot-start]").last.click()
    sign_in(page, "ada@example.org")
    page.wait_for_selector("form[data-watch-connection]")
    vendor.mishap("validate", "validation_status", value="RESOURCE_NOT_AVAILABLE")
    confirm(page)
    page.wait_for_selector("[data-refusal=RESOURCE_NOT_AVAILABLE]")
    assert "/confirm/" in page.url

    if not javascript:
        page.locator(".ways-on-soon a").click()
    page.wait_for_selector("[data-ways-on]")
    expect(page.locator("[data-suggestion]")).to_have_count(3)
    snap(page, f"refused-{'js' if javascript else 'nojs'}")
    page.locator("[data-suggestion] a").first.click()
    confirm(page)

    page.wait_for_selector("[data-booking-status=BOOKED]")
    assert len(vendor.bookings()) == 1
