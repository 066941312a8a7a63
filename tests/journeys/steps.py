"""Steps that several journeys share."""

import re

from django.core import mail
from playwright.sync_api import Page

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
