"""What visitors see when the budget is spent: older times, else when to come back; and whoever books, books."""

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings

from studios.management.worker import run_due_tasks
from studios.models import Studio, WebhookMessage
from studios.webhooks.tasks import react_to
from tests.booking.steps import first_slot, slot_page
from tests.budget.conftest import Later
from tests.pages import get, submit
from tests.vendor import Vendor
from tests.webhooks.posting import tell


@pytest.fixture
def spent(settings: Settings) -> None:
    """Nothing is left for looking around; all of it is kept for booking."""
    settings.UPSTREAM_BROWSING_PERCENT = 0


@pytest.mark.usefixtures("spent")
def test_whoever_looks_is_told_why_and_when_to_come_back(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    page = slot_page(client, vendor, "hafen", "Body Scan")

    assert page.answer.status_code == 503
    assert 1 <= int(page.answer.headers["Retry-After"]) <= 70
    assert page.value("data-refusal") == "COULD_NOT_ASK"
    assert "So many people are looking around right now" in page.text
    assert "did not answer" not in page.text
    assert "no-store" in page.answer.headers["Cache-Control"]
    assert page.link("Try again")
    assert vendor.requests() == []


def test_older_times_are_shown_where_there_are_some(
    client: Browser, hafen: Studio, vendor: Vendor, settings: Settings, later: Later
) -> None:
    settings.SLOT_CACHE_SECONDS, settings.OFFER_CACHE_SECONDS = 10, 60
    before = slot_page(client, vendor, "hafen", "Body Scan")
    asked = len(vendor.requests())
    settings.UPSTREAM_BROWSING_PERCENT = 0

    with later(120):
        page = slot_page(client, vendor, "hafen", "Body Scan")

    assert page.answer.status_code == 200
    assert page.values("data-slot-start") == before.values("data-slot-start")
    assert "This is how it was at" in page.text
    assert len(vendor.requests()) == asked


def test_whoever_is_about_to_book_does(
    ada: Browser, hafen: Studio, vendor: Vendor, settings: Settings
) -> None:
    url = first_slot(ada, vendor, "hafen", "Body Scan")
    settings.UPSTREAM_BROWSING_PERCENT = 0

    page = get(ada, url)
    submit(ada, url, page)

    assert len(vendor.bookings()) == 1


@pytest.mark.usefixtures("spent")
def test_what_webhooks_tell_of_is_read_when_there_is_something_left_for_it(
    hafen: Studio, vendor: Vendor, settings: Settings
) -> None:
    tell(hafen, "APPOINTMENT_BOOKING_CANCELLED", entity_id=7893459)
    run_due_tasks()
    message = WebhookMessage.objects.get()
    asked = len(vendor.requests())
    settings.UPSTREAM_BROWSING_PERCENT = 80

    WebhookMessage.objects.update(next_try_at=timezone.now())
    react_to.call(message.pk)

    assert (asked, len(vendor.requests())) == (0, 1)
    assert message.last_error == "Spent"
    message.refresh_from_db()
    assert message.processed_at


@pytest.mark.usefixtures("spent")
def test_my_bookings_are_those_that_we_know(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    page = get(ada, "/bookings/")

    assert page.answer.status_code == 200
    assert vendor.requests("bookings") == []


def test_magicline_having_had_enough_is_told_as_that(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("bookable", "429", retry_after=40)
    get(client, "/studios/hafen/")

    page = get(client, "/studios/hafen/")

    assert page.answer.status_code == 503
    assert 30 <= int(page.answer.headers["Retry-After"]) <= 40
    assert "very busy" in page.text
    assert len(vendor.requests("bookable")) == 1
