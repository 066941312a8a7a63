"""axe finds nothing to complain about, on any page of the member's way, light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from studios.legal import drafting
from studios.models import Studio
from tests.journeys.axe import violations_in_both_themes
from tests.journeys.steps import sign_in
from tests.legal.writing import write
from tests.vendor import Vendor

pytestmark = pytest.mark.browser


def test_axe_finds_nothing_on_the_whole_way(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor
) -> None:
    Studio.objects.update(cancel_cutoff_hours=0)
    page = phone().new_page()
    found: dict[str, list[str]] = {}
    body_scan = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"

    def check(name: str) -> None:
        wrong = violations_in_both_themes(page)
        if wrong:
            found[name] = wrong

    def visit(path: str) -> None:
        page.goto(path)
        check(path)

    training = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/"
    empty = f"{body_scan}?start=nonsense&instructor=7"
    write("privacy", text=drafting.example("privacy", "en"))
    privacy = "/studios/hafen/legal/privacy/"
    for path in (
        "/",
        "/studios/hafen/",
        body_scan,
        empty,
        f"{training}?part=evening",
        f"{training}elsewhere/",
        "/language/",
        privacy,
        "/nowhere/",
        f"{body_scan}confirm/",
    ):
        visit(path)
    check("sign in")
    sign_in_and_book(page, body_scan, check)
    visit("/bookings/")
    for path in ("/me/", "/me/delete/", "/me/deleted/", "/bookings/calendar/"):
        visit(path)
    page.locator("main form button").click()
    page.wait_for_selector("#address")
    check("calendar address")
    page.goto("/bookings/")
    page.locator("[data-booking-reference] a").first.click()
    page.locator("a[href$='/cancel/']").click()
    check("cancel")
    page.go_back()
    page.locator("a[href$='/move/']").click()
    check("move")
    page.locator("[data-slot-start]").nth(3).click()  # the very first may begin before it is clicked
    page.wait_for_selector("form[data-watch-connection]")
    check("confirm the move")
    page.locator("form[data-watch-connection] button").click()
    page.wait_for_selector("[data-move=moved]")
    check("moved")
    for word in ("NOT_AVAILABLE", "NO_CONTINGENT", "BOOKING_LIMIT_REACHED"):
        page.goto(body_scan + "next-free/")
        vendor.mishap("validate", "validation_status", value=word)
        page.locator("[data-slot-start]").nth(3).click()
        page.wait_for_selector("[data-ways-on]")
        check(word)
    vendor.mishap("slots", "500", count=9)
    visit(body_scan)

    assert found == {}


def sign_in_and_book(page: Page, path: str, check: Callable[[str], None]) -> None:
    page.goto(f"{path}next-free/")
    page.locator("[data-slot-start]").last.click()
    sign_in(page, "ada@example.org")
    page.wait_for_selector("form[data-watch-connection]")
    check("confirm")
    page.locator("form[data-watch-connection] button").click()
    page.wait_for_selector("[data-booking-status=BOOKED]")
    check("booked")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_that_one_theme_alone_hides_are_found(phone: Callable[..., BrowserContext], theme: str) -> None:
    page = phone().new_page()
    hidden = f"@media (prefers-color-scheme: {theme}) {{ p {{ color: #777; background: #888 }} }}"

    page.set_content(
        f'<html lang="en"><style>{hidden}</style><title>x</title><main><h1>x</h1><p>Words</p></main>'
    )

    found = violations_in_both_themes(page)
    assert [one.partition(":")[0] for one in found] == ["color-contrast"]
    assert found[0].endswith(theme)
