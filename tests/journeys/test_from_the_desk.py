"""A member without a mail address comes to the desk: a code is handed out, typed on a phone, and ended everywhere."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from studios.models import Studio
from tests.journeys.axe import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with-js", "without-js"])
def test_a_code_goes_over_the_desk_and_signs_in(
    phone: Callable[..., BrowserContext], site: str, snap: Callable[[Page, str], None], javascript: bool
) -> None:
    studio = Studio.objects.get(slug="lisboa")
    at_the_desk = staff(phone(javascript=javascript, width=1280), site)
    at_the_desk.goto(f"/admin/studios/studio/{studio.pk}/change/")
    at_the_desk.get_by_role("link", name="Hand out a code").click()
    at_the_desk.locator("input[name=number]").fill("2002003")
    snap(at_the_desk, "desk-1")
    at_the_desk.get_by_role("button", name="Look the customer up").click()
    expect(at_the_desk.locator("form h2").last).to_contain_text("Rui Semcorreio")
    snap(at_the_desk, "desk-2")
    at_the_desk.get_by_role("button", name="Yes, it is them").click()
    code = re.search(r"\d{4} \d{4}", at_the_desk.locator(".desk-code").inner_text())
    snap(at_the_desk, "desk-3")
    assert code

    page = phone(javascript=javascript).new_page()
    page.goto("/bookings/")
    page.get_by_role("link", name="Use a code from the desk").click()
    page.locator("select[name=studio]").select_option(label="Pulse Lisboa")
    page.locator("input[name=number]").fill("2002003")
    page.locator("input[name=code]").fill("0000 0000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    snap(page, "phone-1")
    if javascript:
        assert violations(page) == []
    page.locator("input[name=code]").fill(code[0])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("My bookings")
    expect(page.locator(".notice").first).to_contain_text("no mail address of yours")
    snap(page, "phone-2")

    page.goto("/me/")
    snap(page, "phone-3")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.locator("h1")).to_contain_text("signed out everywhere")
    if javascript:
        assert violations(page) == []
    page.goto("/bookings/")
    expect(page.locator("input[name=email]")).to_be_visible()


def test_the_pages_that_say_no_are_as_readable_as_the_others(
    phone: Callable[..., BrowserContext], snap: Callable[[Page, str], None], settings: object
) -> None:
    settings.SIGN_INS_PER_CLIENT = 1  # type: ignore[attr-defined]
    page, other = phone().new_page(), phone().new_page()
    page.goto("/sign-in/?studio=hafen")
    page.locator("input[name=email]").fill("ada@example.org")
    page.keyboard.press("Enter")
    page.locator("summary").click()
    snap(page, "code")
    wrong = [*violations(page)]
    number = page.locator("input[name=challenge]").first.input_value()

    other.goto("/sign-in/?studio=hafen")
    other.locator("input[name=email]").fill("ada@example.org")
    other.keyboard.press("Enter")
    expect(other.locator("h1")).to_have_text("Please wait a moment")
    snap(other, "too-many")
    wrong += violations(other)
    other.goto("/sign-in/")
    other.locator("form[method=post]").last.evaluate(
        "(form, number) => { form.action = '/sign-in/code/'; form.innerHTML += "
        "`<input name=code value=123456><input name=challenge value=${number}>` }",
        number,
    )
    other.locator("form[method=post] button").last.click()
    expect(other.get_by_role("alert")).to_contain_text("only in the browser that asked for it")
    snap(other, "other-browser")
    wrong += violations(other)

    assert wrong == []


def staff(context: BrowserContext, site: str) -> Page:
    """A page of somebody who is logged in to the admin."""
    client = Client()
    client.force_login(User.objects.create_superuser("desk"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    return context.new_page()
