"""Staff on their way to the desk: the first log-in sets up the app, at the next a recovery code stands in for it."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings

from tests.staff.logging_in.conftest import PASSWORD, in_hex, shown

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def give_password(page: Page) -> None:
    page.goto("/admin/studios/studio/")
    page.locator("input[name=username]").fill("vera")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def type_code(page: Page, code: str) -> None:
    page.locator("input[name=code]").fill(code)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("javascript", "language", "scheme"),
    [(True, "en", "dark"), (False, "en", "light"), (True, "de", "light")],
)
def test_the_first_log_in_and_one_without_the_phone(
    phone: Callable[..., BrowserContext],
    snap: Callable[[Page, str], None],
    settings: Settings,
    javascript: bool,
    language: str,
    scheme: str,
) -> None:
    settings.STAFF_SECOND_FACTOR = True
    User.objects.create_superuser("vera", "", PASSWORD)
    page = phone(javascript=javascript, language=language, scheme=scheme).new_page()
    faults: dict[str, list[str]] = {}

    def look(name: str, *, ours: bool = True) -> None:
        """`ours`: not one of Django's own pages, which axe finds fault with, and whose style sheets it rewrites."""
        snap(page, f"staff-{name}-{language}-{scheme}")
        width = page.evaluate("document.documentElement.scrollWidth")
        violations = Axe().run(page, options=RULES).response["violations"] if javascript and ours else []
        wrong = [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations]
        if wrong or width > 390:
            faults[name] = [f"{width} pixels wide", *wrong]

    give_password(page)
    expect(page.locator("img.square-code")).to_be_visible()
    assert page.evaluate("document.querySelector('img.square-code').naturalWidth") > 200
    look("set-up")
    type_code(page, shown(in_hex(page.locator(".secret").inner_text())))
    codes = page.locator(".recovery-codes li")
    expect(codes).to_have_count(10)
    one_of_them = codes.first.inner_text()
    expect(page.locator("[data-print]")).to_be_visible(visible=javascript)
    look("recovery-codes")
    page.locator(".submit-row a").click()
    expect(page).to_have_url("/admin/studios/studio/")
    page.goto("/admin/second-factor/")
    look("overview", ours=False)

    page.locator("#logout-form button").click()
    give_password(page)
    expect(page.locator("input[name=code]")).to_be_focused()
    look("code")
    page.locator("#content a").first.click()
    look("recovery-code")
    type_code(page, "nonsense")
    expect(page.locator(".errorlist")).to_be_visible()
    look("wrong-code")
    page.wait_for_timeout(1100)  # django-otp makes one wait a second after a wrong code
    type_code(page, one_of_them)
    expect(page).to_have_url("/admin/studios/studio/")
    look("arrived", ours=False)

    assert faults == {}
