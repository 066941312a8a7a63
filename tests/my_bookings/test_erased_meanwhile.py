"""Somebody is erased while the site asks about their bookings: the answer brings nothing of them back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from studios import connections
from studios.magicline.gate import Call
from studios.management.worker import run_due_tasks
from studios.models import Booking, DriftReport, Member, Studio, erase
from studios.my_bookings import reconcile
from tests.conftest import CUSTOMERS, TransactionGate
from tests.my_bookings.test_my_bookings import book
from tests.pages import get
from tests.vendor import Vendor
from tests.webhooks.posting import tell
from tests.webhooks.test_reactions import CREATED, at_the_desk


class Meanwhile(TransactionGate):
    """Does something once, after the vendor has answered a question about a booking and before that is written."""

    def __init__(self, deed: Callable[[], None]) -> None:
        super().__init__()
        self.deeds = [deed]

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        if call.method == "GET" and "/booking/" in call.endpoint and self.deeds:
            self.deeds.pop()()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "PAUSE_SECONDS", 0)


def nightfall(studio: Studio) -> DriftReport | None:
    Booking.objects.update(read_at=timezone.now() - timedelta(days=1))
    return reconcile.reconcile(studio, night=timezone.now().date(), now=timezone.now())


@pytest.mark.parametrize("name", ["dora", "ada"], ids=["never-signed-in", "member"])
def test_the_night_writes_down_what_it_read_of_the_others(
    ada: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    tell(hafen, CREATED, entity_id=at_the_desk(ada, vendor, name))
    run_due_tasks()
    other = at_the_desk(ada, vendor, "ben")
    tell(hafen, CREATED, entity_id=other)
    run_due_tasks()
    vendor.ask("POST", f"desk/bookings/{other}/cancel?tenant=iron-oak")
    gate = Meanwhile(lambda: erase(hafen.chain, CUSTOMERS[name], now=timezone.now()))
    monkeypatch.setattr(connections, "gate", gate)

    report = nightfall(hafen)

    assert gate.deeds == []
    assert [(one.booking_id, one.is_cancelled) for one in Booking.objects.all()] == [(other, True)]
    assert report is not None
    assert report.checked == 2


def test_a_page_that_was_being_made_is_not_there_any_more(
    ada: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    gate = Meanwhile(lambda: erase(hafen.chain, CUSTOMERS["ada"], now=timezone.now()))
    monkeypatch.setattr(connections, "gate", gate)

    page = get(ada, f"/bookings/{reference}/")

    assert page.answer.status_code == 404
    assert not Booking.objects.exists()
    assert not Member.objects.exists()


def test_a_webhook_that_was_being_acted_on_keeps_nothing(
    ada: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(hafen, CREATED, entity_id=at_the_desk(ada, vendor, "dora"))
    gate = Meanwhile(lambda: erase(hafen.chain, CUSTOMERS["dora"], now=timezone.now()))
    monkeypatch.setattr(connections, "gate", gate)

    run_due_tasks()

    assert gate.deeds == []
    assert not Booking.objects.exists()
