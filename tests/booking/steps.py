"""Steps that many tests of booking begin with."""

from django.test import Client as Browser

from tests.pages import Page, get
from tests.vendor import Vendor


def first_slot(browser: Browser, vendor: Vendor, slug: str, title: str, number: int = 0) -> str:
    """The address that the first free slot (or that with this number) leads to."""
    page = get(browser, f"/studios/{slug}/appointments/{vendor.appointment(slug, title)}/next-free/")
    return page.all("data-slot-start")[number].attributes["href"]


def confirm_page(
    browser: Browser, vendor: Vendor, slug: str, title: str, number: int = 0
) -> tuple[str, Page]:
    """The address of a slot's confirmation, and its page."""
    url = first_slot(browser, vendor, slug, title, number)
    return url, get(browser, url)
