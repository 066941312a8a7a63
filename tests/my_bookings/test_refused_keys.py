"""A key that is refused: sure before anything pauses, the operator told once, and all well again by itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Studio, WebhookMessage
from studios.my_bookings import refused_keys
from tests.booking.steps import confirm_page, look
from tests.pages import get, submit
from tests.vendor import Vendor
from tests.webhooks.posting import tell


@pytest.fixture(autouse=True)
def _operator(settings) -> None:
    settings.ADMINS = [("", "operator@example.org")]


def refused(studio: Studio) -> None:
    """The key has been refused three times over ten minutes."""
    now = timezone.now()
    studio.suspect_key(now=now - timedelta(minutes=10))
    for _time in range(2):
        refused_keys.ask_again(now)
    studio.refresh_from_db()


@pytest.fixture
def dead(hafen: Studio) -> Studio:
    """Hafen with a key that Magicline does not know (any more)."""
    hafen.api_key = "a-dead-key"
    hafen.save()
    return hafen


def test_three_refusals_over_five_minutes_pause_and_tell_the_operator_once(dead: Studio) -> None:
    refused(dead)
    refused_keys.ask_again(timezone.now())

    assert dead.reads_are_paused
    assert [(one.to, dead.name in one.subject) for one in mail.outbox] == [(["operator@example.org"], True)]
    assert "a-dead-key" not in mail.outbox[0].body


def looks_at_my_bookings(ada: Browser, vendor: Vendor) -> None:
    vendor.mishap("bookings", "401")
    get(ada, "/bookings/")


def books(ada: Browser, vendor: Vendor) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("book", "401")
    assert submit(ada, url, page).value("data-booking-status") == "NOT_BOOKED"


def is_looked_for(ada: Browser, vendor: Vendor) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("book", "503")
    submit(ada, url, page)
    vendor.mishap("bookings", "401", count=9)
    look(Attempt.objects.get())
    assert Attempt.objects.get().state == "UNSURE"


@pytest.mark.parametrize("meets", [looks_at_my_bookings, books, is_looked_for])
def test_whoever_meets_a_refusal_says_so(
    ada: Browser, hafen: Studio, vendor: Vendor, meets: Callable[[Browser, Vendor], None]
) -> None:
    meets(ada, vendor)

    hafen.refresh_from_db()
    assert hafen.key_refused_since


def test_refusals_within_a_moment_pause_nothing(dead: Studio) -> None:
    now = timezone.now()
    dead.suspect_key(now=now)

    for _time in range(5):
        refused_keys.ask_again(now)

    dead.refresh_from_db()
    assert not dead.reads_are_paused
    assert mail.outbox == []


def test_a_key_that_works_is_cleared(hafen: Studio, vendor: Vendor) -> None:
    hafen.suspect_key(now=timezone.now() - timedelta(hours=1))
    Studio.objects.update(reads_paused_at=timezone.now(), operator_told_at=timezone.now())

    refused_keys.ask_again(timezone.now())

    hafen.refresh_from_db()
    assert (hafen.key_refused_since, hafen.key_refusals, hafen.reads_paused_at) == (None, 0, None)


@pytest.mark.parametrize("status", [503, 404, 400])
def test_no_answer_says_nothing_about_the_key(hafen: Studio, vendor: Vendor, status: int) -> None:
    hafen.suspect_key(now=timezone.now() - timedelta(hours=1))
    vendor.mishap("head", "status", status=status, count=100)

    refused_keys.ask_again(timezone.now())

    hafen.refresh_from_db()
    assert (hafen.key_refusals, hafen.reads_are_paused) == (1, False)


def test_webhooks_of_a_paused_studio_wait_and_are_acted_on_later(hafen: Studio, vendor: Vendor) -> None:
    now = timezone.now()
    Studio.objects.update(reads_paused_at=now, operator_told_at=now, vendor_telephone="")
    tell(hafen, "STUDIO_OPENING_HOURS_UPDATED")

    run_due_tasks()

    message = WebhookMessage.objects.get()
    assert (vendor.requests(), message.tries, message.processed_at) == ([], 0, None)
    assert message.next_try_at is not None

    hafen.refresh_from_db()
    hafen.key_works()
    WebhookMessage.objects.update(next_try_at=timezone.now())
    run_due_tasks()

    assert WebhookMessage.objects.get().processed_at is not None


def test_members_see_the_telephone_and_the_key_is_suspected(client: Browser, dead: Studio) -> None:
    page = client.get("/studios/hafen/")

    dead.refresh_from_db()
    assert page.status_code == 503
    assert dead.telephone in page.content.decode()
    assert dead.key_refused_since is not None
