"""So many calls leave in a minute for each endpoint and key, and some of them only for booking."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from studios.brakes.budget import Spent
from studios.brakes.gate import Brakes
from studios.magicline.errors import GateClosed, NotSent
from studios.magicline.gate import Call
from studios.models import Studio
from tests.budget.conftest import Later, booking, looking
from tests.vendor import Vendor

PER_MINUTE, FOR_LOOKING = 10, 8
SLOTS = "/v1/appointments/bookable/{id}/slots"


@pytest.fixture(autouse=True)
def _small_budget(settings: Settings, vendor: Vendor) -> None:
    """The sandbox enforces the same."""
    settings.UPSTREAM_PER_MINUTE, settings.UPSTREAM_BROWSING_PERCENT = PER_MINUTE, 80
    for slug in ("hafen", "altstadt"):
        vendor.ask("POST", f"desk/studios/{slug}", {"rate_limit": PER_MINUTE})


def spend(studio: Studio, calls: int = FOR_LOOKING) -> None:
    for _ in range(calls):
        looking(studio).studio_information()


def statuses(vendor: Vendor, endpoint: str = "information") -> list[int]:
    return [one["status"] for one in vendor.requests(endpoint)]


@pytest.mark.usefixtures("remembered")
def test_looking_around_leaves_a_share_for_booking(hafen: Studio, vendor: Vendor) -> None:
    spend(hafen)

    with pytest.raises(Spent) as spent:
        looking(hafen).studio_information()
    for _ in range(PER_MINUTE - FOR_LOOKING):
        booking(hafen).studio_information()

    assert isinstance(spent.value, NotSent)
    assert 0 < (spent.value.retry_after or 0) <= 70
    assert statuses(vendor) == [200] * PER_MINUTE


@pytest.mark.usefixtures("remembered")
def test_above_the_limit_not_even_booking_is_sent_so_that_nobody_is_turned_away(
    hafen: Studio, vendor: Vendor
) -> None:
    for _ in range(PER_MINUTE):
        booking(hafen).studio_information()

    with pytest.raises(Spent):
        booking(hafen).studio_information()

    assert statuses(vendor) == [200] * PER_MINUTE


@pytest.mark.usefixtures("remembered")
def test_whoever_is_refused_uses_nothing_up(hafen: Studio, vendor: Vendor) -> None:
    spend(hafen)
    for _ in range(3 * PER_MINUTE):
        with pytest.raises(Spent):
            looking(hafen).studio_information()

    booking(hafen).studio_information()

    assert statuses(vendor) == [200] * (FOR_LOOKING + 1)


@pytest.mark.usefixtures("remembered")
def test_every_studio_and_every_endpoint_has_its_own(hafen: Studio, altstadt: Studio, vendor: Vendor) -> None:
    spend(hafen)

    looking(altstadt).studio_information()
    looking(hafen).appointments()

    assert set(statuses(vendor, "")) == {200}


@pytest.mark.usefixtures("remembered")
def test_all_processes_count_together(
    hafen: Studio, vendor: Vendor, other_process: Callable[[], None]
) -> None:
    spend(hafen, FOR_LOOKING // 2)
    other_process()
    spend(hafen, FOR_LOOKING // 2)

    with pytest.raises(Spent):
        looking(hafen).studio_information()

    assert len(statuses(vendor)) == FOR_LOOKING


@pytest.mark.usefixtures("remembered")
def test_whoever_waits_as_long_as_told_gets_through(hafen: Studio, vendor: Vendor, later: Later) -> None:
    spend(hafen)
    with pytest.raises(Spent) as spent:
        looking(hafen).studio_information()

    with later(spent.value.retry_after or 0):
        looking(hafen).studio_information()

    assert statuses(vendor) == [200] * (FOR_LOOKING + 1)


def test_a_hundred_at_once_are_no_more_than_may_be(hafen: Studio, vendor: Vendor, settings: Settings) -> None:
    settings.UPSTREAM_PER_MINUTE = 100
    vendor.ask("POST", "desk/studios/hafen", {"rate_limit": 100})
    client, number = looking(hafen), vendor.appointment("hafen", "Body Scan")
    today = hafen.local(timezone.now()).date()

    def look(_visitor: int) -> list[str]:
        seen = []
        for _ in range(3):
            try:
                client.slots(number, today)
            except GateClosed as closed:
                seen.append(type(closed).__name__)
            else:
                seen.append("shown")
        return seen

    with ThreadPoolExecutor(100) as pool:
        seen = [what for told in pool.map(look, range(100)) for what in told]

    assert statuses(vendor, "slots") == [200] * 80
    assert (seen.count("shown"), seen.count("Spent")) == (80, 220)


def test_in_no_minute_whenever_it_begins_more_have_left(settings: Settings) -> None:
    """Bursts and quiet times of half an hour: what may be is nearly used up, and never more."""
    settings.UPSTREAM_PER_MINUTE = 100
    chance, brakes, left = random.Random(6), Brakes(), []
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for _ in range(900):
            clock.shift(chance.choice([0.1, 0.5, 1, 5, 20]) * chance.random())
            for _ in range(chance.choice([1, 3, 30])):
                try:
                    brakes.ask(Call("hafen", SLOTS, "GET", browsing=chance.random() < 0.5))
                except Spent:
                    continue
                left.append(time.time())
        fullest = max(_within_a_minute(left))

    assert 90 <= fullest <= 100


def _within_a_minute(left: list[float]) -> list[int]:
    """For each call, how many left in the minute that ends with it, a few seconds more included."""
    counts, first = [], 0
    for place, at in enumerate(left):
        while left[first] < at - 65:
            first += 1
        counts.append(place - first + 1)
    return counts
