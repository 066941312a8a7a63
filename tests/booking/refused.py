"""Steps of members who are refused, and of what is offered to them then."""

from datetime import date, datetime

from django.test import Client as Browser

from tests.booking.steps import BERLIN, slot_page
from tests.pages import Page, get
from tests.vendor import Vendor


def ways_on(browser: Browser, refused: Page) -> Page:
    """What htmx loads into the page of a refusal."""
    return get(browser, refused.value("hx-get"), headers={"HX-Request": "true"})


def refused_as(browser: Browser, vendor: Vendor, url: str, word: str) -> Page:
    """The page of a time to which the studio says `word`, once."""
    vendor.mishap("validate", "validation_status", value=word)
    return get(browser, url)


def taken(browser: Browser, vendor: Vendor, url: str) -> Page:
    """The page of a time that somebody else has taken, with every trainer, since it was chosen."""
    vendor.mishap("validate", "slot_taken")
    get(browser, url)
    return get(browser, url)


def starts(page: Page) -> list[datetime]:
    """Of the times on a page, on the clock in Berlin."""
    texts = (text.split("[")[0] for text in page.values("data-slot-start"))
    return [datetime.fromisoformat(text).astimezone(BERLIN) for text in texts]


def days(page: Page) -> list[date]:
    return [start.date() for start in starts(page)]


def links(page: Page) -> list[str]:
    return [element.attributes["href"] for element in page.all("data-slot-start")]


def slot_at(
    browser: Browser,
    vendor: Vendor,
    slug: str,
    title: str,
    day: date,
    hour: int | None = None,
    with_whom: str = "",
) -> str:
    """The address that the free time at that hour, or the first one of that day, leads to."""
    page = slot_page(browser, vendor, slug, title, f"?start={day}")
    return next(
        link
        for link, start, slot in zip(links(page), starts(page), page.all("data-slot-start"), strict=True)
        if start.date() == day and hour in (None, start.hour) and with_whom in slot.text
    )
