"""Where a studio does not answer, what it said a while ago is shown, and that it is old."""

import time
from dataclasses import replace

import pytest
from django.test import Client as Browser

from studios import memory
from studios.booking.ways_on import times
from studios.booking.ways_on.asking import Answers
from studios.kept.flights import Kept
from studios.kept.offer import Offer
from studios.magicline.appointments import SlotWindow
from studios.models import Studio
from tests.booking.steps import in_days, slot_page
from tests.kept.conftest import Later
from tests.pages import get
from tests.vendor import Vendor

SILENCE = ["503", "500", "429", "html", "garbage", "truncated", "cut_before"]


@pytest.mark.parametrize("kind", SILENCE)
def test_times_of_a_while_ago_are_shown_and_said_to_be_old(
    client: Browser, hafen: Studio, vendor: Vendor, later: Later, kind: str
) -> None:
    tomorrow = f"?start={in_days(1)}"  # of today one may begin meanwhile, and is free no more
    before = slot_page(client, vendor, "hafen", "Body Scan", tomorrow)
    vendor.mishap("slots", kind, count=10)

    with later(180):
        page = slot_page(client, vendor, "hafen", "Body Scan", tomorrow)

    assert page.answer.status_code == 200
    assert before.values("data-slot-start")
    assert page.values("data-slot-start") == before.values("data-slot-start")
    assert len(page.values("data-as-of")) == 1
    assert "This is how it was at" in page.text


def test_a_list_of_a_while_ago_is_shown_without_pictures(
    client: Browser, hafen: Studio, vendor: Vendor, later: Later
) -> None:
    before = get(client, "/studios/hafen/")
    vendor.mishap("bookable", "503", count=10)

    with later(120):
        page = get(client, "/studios/hafen/")

    assert page.values("data-appointment-id") == before.values("data-appointment-id")
    assert len(page.values("data-as-of")) == 1
    assert [one for one in before.all("src") if one.tag == "img"]
    assert not [one for one in page.all("src") if one.tag == "img"]


def test_what_is_older_than_ten_minutes_is_not_shown(
    client: Browser, hafen: Studio, vendor: Vendor, later: Later
) -> None:
    slot_page(client, vendor, "hafen", "Body Scan")
    vendor.mishap("slots", "503", count=10)

    with later(601):
        page = slot_page(client, vendor, "hafen", "Body Scan")

    assert page.answer.status_code == 503
    assert page.value("data-refusal") == "COULD_NOT_ASK"


@pytest.mark.parametrize("kind", ["401", "403"])
def test_a_refusal_is_an_answer_and_hides_behind_nothing(
    client: Browser, hafen: Studio, vendor: Vendor, later: Later, kind: str
) -> None:
    slot_page(client, vendor, "hafen", "Body Scan")
    vendor.mishap("slots", kind, count=10)

    with later(180):
        page = slot_page(client, vendor, "hafen", "Body Scan")

    assert page.answer.status_code == 503
    assert page.values("data-slot-start") == []


def test_could_not_ask_is_remembered_by_nobody(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("slots", "500", count=10)
    failed = slot_page(client, vendor, "hafen", "Body Scan")
    vendor.ask("DELETE", "mishaps")

    page = slot_page(client, vendor, "hafen", "Body Scan")

    assert failed.answer.status_code == 503
    assert page.values("data-slot-start")


def test_nobody_waits_long_for_a_studio_that_hangs_while_there_is_something_to_show(
    client: Browser, hafen: Studio, vendor: Vendor, later: Later
) -> None:
    slot_page(client, vendor, "hafen", "Body Scan")
    vendor.mishap("slots", "delay", count=10, seconds=7)

    with later(180):
        took = []
        for _ in range(3):
            began = time.monotonic()
            page = slot_page(client, vendor, "hafen", "Body Scan")
            took.append(time.monotonic() - began)
            assert len(page.values("data-as-of")) == 1

    assert took[0] < 6
    assert max(took[1:]) < 4  # after one that waited in vain, the next are not made to wait
    assert len(vendor.requests("slots")) <= 3  # and behind their backs it gets more time, once


def test_an_appointment_that_was_withdrawn_is_gone_though_the_list_still_has_it(
    client: Browser, hafen: Studio, vendor: Vendor, later: Later
) -> None:
    get(client, "/studios/hafen/")
    slot_page(client, vendor, "hafen", "Personal Training")
    vendor.mishap("slots", "404", count=3)

    with later(10):
        pages = [slot_page(client, vendor, "hafen", "Body Scan") for _ in range(3)]
        vendor.ask("DELETE", "mishaps")
        slot_page(client, vendor, "hafen", "Personal Training")

    assert [page.answer.status_code for page in pages] == [404] * 3
    assert 2 <= len(vendor.requests("bookable")) < 1 + 3  # asked for again, and not by each who comes along
    assert len(vendor.requests("slots")) == 1 + 3  # and what else is kept is left alone


def test_what_an_old_list_lacks_is_not_said_to_be_nowhere(
    client: Browser, hafen: Studio, vendor: Vendor, later: Later
) -> None:
    number = vendor.appointment("hafen", "Body Scan")
    known = Offer.of(hafen).appointments()
    without = replace(known, value=[one for one in known.value if one.id != number])
    memory.put(Offer.of(hafen)._key("appointments"), without, 600)
    vendor.mishap("bookable", "503", count=10)

    with later(30):
        page = slot_page(client, vendor, "hafen", "Body Scan")

    assert page.answer.status_code == 503
    assert page.value("data-refusal") == "COULD_NOT_ASK"


def test_the_first_free_time_of_a_while_ago_elsewhere_is_said_to_be_old(
    client: Browser, studios: dict[str, Studio], vendor: Vendor, later: Later
) -> None:
    there = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/elsewhere/"
    before = get(client, there)
    vendor.mishap("slots", "503", count=100)

    with later(180):
        page = get(client, there)

    assert len(before.values("data-studio")) > 0
    # In whatever order: the first of before may have begun meanwhile.
    assert sorted(page.values("data-studio")) == sorted(before.values("data-studio"))
    assert before.values("data-as-of") == []
    assert len(page.values("data-as-of")) == len(page.values("data-studio"))
    assert "This is how it was at" in page.text


@pytest.mark.parametrize("is_old", [True, False])
def test_of_a_window_of_a_while_ago_nobody_says_that_it_holds_all_times(is_old: bool) -> None:
    window = replace(Kept.of(SlotWindow((), 6, 0)), is_old=is_old)
    answers = Answers(told={(1, "day"): window})

    assert times.unread(answers, [(1, "day")]) == is_old
