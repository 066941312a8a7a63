"""The whole way of a member, in a browser: find, sign in, book at two studios, see both, cancel one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from studios.models import Studio
from tests.journeys.steps import confirm, confirm_and_lose_the_answer, sign_in
from tests.vendor import Vendor

pytestmark = pytest.mark.browser


def choose(page: Page, site: str, slug: str, appointment_id: int, number: int) -> None:
    """From the list of studios to the confirmation of a free slot in the next window."""
    page.goto("/")
    page.locator(f"a[href='/studios/{slug}/']").click()
    page.locator(f"[data-appointment-id='{appointment_id}'] a").first.click()
    page.wait_for_selector("[data-window-start]")
    first_window = page.locator("[data-window-start]").get_attribute("data-window-start")
    page.locator("a[rel=next]").first.click()
    expect(page.locator("[data-window-start]")).not_to_have_attribute("data-window-start", first_window or "")
    assert "start=" in page.url
    page.locator("[data-slot-start]").nth(number).click()


@pytest.mark.parametrize(
    ("javascript", "language"), [(True, "en"), (False, "de")], ids=["with-js-en", "without-js-de"]
)
def test_books_at_two_studios_sees_both_and_cancels_one(
    phone: Callable[..., BrowserContext],
    site: str,
    vendor: Vendor,
    snap: Callable[[Page, str], None],
    javascript: bool,
    language: str,
) -> None:
    Studio.objects.update(cancel_cutoff_hours=1)
    page = phone(javascript=javascript, language=language).new_page()
    tag = f"{language}-{'js' if javascript else 'nojs'}"
    references = []

    page.goto("/")
    snap(page, f"{tag}-1-studios")
    for slug, title, number in (("hafen", "Body Scan", 3), ("ost", "Hydrojet", 40)):
        choose(page, site, slug, vendor.appointment(slug, title), number)
        if not references:
            snap(page, f"{tag}-4-sign-in")
            sign_in(page, "ada@example.org")
        page.wait_for_selector("form[data-watch-connection]")
        assert page.evaluate("document.documentElement.lang") == language
        snap(page, f"{tag}-5-confirm-{slug}")
        confirm(page)
        page.wait_for_selector("[data-booking-status=BOOKED]")
        snap(page, f"{tag}-6-booked-{slug}")
        references.append(page.locator("[data-booking-reference]").get_attribute("data-booking-reference"))

    page.goto("/bookings/")
    expect(page.locator("[data-booking-status=BOOKED]")).to_have_count(2)
    snap(page, f"{tag}-7-my-bookings")
    page.locator(f"[data-booking-reference='{references[0]}'] a").first.click()
    page.locator("a[href$='/cancel/']").click()
    snap(page, f"{tag}-8-cancel")
    confirm(page)
    page.wait_for_selector("[data-booking-status=CANCELED]")
    snap(page, f"{tag}-9-cancelled")

    page.goto("/bookings/")
    assert (
        page.locator(f"[data-booking-reference='{references[0]}']").get_attribute("data-booking-status")
        == "CANCELED"
    )
    assert (
        page.locator(f"[data-booking-reference='{references[1]}']").get_attribute("data-booking-status")
        == "BOOKED"
    )
    assert [one["studio"] for one in vendor.bookings()] == ["ost"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_the_filter_and_the_pager_keep_the_address_shareable(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, javascript: bool
) -> None:
    page = phone(javascript=javascript).new_page()
    page.goto(f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/")
    today = page.locator("[data-window-start]").get_attribute("data-window-start")
    both = page.locator("[data-slot-start]").count()

    page.locator("#with-501").click()
    page.wait_for_url("**instructor=501**")
    expect(page.locator("[data-slot-start]").first).to_be_visible()
    filtered = page.locator("[data-slot-start]").count()
    page.locator("a[rel=next]").first.click()
    expect(page.locator("[data-window-start]")).not_to_have_attribute("data-window-start", today or "")

    assert 0 < filtered < both
    assert "instructor=501" in page.url
    first = page.locator("[data-window-start]").get_attribute("data-window-start")
    page.reload()
    assert page.locator("[data-window-start]").get_attribute("data-window-start") == first
    page.go_back()
    expect(page.locator("[data-window-start]")).not_to_have_attribute("data-window-start", first or "")


def test_a_lost_connection_at_the_confirm_button_says_so_and_leads_to_the_booking(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, snap: Callable[[Page, str], None]
) -> None:
    page = phone().new_page()
    choose(page, site, "hafen", vendor.appointment("hafen", "Body Scan"), 1)
    sign_in(page, "ada@example.org")

    confirm_and_lose_the_answer(page, "**/confirm/**")
    snap(page, "no-connection")
    page.locator("[data-no-connection] a").click()

    page.wait_for_selector("[data-booking-status=BOOKED]")
    assert len(vendor.bookings()) == 1


def test_a_slot_taken_meanwhile_says_so_and_leads_back_to_free_times(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, snap: Callable[[Page, str], None]
) -> None:
    page = phone().new_page()
    choose(page, site, "hafen", vendor.appointment("hafen", "Body Scan"), 1)
    sign_in(page, "ada@example.org")
    page.wait_for_selector("form[data-watch-connection]")
    vendor.mishap("validate", "slot_taken", deed=True)
    confirm(page)

    page.wait_for_selector("[data-refusal], [data-booking-status=REFUSED]")
    snap(page, "taken")
    page.locator("main a.button").first.click()

    expect(page.locator("[data-window-start]")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_a_phone(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, width: int
) -> None:
    page = phone(width=width, language="de").new_page()
    appointment = vendor.appointment("hafen", "Technique: Squat & Deadlift")

    slots = f"/studios/hafen/appointments/{appointment}/"
    for path in ("/", "/studios/hafen/", "/studios/altstadt/", slots, "/sign-in/", "/language/", "/nowhere/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
