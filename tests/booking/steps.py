"""Steps that many tests of booking begin with."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Attempt
from tests.pages import Page, get
from tests.vendor import Vendor

BERLIN = ZoneInfo("Europe/Berlin")


def slot_page(browser: Browser, vendor: Vendor, slug: str, title: str, query: str = "") -> Page:
    return get(browser, f"/studios/{slug}/appointments/{vendor.appointment(slug, title)}/{query}")


def in_days(number: int) -> date:
    return datetime.now(BERLIN).date() + timedelta(days=number)


def weekday_ahead(weekday: int, *, at_least: int = 2) -> date:
    """The first such weekday (Monday is 0) so many days ahead or later."""
    return next(day for day in map(in_days, range(at_least, at_least + 7)) if day.weekday() == weekday)


def instants(page: Page) -> list[datetime]:
    return [
        datetime.fromisoformat(text.split("[")[0]).astimezone(UTC) for text in page.values("data-slot-start")
    ]


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


def look(attempt: Attempt) -> None:
    """Lets the time pass that must pass, and the worker look."""
    past = timezone.now() - timedelta(seconds=1)
    Attempt.objects.filter(pk=attempt.pk).update(gives_up_at=past, look_at=past)
    run_due_tasks()


def two_trainers_at_one_hour(browser: Browser, vendor: Vendor) -> list[str]:
    """The addresses of the same hour of Personal Training at Hafen with one trainer and with the other."""
    page = get(
        browser, f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/next-free/"
    )
    at: dict[str, list[str]] = {}
    for slot in page.all("data-slot-start"):
        at.setdefault(slot.attributes["data-slot-start"], []).append(slot.attributes["href"])
    return next(links for links in at.values() if len(links) == 2)


def open_on(vendor: Vendor, slug: str, *days: date) -> None:
    """Closes a studio for the next 60 days but these."""
    closed = [in_days(ahead) for ahead in range(60) if in_days(ahead) not in days]
    closings = [{"reason": "Closed", "first_on": str(day)} for day in closed]
    vendor.ask("POST", f"desk/studios/{slug}", {"closings": closings})
