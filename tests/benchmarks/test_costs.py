"""What docs/scaling.md reckons with is so: calls and writes of every page, and the limits of the site's own."""

import re
from collections import Counter
from collections.abc import Callable, Mapping

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from benchmarks import costs
from benchmarks.costs import VIEWS, WORK, View, Work
from studios.management.worker import Runner
from studios.models import Booking, Studio
from studios.my_bookings import reconcile
from studios.my_bookings.tasks import send_all
from tests.booking.steps import first_slot
from tests.databases import statements
from tests.pages import get
from tests.vendor import Vendor
from tests.webhooks.posting import tell

SHARED = {"bookable": "offer", "bookable_one": "offer", "information": "offer", "slots": "times"}
Counts = tuple[Mapping[str, int], int]


def counted(vendor: Vendor, do: Callable[[], object]) -> Counts:
    """The calls by endpoint, and the writes."""
    before = len(vendor.requests())
    writes = sum(bool(re.match("INSERT|UPDATE|DELETE", one)) for one in statements(do))
    return Counter(one["endpoint"] for one in vendor.requests()[before:]), writes


def same(counts: Counts) -> Counts:
    """With what a studio offers under one name: one appointment, asked for by its number, is as good as the list."""
    calls, writes = counts
    return Counter(SHARED.get(endpoint, endpoint) for endpoint in Counter(calls).elements()), writes


def expected(cost: View | Work) -> Counts:
    shared = {"offer": cost.offer, "times": cost.times} if isinstance(cost, View) else {}
    return same((+Counter(cost.own | shared), cost.writes))


def test_a_page_costs_as_many_calls_and_writes_as_is_said(
    ada: Browser, vendor: Vendor, hafen: Studio
) -> None:
    hafen.cancel_cutoff_hours = 0
    hafen.save()
    times = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    choice = first_slot(
        ada, vendor, "hafen", "Body Scan"
    )  # what is learned of a studio once is written by now
    form = get(ada, choice).fields()
    stranger = Browser()
    stranger.get("/sign-in/?studio=hafen")

    def at_the_booking(way: str = "") -> str:
        return f"{Booking.objects.get().get_absolute_url()}{way}"

    walk: dict[str, Callable[[], object]] = {
        "studios": lambda: ada.get("/"),
        "appointments": lambda: ada.get("/studios/hafen/"),
        "slots": lambda: ada.get(times),
        "next_free": lambda: ada.get(f"{times}next-free/"),
        "sign_in": lambda: stranger.post("/sign-in/?studio=hafen", {"email": "ada@example.org"}),
        "confirm": lambda: ada.get(choice),
        "book": lambda: ada.post(choice, form),
        "one_booking": lambda: ada.get(at_the_booking()),
        "my_bookings": lambda: ada.get("/bookings/"),
        "cancel": lambda: ada.post(at_the_booking("cancel/")),
    }
    found = {page: same(counted(vendor, view)) for page, view in walk.items()}

    assert Booking.objects.get().is_cancelled
    assert found == {page: expected(VIEWS[page]) for page in walk}
    assert {*VIEWS} - {*walk} == {"code"}


def test_the_worker_costs_as_many_calls_and_writes_as_is_said(
    ada: Browser, vendor: Vendor, hafen: Studio
) -> None:
    choice = first_slot(ada, vendor, "hafen", "Body Scan")
    ada.post(choice, get(ada, choice).fields())
    stranger = Browser()
    number = Booking.objects.get().booking_id

    def mail() -> None:
        send_all(timezone.now())
        Runner().run_one()

    def webhook() -> None:
        tell(hafen, "APPOINTMENT_BOOKING_CREATED", entity_id=number)
        Runner().run_one()

    found = {"mail": counted(vendor, mail), "webhook": counted(vendor, webhook)}
    stranger.post("/sign-in/?studio=hafen", {"email": "ada@example.org"})
    found["sign_in"] = counted(vendor, lambda: Runner().run_one())

    assert found == {kind: expected(cost) for kind, cost in WORK.items()}


@pytest.mark.parametrize(
    ("told", "so"),
    [
        (costs.NIGHT_BUDGET, settings.RECONCILE_REQUESTS),
        (costs.NIGHT_PAUSE, reconcile.PAUSE_SECONDS),
        (costs.NIGHT_RUN_SECONDS, reconcile.LONGEST_RUN_SECONDS),
        (costs.SIGN_INS_A_MINUTE, settings.SIGN_INS_PER_MINUTE),
        (costs.RETENTION_DAYS, settings.RETENTION_DAYS),
        (costs.SESSION_DAYS, settings.SESSION_COOKIE_AGE / 86_400),
    ],
)
def test_a_limit_is_as_is_said(told: float, so: float) -> None:
    assert told == so
