"""Finding a time in a browser: the next window is there before it is asked for, and nothing jumps."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from studios.models import Studio
from tests.booking.steps import in_days, open_on
from tests.vendor import Vendor

pytestmark = pytest.mark.browser


@pytest.fixture
def training(vendor: Vendor) -> str:
    return f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/"


def windows(vendor: Vendor) -> int:
    return len(vendor.requests("slots"))


def wait_for_windows(page: Page, vendor: Vendor, number: int) -> None:
    for _ in range(100):
        if windows(vendor) >= number:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{windows(vendor)} windows were asked for, and not {number}")


@pytest.mark.parametrize("way", ["pointer", "focus"])
def test_the_next_window_is_fetched_once_before_the_click_and_not_again_for_it(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, training: str, way: str
) -> None:
    page = phone().new_page()
    page.goto(training)
    later = page.locator("a[rel=next]")

    if way == "pointer":
        later.hover()
        page.mouse.move(0, 0)
        later.hover()
    else:
        later.focus()
    wait_for_windows(page, vendor, 2)
    page.keyboard.press("Enter") if way == "focus" else later.click()
    page.wait_for_url("**start=**")
    expect(page.locator("[data-window-start]")).to_have_attribute("data-window-start", str(in_days(6)))

    starts = [one["query"].split("slotWindowStartDate=")[1][:10] for one in vendor.requests("slots")]
    assert starts.count(str(in_days(6))) == 1


def test_nothing_is_fetched_early_for_who_saves_data(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, training: str
) -> None:
    context = phone()
    context.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page = context.new_page()
    page.goto(training)

    page.locator("a[rel=next]").hover()
    page.wait_for_timeout(1000)

    assert windows(vendor) == 1


def test_back_from_a_window_that_was_fetched_early_is_a_whole_page(
    phone: Callable[..., BrowserContext], site: str, training: str
) -> None:
    page = phone().new_page()
    page.goto(training)
    page.locator("a[rel=next]").click()
    page.wait_for_url("**start=**")

    page.locator("[data-slot-start]").nth(5).click()
    page.wait_for_selector("input[name=email]")
    page.go_back()

    expect(page.locator("header.site-header")).to_be_visible()
    expect(page.locator("[data-window-start]")).to_have_attribute("data-window-start", str(in_days(6)))


@pytest.mark.parametrize("width", [390, 1280])
def test_a_filter_stays_where_it_was_pressed_and_keeps_the_focus(
    phone: Callable[..., BrowserContext], site: str, training: str, width: int
) -> None:
    page = phone(width=width).new_page()
    page.goto(f"{training}?start={in_days(2)}")
    page.evaluate("window.scrollTo(0, 200)")
    before = page.locator("#evening").bounding_box()

    page.locator("#evening").click()
    page.wait_for_url("**part=evening**")

    expect(page.locator("#evening")).to_have_attribute("aria-current", "true")
    expect(page.locator("#evening")).to_be_focused()
    after = page.locator("#evening").bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2


@pytest.mark.parametrize("width", [390, 1280])
def test_a_further_window_is_shown_from_its_beginning(
    phone: Callable[..., BrowserContext], site: str, training: str, width: int
) -> None:
    page = phone(width=width).new_page()
    page.goto(training)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")

    page.locator("a[rel=next]").click()
    page.wait_for_url("**start=**")

    expect(page.locator("[data-window-start]")).to_have_attribute("data-window-start", str(in_days(6)))
    expect(page.locator(".day h3").first).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_from_a_full_studio_to_a_free_time_at_another(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor, training: str, javascript: bool
) -> None:
    open_on(vendor, "hafen")
    open_on(vendor, "ost", in_days(4))
    page = phone(javascript=javascript).new_page()
    page.goto(f"{training}?part=evening")

    page.locator(".empty a[href*=elsewhere]").click()
    page.locator("[data-studio=ost] a").click()

    page.wait_for_url("**/studios/ost/**part=evening**")
    expect(page.locator("[data-slot-start]").first).to_be_visible()


def test_the_list_of_studios_follows_what_is_typed(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor
) -> None:
    Studio.objects.filter(slug="altstadt").update(city="Köln")
    hafen = Studio.objects.get(slug="hafen")
    for number in range(8):
        Studio.objects.create(
            name=f"Gym {number}", slug=f"gym-{number}", base_url=hafen.base_url, api_key=f"key {number}"
        )
    page = phone().new_page()
    page.goto("/")

    page.locator("#q").press_sequentially("koeln")

    expect(page.locator(".studio")).to_have_count(1)
    page.wait_for_url("**q=koeln**")
    expect(page.locator("#q")).to_be_focused()
    page.reload()
    expect(page.locator(".studio")).to_have_count(1)
