"""Moving a booking in a browser: to another day, to the other trainer, and when a connection is lost at the button."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from studios.models import Studio
from tests.journeys.steps import confirm, confirm_and_lose_the_answer, sign_in
from tests.my_bookings.moves import let_time_pass
from tests.vendor import Vendor

pytestmark = pytest.mark.browser
Snap = Callable[[Page, str], None]


def book(page: Page, appointment: int, number: int) -> str:
    """Books a time of the second window at Hafen; ends on the booking's page."""
    second_window(page, appointment)
    return book_time(page, number)


def second_window(page: Page, appointment: int) -> None:
    page.goto(f"/studios/hafen/appointments/{appointment}/")
    page.locator("a[rel=next]").first.click()
    page.wait_for_url("**start=**")


def both_trainers(page: Page) -> int:
    """Which of the page's times is the first that can be had with either of two trainers."""
    starts = [slot.get_attribute("data-slot-start") for slot in page.locator("[data-slot-start]").all()]
    return next(number for number, start in enumerate(starts) if starts.count(start) > 1)


def book_time(page: Page, number: int) -> str:
    page.locator("[data-slot-start]").nth(number).click()
    page.wait_for_selector("input[name=email], form[data-watch-connection]")
    if page.locator("input[name=email]").count():
        sign_in(page, "ada@example.org")
    confirm(page)
    page.wait_for_selector("[data-booking-status=BOOKED]")
    return page.locator("[data-booking-reference]").get_attribute("data-booking-reference") or ""


@pytest.mark.parametrize(
    ("javascript", "language"), [(True, "en"), (False, "de")], ids=["with-js-en", "without-js-de"]
)
def test_a_booking_is_moved_to_another_day(
    phone: Callable[..., BrowserContext],
    site: str,
    vendor: Vendor,
    snap: Snap,
    javascript: bool,
    language: str,
) -> None:
    Studio.objects.update(cancel_cutoff_hours=1)
    page = phone(javascript=javascript, language=language).new_page()
    tag = f"move-{language}-{'js' if javascript else 'nojs'}"
    old = book(page, vendor.appointment("hafen", "Body Scan"), 3)
    snap(page, f"{tag}-1-booked")

    page.locator("a[href$='/move/']").click()
    page.wait_for_selector("[data-window-start]")
    snap(page, f"{tag}-2-times")
    first = page.locator("[data-window-start]").get_attribute("data-window-start")
    page.locator("a[rel=next]").first.click()
    expect(page.locator("[data-window-start]")).not_to_have_attribute("data-window-start", first or "")
    assert "/move/?start=" in page.url
    page.locator("[data-slot-start]").nth(30).click()
    page.wait_for_selector("form[data-watch-connection]")
    snap(page, f"{tag}-3-confirm")
    confirm(page)

    page.wait_for_selector("[data-move=moved]")
    snap(page, f"{tag}-4-moved")
    assert page.locator("[data-booking-status=BOOKED]").count() == 1
    page.goto("/bookings/")
    snap(page, f"{tag}-5-my-bookings")
    expect(page.locator(f"[data-booking-reference='{old}'][data-booking-status=CANCELED]")).to_have_count(1)
    page.locator(f"[data-booking-reference='{old}'] a").first.click()
    page.wait_for_selector("[data-move=moved]")
    snap(page, f"{tag}-6-old")
    assert len(vendor.bookings()) == 1


def test_a_swap_asks_first_and_is_carried_out(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, snap: Snap
) -> None:
    Studio.objects.update(cancel_cutoff_hours=1)
    page = phone(language="de").new_page()
    appointment = vendor.appointment("hafen", "Personal Training")
    second_window(page, appointment)
    book_time(page, both_trainers(page))
    start = vendor.bookings()[0]["startDateTime"]

    page.goto(f"{page.url}move/?start={start[:10]}")
    page.locator(f"[data-slot-start='{start}']").first.click()
    page.wait_for_selector("[data-refusal=OLD_IN_THE_WAY]")
    snap(page, "swap-1-asks")
    confirm(page)

    page.wait_for_selector("[data-move=moved]")
    snap(page, "swap-2-moved")
    assert len(vendor.bookings()) == 1


def test_what_is_still_being_found_out_settles_by_itself_on_the_page(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, snap: Snap
) -> None:
    Studio.objects.update(cancel_cutoff_hours=1)
    page = phone().new_page()
    book(page, vendor.appointment("hafen", "Body Scan"), 3)
    page.locator("a[href$='/move/']").click()
    page.locator("[data-slot-start]").nth(40).click()
    page.wait_for_selector("form[data-watch-connection]")
    vendor.mishap("cancel", "503")
    confirm(page)

    page.wait_for_selector("[data-move=cancelling]")
    snap(page, "move-cancelling")
    let_time_pass()
    let_time_pass()
    page.wait_for_selector("[data-move=moved]")
    snap(page, "move-settled")


def test_a_lost_connection_leads_to_the_booking_that_says_what_became_of_it(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor
) -> None:
    Studio.objects.update(cancel_cutoff_hours=1)
    page = phone().new_page()
    book(page, vendor.appointment("hafen", "Body Scan"), 3)
    page.locator("a[href$='/move/']").click()
    page.locator("[data-slot-start]").nth(40).click()

    confirm_and_lose_the_answer(page, "**/move/**")
    page.locator("[data-no-connection] a").click()

    page.wait_for_selector("[data-move=moved]")
    assert len(vendor.bookings()) == 1
