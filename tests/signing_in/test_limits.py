"""How often sign-in may be tried; counted in rows, so that every process of the site counts the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections as django_connections
from django.test import Client as Browser
from django.utils import timezone

from studios.management.housekeeping import forget_what_is_over
from studios.management.worker import run_due_tasks
from studios.models import Challenge, Studio, Tries
from studios.signing_in import limits
from tests.signing_in.conftest import Visitor, mailed, newest_code

HALF_MINUTE = 31


@pytest.fixture(autouse=True)
def clock(db: None):
    """Stands still at the start of a quarter of an hour, so that no test runs over the end of one."""
    quarter = 15 * 60
    start = (timezone.now().timestamp() // quarter + 1) * quarter
    with time_machine.travel(start, tick=False) as clock:
        yield clock


def at(address: str, hafen: Studio) -> Visitor:
    """A visitor from this internet connection."""
    return Visitor(hafen, Browser(REMOTE_ADDR=address))


def test_one_address_is_sent_five_mails_in_a_quarter_of_an_hour_and_its_page_does_not_tell(
    hafen: Studio, clock: Any
) -> None:
    pages = [
        at(f"192.0.2.{place}", hafen).ask_for_a_code(typed)
        for place, typed in enumerate(["ada@example.org", " ADA@Example.org"] * 4)
    ]
    run_due_tasks()
    clock.shift(timedelta(minutes=2))
    run_due_tasks()

    assert len(mailed()) == limits.MAILS_PER_ADDRESS
    assert {page.answer.status_code for page in pages} == {200}
    assert {len(page.elements) for page in pages} == {len(pages[0].elements)}
    assert all("A mail is on its way" in page.text for page in pages)
    assert all("only a few mails in a quarter of an hour" in page.text for page in pages)


def test_the_next_quarter_of_an_hour_starts_anew(hafen: Studio, clock: Any) -> None:
    for place in range(6):
        at(f"192.0.2.{place}", hafen).ask_for_a_code("ada@example.org")
    clock.shift(timedelta(minutes=15))

    arrived = at("192.0.2.99", hafen).sign_in("ada@example.org")

    assert "Ada Lindqvist" in arrived.text


def test_another_mail_counts_for_the_address_and_the_page_does_not_tell(hafen: Studio, clock: Any) -> None:
    for place in range(4):
        at(f"192.0.2.{place}", hafen).ask_for_a_code("ada@example.org")
    visitor = at("192.0.2.99", hafen)
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()

    clock.shift(HALF_MINUTE)
    page = visitor.post("/sign-in/code/again/", {})
    run_due_tasks()
    clock.shift(timedelta(minutes=2))
    run_due_tasks()

    assert len(mailed()) == limits.MAILS_PER_ADDRESS
    assert "Another mail is on its way" in page.text


def test_a_mail_that_was_withheld_can_be_asked_for_in_the_next_quarter(hafen: Studio, clock: Any) -> None:
    for place in range(5):
        at(f"192.0.2.{place}", hafen).ask_for_a_code("ada@example.org")
    visitor = at("192.0.2.99", hafen)
    clock.shift(timedelta(minutes=14))
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    before = len(mailed())

    clock.shift(timedelta(minutes=2))
    visitor.post("/sign-in/code/again/", {})
    run_due_tasks()

    assert len(mailed()) == before + 1
    assert "Ada Lindqvist" in visitor.type_code(newest_code()).text


def test_one_address_is_sent_twenty_mails_in_a_day(clock: Any) -> None:
    clock.move_to(timezone.now().replace(hour=0, minute=0) + timedelta(days=1))
    sent = 0
    for _ in range(24):
        clock.shift(timedelta(minutes=30))
        sent += sum(limits.may_mail_to("ada@example.org", now=timezone.now()) for _ in range(3))
    clock.shift(timedelta(hours=13))

    assert sent == limits.MAILS_PER_ADDRESS_AND_DAY
    assert limits.may_mail_to("ada@example.org", now=timezone.now())


@pytest.mark.parametrize("typed", ["ada@example.org", "nobody@example.org"])
def test_a_client_over_its_limit_is_told_to_wait_whatever_it_types(
    hafen: Studio, settings: Any, typed: str
) -> None:
    settings.SIGN_INS_PER_CLIENT = 3
    visitors = [at("192.0.2.1", hafen) for _ in range(4)]
    for number, visitor in enumerate(visitors[:3]):
        visitor.ask_for_a_code(f"somebody{number}@example.org")

    page = visitors[3].ask_for_a_code(typed)
    elsewhere = at("192.0.2.2", hafen).ask_for_a_code(typed)

    assert page.answer.status_code == 429
    assert page.answer["Retry-After"] == str(15 * 60)
    assert page.answer["Cache-Control"] == "no-store, private"
    assert "Please try again in 15 minutes." in page.text
    assert hafen.telephone in page.text
    assert typed not in page.html
    assert page.link("Back to the form").startswith("/sign-in/?next=")
    assert page.answer["X-Request-ID"] in page.text
    assert elsewhere.answer.status_code == 200
    assert Challenge.objects.count() == 4


def test_a_client_over_its_limit_can_still_type_the_code_it_was_mailed(hafen: Studio, settings: Any) -> None:
    settings.SIGN_INS_PER_CLIENT = 1
    visitor = at("192.0.2.1", hafen)
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    other = at("192.0.2.1", hafen)
    other.ask_for_a_code("ben@example.org")

    assert "Ada Lindqvist" in visitor.type_code(newest_code()).text


def test_another_mail_counts_for_the_client(hafen: Studio, settings: Any, clock: Any) -> None:
    settings.SIGN_INS_PER_CLIENT = 1
    visitor = at("192.0.2.1", hafen)
    visitor.ask_for_a_code("ada@example.org")
    clock.shift(HALF_MINUTE)

    page = visitor.post("/sign-in/code/again/", {})
    run_due_tasks()

    assert page.answer.status_code == 429
    assert page.link("Back to the form") == "/sign-in/code/again/"
    assert "Type the code" in visitor.get("/sign-in/code/again/").text
    assert len(mailed()) == 1


def test_an_address_that_is_none_costs_no_try(hafen: Studio, settings: Any) -> None:
    settings.SIGN_INS_PER_CLIENT = 1
    visitor = at("192.0.2.1", hafen)
    for _ in range(3):
        visitor.ask_for_a_code("ada")

    assert visitor.ask_for_a_code("ada@example.org").answer.status_code == 200


def test_whoever_has_no_address_of_their_own_is_not_counted_as_one(hafen: Studio, settings: Any) -> None:
    """As behind a socket file: it would be everybody."""
    settings.SIGN_INS_PER_CLIENT = 1
    for _ in range(2):
        page = at("", hafen).ask_for_a_code("ada@example.org")

    assert page.answer.status_code == 200


def test_too_many_in_all_make_sign_in_rest_for_the_minute_and_tell_the_operator_once(
    hafen: Studio, settings: Any, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SIGN_INS_PER_MINUTE = 2
    visitors = [at(f"192.0.2.{place}", hafen) for place in range(4)]

    pages = [visitor.ask_for_a_code("ada@example.org") for visitor in visitors]
    clock.shift(timedelta(minutes=1))
    later = visitors[3].ask_for_a_code("ada@example.org")

    assert [page.answer.status_code for page in pages] == [200, 200, 429, 429]
    assert pages[2].answer["Retry-After"] == "60"
    assert "Very many people" in pages[2].text
    assert later.answer.status_code == 200
    errors = [one for one in caplog.records if one.levelname == "ERROR"]
    assert [one.getMessage().startswith("More than 2 sign-in mails") for one in errors] == [True]
    assert "ada@example.org" not in caplog.text


def test_a_client_that_is_refused_uses_up_nothing_of_what_all_may(hafen: Studio, settings: Any) -> None:
    settings.SIGN_INS_PER_CLIENT, settings.SIGN_INS_PER_MINUTE = 1, 2
    for _ in range(5):
        at("192.0.2.1", hafen).ask_for_a_code("ada@example.org")

    assert at("192.0.2.2", hafen).ask_for_a_code("ada@example.org").answer.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_together() -> None:
    now = timezone.now()

    def ask(_: int) -> bool:
        try:
            return limits.may_mail_to("ada@example.org", now=now)
        finally:
            django_connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        allowed = list(pool.map(ask, range(24)))

    assert sum(allowed) == limits.MAILS_PER_ADDRESS


def test_what_was_counted_is_forgotten_and_names_nobody(hafen: Studio, clock: Any) -> None:
    at("192.0.2.1", hafen).ask_for_a_code("ada@example.org")
    rows = str(list(Tries.objects.values()))

    clock.shift(timedelta(days=1))
    forget_what_is_over(timezone.now())

    assert "ada" not in rows
    assert "192.0.2.1" not in rows
    assert not Tries.objects.exists()
