"""What everybody sees is asked for once, and again when it is old."""

import pickle
import pickletools
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from studios import connections, memory
from studios.kept import flights, offer
from studios.kept.flights import Kept
from studios.kept.offer import Offer
from studios.models import Studio
from tests.booking.steps import first_slot, in_days, slot_page
from tests.kept.conftest import SLOT_SECONDS, Later
from tests.pages import get
from tests.vendor import Vendor

Asked = Callable[[str], int]

# Hafen's list has one slice.
A_LIST = 1


def until(found: Callable[[], bool]) -> None:
    """Waits for what happens behind a visitor's back."""
    for _ in range(200):
        if found():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def test_a_hundred_views_of_one_window_ask_for_it_once(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked
) -> None:
    pages = [slot_page(client, vendor, "hafen", "Body Scan") for _ in range(20)]

    assert {tuple(page.values("data-slot-start")) for page in pages} == {
        tuple(pages[0].values("data-slot-start"))
    }
    assert pages[0].values("data-slot-start")
    assert (asked("slots"), asked("bookable"), asked("bookable_one")) == (1, A_LIST, 0)


def test_free_times_are_asked_for_again_when_their_seconds_are_over(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked, later: Later
) -> None:
    slot_page(client, vendor, "hafen", "Body Scan")
    with later(SLOT_SECONDS - 20):
        slot_page(client, vendor, "hafen", "Body Scan")
    before = asked("slots")

    with later(SLOT_SECONDS + 1):
        page = slot_page(client, vendor, "hafen", "Body Scan")

    assert (before, asked("slots")) == (1, 2)
    assert page.values("data-as-of") == []


def test_each_window_and_each_appointment_is_kept_for_itself(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked
) -> None:
    for _ in range(2):
        slot_page(client, vendor, "hafen", "Body Scan")
        slot_page(client, vendor, "hafen", "Body Scan", f"?start={in_days(7)}")
        slot_page(client, vendor, "hafen", "Personal Training")

    assert asked("slots") == 3


def test_every_language_and_every_way_of_filtering_is_served_from_the_same_answer(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked
) -> None:
    german = Browser(headers={"Accept-Language": "de"})

    english_page = slot_page(client, vendor, "hafen", "Body Scan")
    german_page = slot_page(german, vendor, "hafen", "Body Scan")
    slot_page(client, vendor, "hafen", "Body Scan", "?part=morning")

    assert asked("slots") == 1
    assert english_page.values("lang")[0] != german_page.values("lang")[0]


def test_the_list_is_renewed_behind_the_visitors_back(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked, later: Later
) -> None:
    get(client, "/studios/hafen/")
    with later(29):
        get(client, "/studios/hafen/")
    assert asked("bookable") == A_LIST

    with later(31):
        vendor.mishap("bookable", "delay", seconds=3)
        began = time.monotonic()
        get(client, "/studios/hafen/")
        took = time.monotonic() - began
        until(lambda: asked("bookable") == 2 * A_LIST)
        until(lambda: _age(hafen) < 25)
    with later(50):
        get(client, "/studios/hafen/")

    assert took < 2.5
    assert asked("bookable") == 2 * A_LIST


def _age(studio: Studio) -> float:
    return Offer.of(studio).appointments().age()


def test_addresses_of_pictures_are_never_older_than_a_minute(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked, later: Later
) -> None:
    get(client, "/studios/hafen/")

    with later(61):
        page = get(client, "/studios/hafen/")

    assert asked("bookable") == 2 * A_LIST
    assert page.values("src")


def test_a_title_may_be_some_minutes_old_so_that_a_page_of_times_waits_for_one_answer_only(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked, later: Later
) -> None:
    slot_page(client, vendor, "hafen", "Body Scan")

    with later(300):
        vendor.mishap("bookable", "delay", seconds=3)
        began = time.monotonic()
        slot_page(client, vendor, "hafen", "Body Scan")
        took = time.monotonic() - began
        until(lambda: asked("bookable") == 2 * A_LIST)

    assert took < 2.5


def test_an_appointment_that_is_new_is_found_though_the_kept_list_lacks_it(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked, later: Later
) -> None:
    number = vendor.appointment("hafen", "Body Scan")
    known = Offer.of(hafen).appointments()
    without = Kept([one for one in known.value if one.id != number], known.asked_at, known.edition)
    memory.put(Offer.of(hafen)._key("appointments"), without, 600)

    at_once = client.get(f"/studios/hafen/appointments/{number}/")
    with later(6):
        soon = client.get(f"/studios/hafen/appointments/{number}/")

    assert (at_once.status_code, soon.status_code) == (404, 200)


def test_numbers_that_nobody_offers_do_not_ask_each_time(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked
) -> None:
    get(client, "/studios/hafen/")

    answers = {client.get(f"/studios/hafen/appointments/{number}/").status_code for number in range(1, 10)}

    assert answers == {404}
    assert asked("bookable") == A_LIST
    assert asked("slots") == 0


def test_what_is_kept_does_not_forget_how_few_days_the_studio_tells_at_once(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    slot_page(client, vendor, "hafen", "Body Scan")
    hafen.learn(days_ahead_limit=1)

    slot_page(client, vendor, "hafen", "Body Scan", "?part=morning")

    hafen.refresh_from_db()
    assert hafen.days_ahead_limit == 1


def test_the_first_free_time_is_found_in_what_is_kept(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked
) -> None:
    first_slot(client, vendor, "hafen", "Body Scan")
    before = asked("slots")

    first_slot(client, vendor, "hafen", "Body Scan")

    assert asked("slots") == before


def test_nothing_is_kept_where_the_setting_is_none(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked, settings: Any
) -> None:
    settings.SLOT_CACHE_SECONDS = 0

    slot_page(client, vendor, "hafen", "Body Scan")
    slot_page(client, vendor, "hafen", "Body Scan")

    assert asked("slots") == 2


@pytest.mark.parametrize("change", [{"api_key": "another"}, {"base_url": "https://other.example"}])
def test_another_key_or_another_chain_is_another_place(hafen: Studio, change: dict[str, str]) -> None:
    before = offer._place_of(hafen)

    for name, value in change.items():
        setattr(hafen, name, value)
    hafen.save()

    assert offer._place_of(hafen) != before


def test_a_process_of_another_version_never_meets_shapes_it_does_not_know(
    hafen: Studio, vendor: Vendor
) -> None:
    """Every class of ours in what is kept is part of the key; a field that is added changes it."""
    asking = Offer.of(hafen)
    kept = [
        asking.appointments(),
        asking.slots(vendor.appointment("hafen", "Personal Training"), in_days(2)),
        Kept.of(connections.to(hafen).studio_information()),
    ]

    names = {
        argument.replace(" ", ".")
        for one in kept
        for code, argument, _place in pickletools.genops(pickle.dumps(one, protocol=2))
        if code.name == "GLOBAL" and str(argument).startswith("studios.")
    }

    shapes = {f"{shape.__module__}.{shape.__qualname__}" for shape in offer.SHAPES}
    assert {name for name in names if name in shapes} == names - {"studios.magicline.moments.Written"}
    assert {flights.Kept, offer.Slot, offer.OpeningHours} <= set(offer.SHAPES)
