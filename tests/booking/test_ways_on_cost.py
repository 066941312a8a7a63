"""What the ways on cost: six validations at most and one deadline; and that what could not be asked is said."""

import time
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from studios import connections
from studios.booking.refusals import EXPLANATIONS
from studios.booking.ways_on import views
from studios.booking.ways_on.asking import MOST_VALIDATES
from studios.booking.ways_on.plans import PLANS
from studios.magicline import retrying
from studios.magicline.appointments import REFUSING
from studios.models import Studio
from tests.booking.refused import links, refused_as, slot_at, taken, ways_on
from tests.booking.steps import weekday_ahead
from tests.pages import get, submit
from tests.vendor import Vendor

BrowserOf = Callable[..., Browser]
EVERY_WORD = [*REFUSING, "SOMETHING_INVENTED"]


@pytest.fixture
def url(ada: Browser, studios: dict[str, Studio], vendor: Vendor) -> str:
    """Monday at twelve with Mia: there is much around it, and the same at another studio."""
    return slot_at(ada, vendor, "hafen", "Personal Training", weekday_ahead(0), 12, "Mia")


def validates(vendor: Vendor) -> int:
    return len(vendor.requests("validate"))


@pytest.mark.parametrize("names", [("ada",), ("jo", "jo_again")])
def test_no_page_asks_for_more_than_six_validations(
    browser_of: BrowserOf, hafen: Studio, vendor: Vendor, url: str, names: tuple[str, ...]
) -> None:
    """Whatever the refusal was, and however many records somebody has. The refusal itself has asked before."""
    browser = browser_of(hafen, *names)
    asked = {}
    for word in EVERY_WORD:
        vendor.mishap("validate", "validation_status", value=word, count=len(names))
        refused = get(browser, url)
        assert refused.value("data-refusal") == word
        before = validates(vendor)
        ways_on(browser, refused)
        asked[word] = validates(vendor) - before

    assert max(asked.values()) == MOST_VALIDATES == 6
    assert asked["BOOKING_LIMIT_REACHED"] == 0


def test_the_refusal_itself_asks_nothing_more(ada: Browser, vendor: Vendor, url: str) -> None:
    refused_as(ada, vendor, url, "NO_CONTINGENT")
    form = get(ada, url)
    vendor.mishap("validate", "validation_status", value="NO_CONTINGENT", count=3)
    vendor.ask("DELETE", "requests")

    for _ in range(3):
        submit(ada, url, form)

    assert validates(vendor) == 3
    assert {one["endpoint"] for one in vendor.requests()} == {"validate", "bookable_one", "bookings"}


def test_strangers_are_asked_to_sign_in_and_nobody_is_asked_about_them(
    ada: Browser, vendor: Vendor, url: str
) -> None:
    address = refused_as(ada, vendor, url, "NOT_AVAILABLE").value("hx-get")
    vendor.ask("DELETE", "requests")

    answer = Browser().get(address)

    assert answer.headers["Location"].startswith("/sign-in/")
    assert vendor.requests() == []


def test_a_member_of_another_chain_is_not_asked_about(
    browser_of: BrowserOf, ada: Browser, lisboa: Studio, vendor: Vendor, url: str
) -> None:
    address = refused_as(ada, vendor, url, "NOT_AVAILABLE").value("hx-get")
    vendor.ask("DELETE", "requests")

    page = get(browser_of(lisboa, "ada"), address)

    assert page.value("data-refusal") == "NOT_A_MEMBER_HERE"
    assert vendor.requests() == []


def test_who_looks_too_often_has_to_wait_and_is_told_so(
    ada: Browser, vendor: Vendor, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    refused = taken(ada, vendor, url)
    ways_on(ada, refused)
    ways_on(ada, refused)
    vendor.ask("DELETE", "requests")

    page = ways_on(ada, refused)

    assert "Please wait a few minutes" in page.text
    assert vendor.requests() == []


@pytest.mark.parametrize("call", ["slots", "validate"])
def test_what_could_not_be_asked_is_never_nothing(
    ada: Browser, vendor: Vendor, url: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE_SECONDS", 0.01)
    refused = taken(ada, vendor, url)
    vendor.mishap(call, "503", count=50)

    page = ways_on(ada, refused)

    assert page.answer.status_code == 200
    assert "We could not look for other times just now." in page.text
    assert "we found no other time" not in page.text


def test_other_studios_that_could_not_be_asked_are_not_closed_to_them(
    ada: Browser, vendor: Vendor, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE_SECONDS", 0.01)
    refused = refused_as(ada, vendor, url, "NO_CONTINGENT")
    vendor.mishap("bookable", "503", count=50)

    page = ways_on(ada, refused)

    assert "We could not ask all the other studios just now." in page.text
    assert page.all("data-whom-to-ask")


def test_what_comes_in_time_is_shown_and_the_rest_is_not_waited_for(
    ada: Browser, vendor: Vendor, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = taken(ada, vendor, url)
    monkeypatch.setattr(connections, "READ_SECONDS", 3.0)
    vendor.mishap("validate", "delay", count=3, seconds=20)
    began = time.monotonic()

    page = ways_on(ada, refused)

    assert time.monotonic() - began < 6
    assert len(links(page)) == 3
    assert "Perhaps there are more" in page.text


def test_a_slow_answer_takes_nothing_away_from_the_rounds_after_it(
    ada: Browser, vendor: Vendor, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = refused_as(ada, vendor, url, "CUSTOMER_IN_OTHER_BOOKING")
    monkeypatch.setattr(connections, "READ_SECONDS", 4.0)
    vendor.mishap("bookings", "delay", count=9, seconds=20)

    page = ways_on(ada, refused)

    assert len(links(page)) == 3
    assert "We could not look up just now which booking that is." in page.text


def test_a_refused_key_is_noted_and_the_page_is_there(
    ada: Browser, hafen: Studio, vendor: Vendor, url: str
) -> None:
    refused = taken(ada, vendor, url)
    vendor.mishap("slots", "401")

    page = ways_on(ada, refused)

    assert "We could not look for other times just now." in page.text
    assert Studio.objects.get(pk=hafen.pk).key_refused_since


def test_somebody_has_thought_about_every_reason() -> None:
    assert set(EXPLANATIONS) == set(PLANS)
