"""Steps of moving a booking, as a member takes them."""

from datetime import timedelta

from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, Letter, Move
from tests.pages import Page, get, submit
from tests.vendor import Vendor


class Killed(BaseException):
    """What SIGKILL does: nothing of ours runs after it."""


def new_time(browser: Browser, reference: str, number: int = 0, *, day: int = 1) -> tuple[str, Page]:
    """The address of a free time (that with this number, so many days after the old one) and its page."""
    start = Booking.objects.get(reference=reference).starts_at.date() + timedelta(days=day)
    page = get(browser, f"/bookings/{reference}/move/?start={start}")
    url = page.all("data-slot-start")[number].attributes["href"]
    return url, get(browser, url)


def time_with_the_other_trainer(browser: Browser, reference: str) -> tuple[str, Page]:
    """The address of the hour that the booking has already, with somebody else, and its page."""
    old = Booking.objects.get(reference=reference)
    page = get(browser, f"/bookings/{reference}/move/?start={old.studio.local(old.starts_at).date()}")
    url = next(
        slot.attributes["href"]
        for slot in page.all("data-slot-start")
        if slot.attributes["data-slot-start"] == old.start_text
    )
    return url, get(browser, url)


def move(browser: Browser, reference: str, number: int = 0) -> Page:
    url, page = new_time(browser, reference, number)
    return submit(browser, url, page)


def let_time_pass() -> None:
    """What is due in the next minutes is due now, and the worker has done it; one thing leads to another."""
    for _ in range(3):
        past = timezone.now() - timedelta(minutes=2)
        Attempt.objects.exclude(look_at=None).update(look_at=past, gives_up_at=past)
        Booking.objects.exclude(cancel_sent_at=None).update(cancel_sent_at=past)
        Move.objects.exclude(next_try_at=None).update(next_try_at=past)
        run_due_tasks()
    Letter.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())
    run_due_tasks()


def news() -> list[str]:
    """What the mails that were sent say at the beginning of their subjects, in order."""
    return [one.subject.split(":")[0] for one in mail.outbox]


def latest() -> str:
    return Attempt.objects.order_by("-created_at")[0].reference


def written(vendor: Vendor) -> list[str]:
    """What was written at the vendor's since the first booking, in order."""
    return [one["endpoint"] for one in vendor.requests() if one["endpoint"] in ("book", "cancel")][1:]
