"""The webhook about our own booking is delivered and acted on while the answer to our POST is still on its way."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connections as django_connections
from django.test import Client as Browser
from pytest_django.live_server_helper import LiveServer

from studios import connections
from studios.magicline.gate import OPEN
from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, Letter, Studio, WebhookMessage
from tests.booking.steps import confirm_page
from tests.pages import Page, submit
from tests.vendor import Vendor
from tests.webhooks.posting import ADDRESS

pytestmark = pytest.mark.django_db(transaction=True)

ON_ITS_WAY = 4.0  # seconds: as long as the answer takes


@pytest.fixture
def told(
    live_server: LiveServer, studios: dict[str, Studio], vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> Vendor:
    # The suite's own gate looks at the transactions of one thread; here two are at work.
    monkeypatch.setattr(connections, "gate", OPEN)
    vendor.hooks(url=live_server.url + ADDRESS, automatic=False)
    return vendor


def sent_in_a_thread(browser: Browser, url: str, page: Page) -> Page:
    try:
        return submit(browser, url, page)
    finally:
        django_connections.close_all()


def test_a_created_that_overtakes_the_answer_makes_one_row_and_one_mail(ada: Browser, told: Vendor) -> None:
    url, page = confirm_page(ada, told, "hafen", "Body Scan")
    told.mishap("book", "delay_after", seconds=ON_ITS_WAY)

    with ThreadPoolExecutor() as pool:
        answer = pool.submit(sent_in_a_thread, ada, url, page)
        deadline = time.monotonic() + ON_ITS_WAY
        while not told.bookings():
            assert time.monotonic() < deadline, "nothing was booked"
            time.sleep(0.02)
        sent = told.flush_hooks()
        run_due_tasks()
        run_due_tasks()
        meanwhile = (Attempt.objects.get().state, len(mail.outbox), answer.done())
        shown = answer.result()
    for _ in range(3):
        run_due_tasks()

    assert sent == {"sent": 1, "delivered": 1}
    assert meanwhile == ("BOOKED", 1, False)
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.booking) == ("BOOKED", Booking.objects.get())
    assert shown.value("data-booking-status") == "BOOKED"
    assert shown.value("data-booking-reference") == attempt.reference
    assert WebhookMessage.objects.get().processed_at
    assert Letter.objects.count() == len(mail.outbox) == 1
    assert len(told.bookings()) == 1
