"""A studio's desk in a browser: read on a phone and on a screen, in light and dark, with and without JavaScript."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from studios.models import BookingChange, RefusalCount, Studio, UpstreamFailure
from studios.models.upstream_failure import Noticed
from tests.desk.conftest import address, ago, attempt, booking
from tests.journeys.axe import themes, violations
from tests.vendor import soon

pytestmark = pytest.mark.browser


@pytest.fixture
def busy(studios: dict[str, Studio]) -> Studio:
    """A studio with some of everything on its desk."""
    hafen = studios["hafen"]
    attempt(hafen, "ben", state="UNSURE", starts_at=soon(days=1))
    for days in range(20):
        attempt(hafen, "dora", starts_at=soon(days=3, hours=days), created_at=ago(days=days, hours=days % 5))
        for number in range(days % 3):
            row = booking(hafen, 10 * days + number, status="CANCELED")
            BookingChange.objects.create(
                booking=row, kind="cancelled", by_member=False, noticed_at=ago(days=days)
            )
    for number, reason in enumerate(("NO_CONTINGENT", "NOT_AVAILABLE", "CUSTOMER_IN_OTHER_BOOKING"), start=1):
        for _ in range(4 * number):
            RefusalCount.objects.add(hafen, reason, now=timezone.now())
    failed = Noticed(
        "hafen",
        timezone.now(),
        "GET",
        "/v1/appointments/bookable/{id}/slots",
        "failed",
        503,
        "7741226398",
        0.4,
    )
    UpstreamFailure.objects.note([failed] * 12)
    return hafen


def open_desk(context: BrowserContext, site: str, studio: Studio) -> Page:
    browser = Client()
    browser.force_login(User.objects.get_or_create(username="desk", is_staff=True, is_superuser=True)[0])
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
    page = context.new_page()
    page.goto(address(studio))
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_it_can_be_read_by_everybody(
    phone: Callable[..., BrowserContext],
    site: str,
    busy: Studio,
    snap: Callable[[Page, str], None],
    width: int,
) -> None:
    page = open_desk(phone(width=width), site, busy)
    found = []

    for theme, rules in themes(page):
        snap(page, f"desk-{width}-{theme}")
        found += [f"{wrong}, {theme}" for wrong in violations(page, rules, within=".desk-page")]

    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_a_check_and_a_search_are_ordinary_forms(
    phone: Callable[..., BrowserContext],
    site: str,
    busy: Studio,
    snap: Callable[[Page, str], None],
    javascript: bool,
) -> None:
    page = open_desk(phone(javascript=javascript), site, busy)

    page.get_by_role("button", name="Check connection").click()
    page.wait_for_selector("[data-card=key][data-state=ok]")
    page.get_by_role("searchbox").fill("dora")
    page.get_by_role("button", name="Search").click()
    page.wait_for_selector("[data-found=members]")

    snap(page, f"desk-found-{javascript}")
    assert page.url.endswith("/desk/#desk-found")
