"""Free times are read without htmx. It is fetched for whoever begins to do something, and nothing pressed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from studios.booking import filters
from tests.booking.steps import in_days
from tests.vendor import Vendor

pytestmark = pytest.mark.browser

HTMX = "**/htmx-2.min*.js"


@pytest.fixture
def training(vendor: Vendor) -> str:
    return f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/"


def has_htmx(page: Page) -> bool:
    return bool(page.evaluate("Boolean(window.htmx)"))


def press_without_a_pointer(page: Page, what: str) -> None:
    """As software for people who use no pointer does: no sign comes before the click."""
    page.evaluate("what => document.querySelector(what).click()", what)


def test_somebody_who_only_reads_is_sent_no_htmx(
    phone: Callable[..., BrowserContext], site: str, training: str
) -> None:
    page = phone().new_page()
    page.goto(training, wait_until="load")
    page.wait_for_timeout(1000)
    before = has_htmx(page)

    page.evaluate("window.scrollTo(0, 300)")

    page.wait_for_function("window.htmx")
    assert not before


def test_what_is_pressed_while_htmx_is_on_its_way_is_done_by_it(
    phone: Callable[..., BrowserContext], site: str, training: str
) -> None:
    page = phone().new_page()
    page.goto(training)
    page.evaluate("window.same = true")

    press_without_a_pointer(page, "a[rel=next]")
    page.wait_for_url("**start=**")

    expect(page.locator("[data-window-start]")).to_have_attribute("data-window-start", str(in_days(6)))
    assert page.evaluate("window.same")


def test_where_htmx_does_not_come_a_link_leads_on_all_the_same(
    phone: Callable[..., BrowserContext], site: str, training: str
) -> None:
    page = phone().new_page()
    page.route(HTMX, lambda route: route.abort())
    page.goto(training)
    page.evaluate("window.same = true")

    press_without_a_pointer(page, "a[rel=next]")
    page.wait_for_url("**start=**")

    expect(page.locator("[data-window-start]")).to_have_attribute("data-window-start", str(in_days(6)))
    assert not page.evaluate("Boolean(window.same)")


def test_a_name_that_is_chosen_while_htmx_is_on_its_way_is_looked_for(
    phone: Callable[..., BrowserContext], site: str, training: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "MOST_TILES", 1)
    late: list[Route] = []
    page = phone().new_page()
    page.route(HTMX, lambda route: late.append(route))
    page.goto(training)
    page.get_by_role("combobox", name="With", exact=True).select_option("501")
    page.wait_for_timeout(500)
    held = page.url

    late[0].continue_()
    page.wait_for_url("**instructor=501**")

    assert held.endswith(training)


def test_after_a_reload_the_way_back_is_followed(
    phone: Callable[..., BrowserContext], site: str, training: str
) -> None:
    page = phone().new_page()
    page.goto(training)
    page.locator("a[rel=next]").click()
    page.wait_for_url("**start=**")
    page.reload()
    page.wait_for_function("window.htmx")

    page.go_back()

    expect(page.locator("[data-window-start]")).to_have_attribute("data-window-start", str(in_days(0)))


@pytest.mark.parametrize(("slug", "days"), [("hafen", 6), ("ost", 3)])
def test_the_days_of_a_page_that_has_come_in_part_stay_where_they_are(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, slug: str, days: int
) -> None:
    page = phone().new_page()
    page.goto(f"/studios/{slug}/appointments/{vendor.appointment(slug, 'Personal Training')}/")
    first, last = page.locator(".week > li").first, page.locator(".week > li").last
    whole, end = first.bounding_box(), last.bounding_box()

    page.evaluate("[...document.querySelectorAll('.week > li')].slice(1).forEach(day => day.remove())")

    alone = first.bounding_box()
    assert whole
    assert end
    assert alone
    assert (alone["x"], alone["width"]) == (whole["x"], whole["width"])
    assert end["x"] - whole["x"] > whole["width"] * (days - 1)
