"""A studio in the gym's own website, on another origin: the frame grows, and leads out of itself to book."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from studios.models import Studio
from tests.journeys.axe import violations_in_both_themes
from tests.journeys.gym_website import Website, gym_website
from tests.journeys.steps import sign_in
from tests.vendor import Vendor

pytestmark = pytest.mark.browser


@pytest.fixture
def website(site: str, studios: dict[str, Studio]) -> Iterator[Website]:
    """It shows Hafen, which lets it."""
    with gym_website() as website:
        website.embed = (
            f'<script src="{site}/embed.js" data-studio="hafen" data-language="en" async></script>'
        )
        Studio.objects.filter(slug="hafen").update(websites=website.origin, cancel_cutoff_hours=0)
        yield website


def shown(page: Page, website: Website) -> Frame:
    """The frame, once the list is in it."""
    page.goto(website.origin)
    page.frame_locator("iframe").locator("[data-appointment-id]").first.wait_for()
    return page.frames[1]


def heights(page: Page, frame: Frame) -> tuple[int, int]:
    """How high the frame is, and how high what is in it."""
    box = page.locator("iframe").bounding_box()
    assert box
    return round(box["height"]), frame.evaluate("document.documentElement.scrollHeight")


def wait_until(place: Page | Frame, holds: str) -> None:
    """Asked from outside: a page that looks again by itself evaluates text, which no policy here allows."""
    page = place if isinstance(place, Page) else place.page
    for _time in range(200):
        if place.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(holds)


def wait_until_it_fits(page: Page, frame: Frame) -> None:
    wait_until(frame, "innerHeight === Math.ceil(document.documentElement.getBoundingClientRect().height)")
    frame_height, content = heights(page, frame)
    assert frame_height == content


def test_it_asks_for_nothing_before_somebody_comes_near(
    phone: Callable[..., BrowserContext], website: Website
) -> None:
    website.embed = "<p>The gym.</p>" * 400 + website.embed
    page = phone().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(website.origin, wait_until="networkidle")
    before = [url for url in asked if "/embed/hafen/" in url]
    page.locator("iframe").scroll_into_view_if_needed()
    page.frame_locator("iframe").locator("[data-appointment-id]").first.wait_for()

    assert before == []


def test_it_grows_and_shrinks_with_what_is_in_it(
    phone: Callable[..., BrowserContext], website: Website, vendor: Vendor
) -> None:
    page = phone().new_page()

    frame = shown(page, website)
    wait_until_it_fits(page, frame)
    listed, _ = heights(page, frame)
    page.locator("#below").scroll_into_view_if_needed()
    body_scan = f"[data-appointment-id='{vendor.appointment('hafen', 'Body Scan')}'] a"
    frame.locator(body_scan).evaluate("link => link.click()")
    frame.locator("[data-window-start]").wait_for()
    wait_until_it_fits(page, frame)

    assert heights(page, frame)[0] != listed
    wait_until(page, "document.querySelector('iframe').getBoundingClientRect().top > -1")
    frame.evaluate("document.querySelector('.days').replaceChildren()")
    wait_until_it_fits(page, frame)
    frame.evaluate("location.href = location.pathname + '?start=nonsense&instructor=7'")
    frame.get_by_text("Nothing is free with this trainer").wait_for()
    wait_until_it_fits(page, frame)


def test_a_day_of_the_week_is_scrolled_to_by_the_page_around(
    phone: Callable[..., BrowserContext], website: Website, vendor: Vendor
) -> None:
    page = phone().new_page()
    frame = shown(page, website)
    frame.get_by_role("link", name="Body Scan", exact=True).click()
    frame.locator("[data-window-start]").wait_for()
    wait_until_it_fits(page, frame)

    frame.locator(".week a").last.click()

    wait_until(page, "scrollY > 1000")


def test_choosing_a_time_leads_the_whole_window_to_the_site(
    phone: Callable[..., BrowserContext], website: Website, site: str
) -> None:
    context = phone()
    page = context.new_page()
    frame = shown(page, website)
    frame.get_by_role("link", name="Body Scan", exact=True).click()
    frame.locator("a[rel=next]").click()
    frame.wait_for_url("**start=**")
    assert context.cookies() == []

    frame.locator("[data-slot-start]").first.click()
    page.wait_for_url(f"{site}/sign-in/**")
    sign_in(page, "ada@example.org")

    expect(page.locator("form[data-watch-connection]")).to_be_visible()
    assert len(page.frames) == 1
    page.goto(website.origin)
    page.frame_locator("iframe").get_by_role("link", name="My bookings").click()
    page.wait_for_url(f"{site}/bookings/")


@pytest.mark.parametrize(
    ("around", "colours", "background"),
    [
        ("", "", "rgb(247, 244, 238)"),
        ('<meta name="color-scheme" content="light dark">', "", "rgb(23, 20, 17)"),
        ("", "dark", "rgb(23, 20, 17)"),
    ],
    ids=["a page that knows no dark", "a page that knows both", "a page that says so"],
)
def test_on_a_dark_device_it_is_as_dark_as_the_page_around(
    phone: Callable[..., BrowserContext], website: Website, around: str, colours: str, background: str
) -> None:
    website.embed = around + website.embed.replace("async", f'data-colours="{colours}" async')
    page = phone(scheme="dark").new_page()

    frame = shown(page, website)
    wait_until_it_fits(page, frame)

    assert frame.evaluate("getComputedStyle(document.documentElement).backgroundColor") == background


def test_another_website_gets_nothing(chromium: Browser, website: Website) -> None:
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with gym_website() as stranger:
        stranger.embed = website.embed

        page.goto(stranger.origin, wait_until="networkidle")

    assert any("frame-ancestors" in text for text in said)
    assert page.frame_locator("iframe").locator("[data-appointment-id]").count() == 0
    page.close()


def test_without_javascript_inside_the_frame_its_links_work(
    phone: Callable[..., BrowserContext], website: Website, site: str, vendor: Vendor
) -> None:
    number = vendor.appointment("hafen", "Body Scan")
    website.embed = f'<iframe title="Book" src="{site}/embed/hafen/appointments/{number}/"></iframe>'
    page = phone(javascript=False, language="en").new_page()
    page.goto(website.origin)
    inside = page.frame_locator("iframe")

    inside.locator("a[rel=next]").click()
    inside.locator("a[rel=prev]").wait_for()
    inside.locator("[data-slot-start]").first.click()

    page.wait_for_url(f"{site}/sign-in/**")


def test_axe_finds_nothing_in_the_frame_and_it_fits(
    phone: Callable[..., BrowserContext], site: str, website: Website, vendor: Vendor
) -> None:
    page = phone(width=320).new_page()
    found = []
    for path in ("", f"appointments/{vendor.appointment('hafen', 'Body Scan')}/", "appointments/7/"):
        page.goto(f"/embed/hafen/en/{path}")
        found += violations_in_both_themes(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    assert found == []


def test_words_of_anybody_else_change_nothing(phone: Callable[..., BrowserContext], website: Website) -> None:
    page = phone().new_page()
    frame = shown(page, website)
    wait_until_it_fits(page, frame)
    before = heights(page, frame)

    page.evaluate("postMessage({ booking: 'height', height: 5 }, '*')")
    frame.evaluate("postMessage({ booking: 'ask', colours: 'dark' }, '*')")
    frame.evaluate("parent.postMessage({ booking: 'height', height: 'none' }, '*')")
    page.wait_for_timeout(300)

    assert heights(page, frame) == before
    assert frame.evaluate("document.documentElement.style.colorScheme") == "light"
