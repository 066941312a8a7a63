"""Steps that several journeys share."""

import re

from django.core import mail
from playwright.sync_api import Page, expect

from studios.management.worker import run_due_tasks


def sign_in(page: Page, address: str) -> None:
    """From the sign-in page, through the mail, to where it was interrupted."""
    page.locator("input[name=email]").fill(address)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    run_due_tasks()
    code = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert code
    page.locator("input[name=code]").fill(code[1])
    page.keyboard.press("Enter")


def confirm(page: Page) -> None:
    """Presses the one button of a page that asks before it writes."""
    page.wait_for_selector("form[data-watch-connection]")
    page.locator("form[data-watch-connection] button").click()


def confirm_and_lose_the_answer(page: Page, address: str) -> None:
    """The request arrives and is carried out; only its answer is lost. Ends on the notice that says so."""
    page.wait_for_selector("form[data-watch-connection]")
    page.route(address, lambda route: (route.fetch(max_redirects=0), route.abort()))
    confirm(page)
    expect(page.locator("[data-no-connection]")).to_be_visible()
