"""A booking on one sheet of paper; and handed on, an appointment without a word about who booked it when."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from studios.models import Studio
from tests.journeys.steps import confirm, sign_in
from tests.vendor import Vendor

pytestmark = pytest.mark.browser

# In the place of what a telephone has, which headless browsers have not.
KEEP_WHAT_IS_SHARED = "navigator.share = what => { window.shared = what; return Promise.resolve(); }"


@pytest.fixture
def booked(phone: Callable[..., BrowserContext], site: str, vendor: Vendor) -> Page:
    """The page of Ada's booking at Hafen, in dark colours."""
    Studio.objects.update(
        cancel_cutoff_hours=0, confirmation_text="Please bring indoor shoes and a towel.\n\nBe there early."
    )
    context = phone(scheme="dark")
    context.add_init_script(KEEP_WHAT_IS_SHARED)
    page = context.new_page()
    page.goto(f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/next-free/")
    page.locator("[data-slot-start]").last.click()
    sign_in(page, "ada@example.org")
    confirm(page)
    page.wait_for_selector("[data-booking-status=BOOKED]")
    return page


def test_a_booking_is_one_sheet_without_anything_to_press(
    booked: Page, snap: Callable[[Page, str], None]
) -> None:
    sheet = booked.pdf(format="A4")
    booked.emulate_media(media="print")
    snap(booked, "on-paper")

    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    for seen in (".what", ".when", "[data-booking-status] h1", ".own-words"):
        expect(booked.locator(seen)).to_be_visible()
    assert "Am Sandtorkai" in booked.locator("main").inner_text()
    assert "Booking number" in booked.locator("main").inner_text()
    for pressed in ("nav", "form", ".button", ".site-footer", "[data-share]", ".to-map"):
        assert not any(one.is_visible() for one in booked.locator(pressed).all()), pressed
    ink, paper = (
        booked.evaluate(f"getComputedStyle(document.querySelector('{one}')).{what}")
        for one, what in (("h1", "color"), ("html", "backgroundColor"))
    )
    assert (ink, paper) == ("rgb(31, 27, 22)", "rgba(0, 0, 0, 0)")


def test_what_is_shared_of_a_booking_is_the_page_that_everybody_sees(
    booked: Page, site: str, vendor: Vendor
) -> None:
    booked.locator("[data-share]").click()

    shared: dict[str, Any] = booked.evaluate("window.shared")
    public = f"{site}/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    assert shared == {"title": "Body Scan", "url": public}


def test_of_the_times_that_somebody_looks_at_the_first_page_is_shared(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor
) -> None:
    context = phone()
    context.add_init_script(KEEP_WHAT_IS_SHARED)
    page = context.new_page()
    public = f"{site}/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    page.goto(f"{public}?start=nonsense&instructor=7")

    page.locator("[data-share]").click()

    assert page.evaluate("window.shared.url") == public


def test_where_nothing_can_be_shared_the_address_is_copied_and_that_is_said(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor
) -> None:
    context = phone()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    public = f"{site}/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    page.goto(f"{public}?start=nonsense")

    page.locator("[data-share]").click()

    expect(page.locator("[data-copied]")).to_be_visible()
    expect(page.locator("#said")).to_have_text("The address is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == public
    assert page.url.endswith("?start=nonsense")


def test_where_nothing_can_be_shared_the_link_leads_to_that_page(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor
) -> None:
    page = phone(javascript=False).new_page()
    public = f"{site}/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    page.goto(f"{public}?start=nonsense")

    page.locator("[data-share]").click()

    page.wait_for_url(public)


def test_the_way_to_the_studio_is_a_link_and_nothing_is_loaded_for_it(
    phone: Callable[..., BrowserContext], site: str, studios: dict[str, Studio]
) -> None:
    page = phone().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/studios/hafen/", wait_until="networkidle")

    to_map = page.get_by_role("link", name="Show on a map")
    assert to_map.get_attribute("href") == (
        "https://www.openstreetmap.org/search?query=Am+Sandtorkai+12%2C+20457+Hamburg"
    )
    assert to_map.get_attribute("rel") == "noopener noreferrer"
    assert not any("openstreetmap" in url for url in asked)
