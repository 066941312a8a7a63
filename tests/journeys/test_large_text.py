"""Text at twice its size, as somebody sets it in their browser: nothing is cut off, nothing scrolls sideways."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from studios.models import Studio
from tests.journeys.steps import confirm, sign_in
from tests.vendor import Vendor

pytestmark = pytest.mark.browser

TWICE_AS_LARGE = "document.documentElement.style.fontSize = '200%'"
# Elements that show less than they hold. What only screen readers get is meant to; descriptions in the list are
# shortened on purpose and whole on the appointment's own page; a picture's tile holds a letter.
CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")]
    .filter(one => !one.closest(".visually-hidden, .tile, svg, option, .appointment .description"))
    .filter(one => getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1
        || getComputedStyle(one).overflowY !== "visible" && one.scrollHeight > one.clientHeight + 1)
    .map(one => one.outerHTML.slice(0, 120))"""


def test_nothing_is_lost_at_twice_the_size(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor
) -> None:
    Studio.objects.update(cancel_cutoff_hours=0)
    page = phone(width=640, language="de").new_page()
    body_scan = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    wrong: dict[str, object] = {}

    def check(name: str) -> None:
        page.evaluate(TWICE_AS_LARGE)
        cut = page.evaluate(CUT_OFF)
        if cut or page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[name] = cut or "wider than the window"

    for path in ("/", "/studios/hafen/", body_scan, f"{body_scan}?start=nonsense", "/language/", "/nowhere/"):
        page.goto(path)
        check(path)
    page.goto(f"{body_scan}next-free/")
    page.locator("[data-slot-start]").last.click()
    page.wait_for_selector("input[name=email]")
    check("sign in")
    sign_in(page, "ada@example.org")
    page.wait_for_selector("form[data-watch-connection]")
    check("confirm")
    confirm(page)
    page.wait_for_selector("[data-booking-status=BOOKED]")
    check("booked")
    for path in ("/bookings/", "/me/"):
        page.goto(path)
        check(path)

    assert wrong == {}
