"""A studio that does not answer is left alone by whoever looks around, and costs the others nothing."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings

from studios import connections, memory
from studios.booking import checking, reservations
from studios.booking.choice import Choice
from studios.brakes import breaker
from studios.brakes.breaker import REST_SECONDS, Rests
from studios.brakes.budget import Spent
from studios.magicline.client import Client
from studios.magicline.errors import MagiclineError, NoAnswer, NotSent
from studios.models import Attempt, Studio
from studios.models.attempt_states import AttemptState
from studios.models.reference import new_reference
from tests.budget.conftest import Later, booking, looking
from tests.conftest import member
from tests.pages import get
from tests.vendor import Vendor

IN_A_ROW = 5


def asked(vendor: Vendor, slug: str = "hafen") -> int:
    return sum(one["studio"] == slug for one in vendor.requests("information"))


def fail(studio: Studio, vendor: Vendor, requests: int = IN_A_ROW) -> None:
    """So many requests of somebody who books, which nothing stops, end in a failure."""
    vendor.mishap("information", "503", count=requests, studio=studio.slug)
    while vendor.ask("GET", "mishaps"):
        try:
            booking(studio).studio_information()
        except NoAnswer:
            continue


@pytest.mark.usefixtures("remembered")
def test_after_five_failures_in_a_row_no_process_asks(
    hafen: Studio, vendor: Vendor, other_process: Callable[[], None]
) -> None:
    fail(hafen, vendor)
    other_process()
    before = asked(vendor)

    with pytest.raises(Rests) as rests:
        looking(hafen).studio_information()
    with pytest.raises(Rests):
        looking(hafen).appointments()  # whatever it is asked

    assert 0 < (rests.value.retry_after or 0) <= REST_SECONDS
    assert asked(vendor) == before


def test_an_answer_in_between_begins_anew(hafen: Studio, vendor: Vendor) -> None:
    for _ in range(3):
        fail(hafen, vendor, 2)  # and the third try comes through

    looking(hafen).studio_information()


def test_the_others_are_asked_and_the_one_who_books_is_sent(
    hafen: Studio, altstadt: Studio, vendor: Vendor
) -> None:
    number = vendor.appointment("hafen", "Body Scan")
    day = hafen.local(timezone.now()).date() + timedelta(days=3)
    slot = booking(hafen).slots(number, day).slots[0]
    fail(hafen, vendor, 3 * IN_A_ROW)
    ada = member(hafen, "ada")
    wish = checking.Wish(hafen, ada, (ada,), Choice.of(hafen, number, slot))

    with pytest.raises(Rests):
        looking(hafen).studio_information()
    looking(altstadt).studio_information()
    attempt = reservations.place(wish, reference=new_reference(), now=timezone.now())

    assert attempt.state == AttemptState.BOOKED
    assert Attempt.objects.get().booking.booking_id == vendor.bookings()[-1]["id"]


@pytest.mark.usefixtures("remembered")
def test_after_the_rest_one_tries_while_the_others_wait(hafen: Studio, vendor: Vendor, later: Later) -> None:
    fail(hafen, vendor, 3 * IN_A_ROW)
    vendor.mishap("information", "delay", seconds=1)
    before = asked(vendor)

    with later(REST_SECONDS + 1):
        told = at_once(looking(hafen), 8)
        looking(hafen).studio_information()

    assert sorted(told) == ["Rests"] * 7 + ["answered"]
    assert asked(vendor) == before + 2


def test_a_trial_that_something_else_keeps_from_leaving_is_left_to_the_next(
    hafen: Studio, vendor: Vendor, later: Later, settings: Settings
) -> None:
    fail(hafen, vendor, 3 * IN_A_ROW)

    with later(REST_SECONDS + 1):
        settings.UPSTREAM_BROWSING_PERCENT = 0
        with pytest.raises(Spent):
            looking(hafen).appointments()
        settings.UPSTREAM_BROWSING_PERCENT = 80
        looking(hafen).studio_information()


def test_what_fails_for_one_question_closes_the_studio_to_nobody(hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("bookable", "500", count=3 * IN_A_ROW)
    for _ in range(IN_A_ROW):
        with pytest.raises(NoAnswer):
            looking(hafen).appointments()

    looking(hafen).studio_information()


def test_a_trial_that_fails_begins_another_rest(hafen: Studio, vendor: Vendor, later: Later) -> None:
    fail(hafen, vendor, 3 * IN_A_ROW)
    vendor.mishap("information", "503")
    before = asked(vendor)

    with later(REST_SECONDS + 1):
        for _ in range(3):
            with pytest.raises(Rests):
                looking(hafen).studio_information()

    assert asked(vendor) == before + 1


def test_one_that_hangs_takes_no_time_from_pages_after_that(
    client: Browser, hafen: Studio, altstadt: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "SHORTEST_PATIENCE_SECONDS", 0.2)
    vendor.mishap("bookable", "delay", seconds=5, count=100, studio="hafen")
    with monkeypatch.context() as impatient:
        impatient.setattr(connections, "READ_SECONDS", 0.4)
        for _ in range(IN_A_ROW):
            get(client, "/studios/hafen/")

    began = time.monotonic()
    page = get(client, "/studios/hafen/")
    took = time.monotonic() - began

    assert page.value("data-refusal") == "COULD_NOT_ASK"
    assert 0 < int(page.answer.headers["Retry-After"]) <= REST_SECONDS
    assert took < 2
    assert get(client, "/studios/altstadt/").answer.status_code == 200


def test_who_waited_for_a_moment_only_has_proved_nothing(hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("information", "delay", seconds=0.6, count=2 * IN_A_ROW)
    for _ in range(2 * IN_A_ROW):
        with pytest.raises(NoAnswer):
            looking(hafen, seconds=0.05).studio_information()

    looking(hafen).studio_information()


def test_nobody_listens_at_all(hafen: Studio) -> None:
    hafen.base_url = "http://127.0.0.1:9/iron-oak"
    kinds = []
    for _ in range(4):
        with pytest.raises(NotSent) as error:
            looking(hafen).studio_information()
        kinds.append(type(error.value))

    assert kinds == [NotSent, Rests, Rests, Rests]  # of the second, two were tried


def test_it_is_said_once_in_the_log(hafen: Studio, vendor: Vendor, caplog: pytest.LogCaptureFixture) -> None:
    fail(hafen, vendor, 3 * IN_A_ROW)

    said = [one.getMessage() for one in caplog.records if one.name == breaker.__name__]

    assert said == ["hafen is left alone for 10 seconds: Rests"]


def test_memory_holds_no_key(hafen: Studio, vendor: Vendor) -> None:
    fail(hafen, vendor)

    numbers = memory._numbers()
    if isinstance(numbers, memory._InRedis):
        kept = [key.decode().removeprefix(":1:") for key in numbers._redis.scan_iter()]
    else:
        kept = list(memory._here._kept)

    assert kept
    assert all(key.startswith("brakes:hafen:") for key in kept)


def at_once(client: Client, number: int) -> list[str]:
    def ask(_visitor: int) -> str:
        try:
            client.studio_information()
        except MagiclineError as error:
            return type(error).__name__
        return "answered"

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(ask, range(number)))
