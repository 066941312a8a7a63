"""The desk's pages in Chromium: nothing in them is stopped by the content security policy, and their scripts work."""

from collections.abc import Callable
from contextlib import closing

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from studios.models import Booking, Studio
from tests.conftest import member
from tests.conftest import sign_in as act_as
from tests.my_bookings.test_my_bookings import book
from tests.vendor import Vendor

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(phone: Callable[..., BrowserContext], site: str) -> Page:
    """Signed in to the admin, on a wide screen; whatever the browser complains about fails the test."""
    client = Client()
    client.force_login(User.objects.create_superuser("desk"))
    context = phone(width=1280)
    context.add_cookies([
        {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": site}
    ])  # fmt: skip
    page = context.new_page()
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', event =>"
        " console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"
    )
    return page


def test_every_page_of_the_desk_keeps_to_the_policy(
    desk: Page, hafen: Studio, vendor: Vendor, snap: Callable[[Page, str], None]
) -> None:
    ada = Client()
    act_as(ada, member(hafen, "ada"))
    book(ada, vendor, "hafen", "Body Scan")
    ways = [reverse("admin:index"), reverse("admin:password_change")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        ways += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        row = model._default_manager.first()
        if row is not None:
            ways += [reverse(f"{name}_{way}", args=[row.pk]) for way in ("change", "history", "delete")]

    for way in ways:
        desk.goto(way)
        snap(desk, "desk" + way.replace("/", "_"))

    assert Booking.objects.exists()
    assert len(ways) > 2 * len(admin.site._registry)


def test_the_scripts_of_the_desk_work_under_the_policy(desk: Page, hafen: Studio) -> None:
    desk.goto(reverse("admin:studios_studio_changelist"))
    desk.locator("#action-toggle").check()
    chosen = desk.locator("tr.selected").count()
    desk.goto(reverse("admin:studios_studio_change", args=[hafen.pk]))
    desk.locator("#id_staff_from option").first.wait_for(state="attached")

    assert chosen == Studio.objects.count()


def test_a_page_with_something_inline_would_be_noticed(chromium: Browser, site: str) -> None:
    """Else the tests above could not fail. Not with `phone`: it would."""
    with closing(chromium.new_context()) as context:
        page = context.new_page()
        seen: list[str] = []
        page.expose_function("told", lambda directive: seen.append(directive))
        page.goto(site)
        page.evaluate(
            "document.addEventListener('securitypolicyviolation', event => window.told(event.violatedDirective));"
            "document.body.insertAdjacentHTML('beforeend', '<p onclick=\"x()\" style=\"color: red\">x</p>')"
        )
        page.wait_for_function("document.body.lastElementChild.tagName === 'P'")
        page.wait_for_timeout(300)

    assert {one.split("-")[0] for one in seen} == {"script", "style"}
