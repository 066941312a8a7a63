"""A studio with everything its manager can decide: it fits on a phone, axe finds nothing, nothing is blocked."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page

from studios.admin.logo_upload import draw
from studios.models import AppointmentSettings, Logo, Studio
from tests.conftest import CUSTOMERS
from tests.journeys.axe import themes, violations
from tests.journeys.steps import confirm, sign_in
from tests.vendor import Vendor

pytestmark = pytest.mark.browser


@pytest.fixture
def decided(studios: dict[str, Studio], vendor: Vendor) -> AppointmentSettings:
    """Hafen in preview, with a light accent, a logo, words and links; Body Scan costs extra."""
    Studio.objects.filter(slug="hafen").update(
        stage="preview",
        test_customer_ids=[CUSTOMERS["ada"]],
        accent_colour="#ffd400",
        confirmation_text="Please be there five minutes early.\n\nBring indoor shoes and a towel.",
        house_rules_url="https://example.org/rules",
        courses_url="https://example.org/courses",
        trial_url="https://example.org/trial",
        cancel_cutoff_hours=1,
    )
    word = Image.new("RGBA", (900, 300))
    ImageDraw.Draw(word).text((40, 80), "IRON & OAK", fill="#222", font_size=140)
    file = BytesIO()
    word.save(file, "PNG")
    drawn = draw(file.getvalue())
    Logo.objects.put(studios["hafen"], drawn.png, width=drawn.width, height=drawn.height)
    return AppointmentSettings.objects.create(
        studio=studios["hafen"],
        appointment_id=vendor.appointment("hafen", "Body Scan"),
        price="priced",
        price_words="45 € per session",
    )


def test_a_studios_own_look_is_readable_on_the_whole_way(
    phone: Callable[..., BrowserContext],
    site: str,
    decided: AppointmentSettings,
    snap: Callable[[Page, str], None],
) -> None:
    page = phone().new_page()
    found: list[str] = []

    def check(name: str) -> None:
        for theme, rules in themes(page):
            snap(page, f"own-look-{theme}-{name}")
            found.extend(f"{name}, {theme}: {wrong}" for wrong in violations(page, rules))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto("/sign-in/")
    sign_in(page, "ada@example.org")
    page.wait_for_url("**/bookings/")
    page.goto("/studios/hafen/")
    assert page.evaluate("document.querySelector('.logo').naturalWidth") > 0
    check("list")
    page.goto(f"/studios/hafen/appointments/{decided.appointment_id}/")
    check("times")
    page.locator("a[rel=next]").first.click()
    page.wait_for_url("**start=**")
    page.locator("[data-slot-start]").nth(3).click()
    page.wait_for_selector("form[data-watch-connection]")
    check("confirm")
    confirm(page)
    page.wait_for_selector("[data-booking-status=BOOKED]")
    check("booked")

    assert found == []


def test_the_admin_puts_a_picker_beside_the_colour(
    phone: Callable[..., BrowserContext],
    site: str,
    studios: dict[str, Studio],
    snap: Callable[[Page, str], None],
) -> None:
    User.objects.create_superuser("desk", password="desk-of-the-tests")
    page = phone(width=1100).new_page()
    page.goto(f"/admin/studios/studio/{studios['hafen'].pk}/change/")
    page.locator("input[name=username]").fill("desk")
    page.locator("input[name=password]").fill("desk-of-the-tests")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[type=color]")

    page.locator("input[type=color]").fill("#1b5e9e")

    assert page.locator("input[name=accent_colour]").input_value() == "#1b5e9e"
    page.locator("input[name=accent_colour]").fill("#8a1538")
    assert page.locator("input[type=color]").input_value() == "#8a1538"
    snap(page, "admin-studio")
