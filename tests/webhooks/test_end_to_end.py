"""The sandbox tells the site over HTTP, as the vendor does: lost, doubled, out of order, several at once."""

import pytest
from django.test import Client as Browser
from pytest_django.live_server_helper import LiveServer

from studios.management.worker import run_due_tasks
from studios.models import Booking, Studio, WebhookMessage
from tests.my_bookings.test_my_bookings import book
from tests.vendor import Vendor
from tests.webhooks.posting import ADDRESS
from tests.webhooks.test_reactions import at_the_desk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(live_server: LiveServer, studios: dict[str, Studio], vendor: Vendor) -> Vendor:
    """A vendor that tells the site what happens, when it is told to flush."""
    vendor.hooks(url=live_server.url + ADDRESS, automatic=False)
    return vendor


def test_what_happens_at_the_desk_arrives(ada: Browser, told: Vendor) -> None:
    number = at_the_desk(ada, told, "ada")
    told.ask("POST", f"desk/bookings/{number}/cancel?tenant=iron-oak")

    sent = told.flush_hooks()
    run_due_tasks()

    assert sent == {"sent": 2, "delivered": 2}
    assert Booking.objects.get().is_cancelled
    assert WebhookMessage.objects.exclude(processed_at=None).count() == 2


@pytest.mark.parametrize("kind", ["double", "several", "shuffle"])
def test_doubled_merged_and_shuffled_ones_come_to_the_same(ada: Browser, told: Vendor, kind: str) -> None:
    told.mishap("webhook", kind, count=2, value="APPOINTMENT_BOOKING_UPDATED")
    number = at_the_desk(ada, told, "ada")
    told.ask("POST", f"desk/bookings/{number}/cancel?tenant=iron-oak")

    told.flush_hooks()
    run_due_tasks()

    assert [(one.booking_id, one.is_cancelled) for one in Booking.objects.all()] == [(number, True)]
    assert WebhookMessage.objects.count() == 2


def test_a_forged_one_is_turned_away_and_sent_again_in_vain(ada: Browser, told: Vendor) -> None:
    told.mishap("webhook", "wrong_key")
    at_the_desk(ada, told, "ada")

    told.flush_hooks()

    assert [(one["state"], one["last_status"]) for one in told.deliveries()] == [("waiting", 401)]
    assert not WebhookMessage.objects.exists()


def test_one_about_our_own_booking_makes_no_second_row(ada: Browser, told: Vendor) -> None:
    book(ada, told, "hafen", "Body Scan")

    told.flush_hooks()
    run_due_tasks()

    assert WebhookMessage.objects.count() == 1
    assert Booking.objects.count() == 1
