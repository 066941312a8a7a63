"""The whole way with the keyboard alone: all of it can be reached, one sees where, and a swap takes one along."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import BrowserContext, Page, expect

from studios.management.worker import run_due_tasks
from studios.models import Studio
from tests.journeys.steps import sign_in
from tests.vendor import Vendor

pytestmark = pytest.mark.browser

# What is wrong with where the focus is: no line around it (a card has it around the whole card), or something fixed
# that lies over all of it.
UNSEEN = """() => {
  const one = document.activeElement;
  const around = one.closest(".link-card") ?? one;
  const style = getComputedStyle(around);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no line around it";
  const { left, top, width, height } = around.getBoundingClientRect();
  const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
  const seen = points.some(([x, y]) => {
    const there = document.elementFromPoint(left + width * x, top + height * y);
    return there && (around.contains(there) || there.contains(around));
  });
  return seen ? "" : "hidden by something";
}"""


def tab_to(page: Page, selector: str, *, most: int = 60) -> None:
    """Presses Tab until the focus is there; it is seen at every stop on the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue  # round the end of the page
        unseen = page.evaluate(UNSEEN)
        assert not unseen, (unseen, page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def test_books_moves_cancels_and_signs_out_with_the_keyboard_alone(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor
) -> None:
    Studio.objects.update(cancel_cutoff_hours=0)
    body_scan = vendor.appointment("hafen", "Body Scan")
    page = phone().new_page()
    page.emulate_media(reduced_motion="reduce")  # no scroll to wait for

    page.goto("/studios/hafen/")
    press(page, f"[data-appointment-id='{body_scan}'] a")
    page.wait_for_selector("[data-window-start]")
    press(page, "a[rel=next]")
    page.wait_for_url("**start=**")
    expect(page.locator("#window-title")).to_be_focused(timeout=15_000)
    press(page, "[data-slot-start]")
    page.wait_for_selector("input[name=email]")
    tab_to(page, "input[name=email]")
    page.keyboard.type("ada@example.org")
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    run_due_tasks()
    code = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert code
    tab_to(page, "input[name=code]")
    page.keyboard.type(code[1])
    page.keyboard.press("Enter")
    page.wait_for_selector("form[data-watch-connection]")
    press(page, "form[data-watch-connection] button")
    page.wait_for_selector("[data-booking-status=BOOKED]")

    press(page, "a[href$='/move/']")
    page.wait_for_selector("[data-window-start]")
    press(page, "a[rel=next]")
    page.wait_for_url("**start=**")
    expect(page.locator("#window-title")).to_be_focused(timeout=15_000)
    press(page, "[data-slot-start]")
    page.wait_for_selector("form[data-watch-connection]")
    press(page, "form[data-watch-connection] button")
    page.wait_for_selector("[data-move=moved]")
    press(page, "a[href$='/cancel/']")
    page.wait_for_selector("form[data-watch-connection]")
    press(page, "form[data-watch-connection] button")
    page.wait_for_selector("[data-booking-status=CANCELED]")
    press(page, "nav a[href='/me/']")
    page.wait_for_selector("form[action='/sign-out/']")
    press(page, "form[action='/sign-out/'] button")
    page.wait_for_selector("main a[href='/sign-in/']")
    assert vendor.bookings() == []


def test_where_a_form_is_refused_the_focus_goes_to_what_is_said(
    phone: Callable[..., BrowserContext], site: str, vendor: Vendor
) -> None:
    page = phone().new_page()
    page.emulate_media(reduced_motion="reduce")  # no scroll to wait for
    page.goto(f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/next-free/")
    page.locator("[data-slot-start]").last.click()
    sign_in(page, "ada@example.org")
    page.wait_for_selector("form[data-watch-connection]")
    vendor.mishap("validate", "validation_status", value="CUSTOMER_IDLE")

    press(page, "form[data-watch-connection] button")

    page.wait_for_selector("[data-refusal]")
    expect(page.locator("h1")).to_be_focused(timeout=15_000)
