"""What is written down: one JSON object a line, the number of its request on each, and nothing of anybody."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings as real_settings
from django.test import Client as Browser
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from booking_site import request_ids
from booking_site.log_filters import Discreet
from booking_site.logs import JsonLines, Numbered
from studios.management.worker import run_due_tasks
from studios.models import CalendarFeed, Studio
from tests.booking.steps import first_slot
from tests.conftest import member
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.signing_in.conftest import Visitor, newest_code
from tests.vendor import Vendor

Line = dict[str, str]


class Log:
    """What the console of a real site would show."""

    def __init__(self, formatter: logging.Formatter) -> None:
        self.written = StringIO()
        self.handler = logging.StreamHandler(self.written)
        self.handler.setFormatter(formatter)
        for one in (Discreet(), Numbered()):
            self.handler.addFilter(one)

    @property
    def lines(self) -> list[Line]:
        return [json.loads(line) for line in self.written.getvalue().splitlines()]

    def of(self, logger: str) -> list[Line]:
        return [line for line in self.lines if line["logger"] == logger]

    def of_requests(self) -> list[str]:
        """As "GET /me/ 302", without the time."""
        return [" ".join(line["message"].split()[:3]) for line in self.of("booking_site.requests")]


@pytest.fixture
def log() -> Iterator[Log]:
    log = Log(JsonLines())
    logging.getLogger().addHandler(log.handler)
    yield log
    logging.getLogger().removeHandler(log.handler)


def test_the_site_writes_as_it_is_tested_here() -> None:
    console = real_settings.LOGGING["handlers"]["console"]

    assert console["filters"] == ["discreet", "numbered"]
    assert console["formatter"] == "json"


def test_a_request_is_one_line_with_the_pattern_of_its_address(
    client: Browser, hafen: Studio, vendor: Vendor, log: Log
) -> None:
    answer = client.get("/studios/hafen/?choice=secret")

    (line,) = log.of("booking_site.requests")
    assert line.keys() == {"time", "level", "logger", "message", "request_id"}
    assert line["message"].startswith("GET /studios/<slug>/ 200 ")
    assert line["message"].endswith(" ms")
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["time"].endswith("+00:00")


def test_what_is_secret_in_an_address_is_not_written(
    ada: Browser, hafen: Studio, vendor: Vendor, log: Log
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    token = CalendarFeed.objects.make([member(hafen, "ada")], now=timezone.now())
    paths = (
        f"/calendar/{token}.ics",
        f"/calendar/{token}x.ics",
        f"/bookings/{reference}/",
        "/sign-in/code/?link=not-to-be-read",
        "/ada@example.org/",
    )
    for path in paths:
        ada.get(path)

    written = log.written.getvalue()
    assert "GET /calendar/<token>.ics 200" in log.of_requests()
    assert "GET /bookings/<reference>/ 200" in log.of_requests()
    for secret in (token, "not-to-be-read", "ada@example.org", "choice="):
        assert secret not in written


def test_probes_and_static_files_are_not_worth_a_line(db: None, client: Browser, log: Log) -> None:
    client.get("/health/live/")
    client.get("/health/ready/")

    assert log.lines == []


def test_what_is_refused_has_its_number(db: None, client: Browser, log: Log) -> None:
    answer = client.get("/nowhere/")

    assert [line["logger"] for line in log.lines] == ["booking_site.requests", "django.request"]
    assert {line["request_id"] for line in log.lines} == {answer["X-Request-ID"]}


def test_what_goes_wrong_upstream_has_the_number_of_the_page_that_asked(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor, log: Log
) -> None:
    vendor.mishap("bookings", "500", count=99)

    answer = ada.get("/bookings/?everywhere=1")  # three studios, asked side by side

    lines = log.of("studios.magicline")
    assert {line["message"].split(":")[0] for line in lines} == {"hafen", "altstadt", "ost"}
    assert {line["request_id"] for line in lines} == {answer["X-Request-ID"]}


def test_a_line_about_the_vendors_answer_has_its_trace(
    client: Browser, hafen: Studio, vendor: Vendor, log: Log
) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"scopes": []})

    page = client.get("/studios/hafen/")

    (line,) = log.of("studios.magicline")
    assert line["trace_id"] in page.content.decode()
    assert {line["request_id"] for line in log.lines} == {page["X-Request-ID"]}


def test_lines_of_a_task_have_its_number(visitor: Visitor, vendor: Vendor, log: Log) -> None:
    visitor.ask_for_a_code("ada@example.org")
    vendor.mishap("cross_search", "500", count=99)
    vendor.mishap("search", "500", count=99)
    log.written.truncate(0)
    log.written.seek(0)

    run_due_tasks()

    task = DBTaskResult.objects.get()
    assert {line["request_id"] for line in log.lines} == {str(task.pk)}
    assert log.of("studios.magicline")


def test_a_page_that_could_not_be_shown_says_the_number_under_which_the_log_tells_why(
    db: None, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    def fail() -> None:
        raise RuntimeError("of ada@example.org, api_key='abc123'")

    monkeypatch.setattr("studios.models.Studio.objects.listed", fail)

    page = Browser(raise_request_exception=False).get("/")

    (line,) = log.of("django.request")
    assert line["request_id"] in page.content.decode()
    assert line["exception"].splitlines()[-1] == "RuntimeError: of <address>, api_key='…'"
    assert "abc123" not in log.written.getvalue()


def test_nothing_else_that_hangs_on_a_record_is_written(log: Log) -> None:
    logging.getLogger("anything").warning("here\nand there", extra={"request": "secret", "sql": "secret"})

    assert "secret" not in log.written.getvalue()
    assert log.lines[0]["message"] == "here\nand there"
    assert log.lines[0]["request_id"] == "-"


def test_the_whole_way_of_a_member_leaves_no_name_no_address_and_no_code(
    visitor: Visitor, vendor: Vendor, log: Log
) -> None:
    confirm = first_slot(visitor.browser, vendor, "hafen", "Body Scan")
    visitor.sign_in("ada@example.org", confirm)
    code = newest_code()
    booked = submit(visitor.browser, confirm, get(visitor.browser, confirm))
    run_due_tasks()
    visitor.get(f"/bookings/{booked.value('data-booking-reference')}/calendar.ics")
    visitor.post("/sign-in/code/", {"code": code})

    written = log.written.getvalue()
    assert "POST /studios/<slug>/appointments/<appointment_id>/confirm/ 302" in log.of_requests()
    for secret in ("Ada", "Lindqvist", "ada@example.org", "1988-03-14", code, "2002001"):
        assert secret not in written


# Whose number it is

GIVEN = "proxy-0123456789"


def test_a_visitor_does_not_choose_the_number(db: None, client: Browser) -> None:
    assert client.get("/me/", headers={"x-request-id": GIVEN})["X-Request-ID"] != GIVEN


def test_a_proxy_hands_on_the_one_it_knows(db: None, client: Browser, settings: Settings, log: Log) -> None:
    settings.BEHIND_PROXY = True

    assert client.get("/me/", headers={"x-request-id": GIVEN})["X-Request-ID"] == GIVEN
    assert {line["request_id"] for line in log.lines} == {GIVEN}


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "a b c d e f", "<script>alert", 'abcdefgh"', "äääääääää"]
)
def test_one_that_is_not_well_formed_is_replaced(
    db: None, client: Browser, settings: Settings, given: str
) -> None:
    settings.BEHIND_PROXY = True

    assert client.get("/me/", headers={"x-request-id": given})["X-Request-ID"] != given


def test_after_a_request_there_is_no_number(db: None, client: Browser) -> None:
    first, second = client.get("/me/"), client.get("/me/")

    assert request_ids.current() == ""
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_a_line_for_people_has_the_number_too() -> None:
    log = Log(logging.Formatter(real_settings.LOGGING["formatters"]["line"]["format"]))
    record = logging.makeLogRecord({"name": "anything", "msg": "said", "levelname": "INFO"})

    with request_ids.numbered("abcdef012345"):
        log.handler.handle(record)

    assert log.written.getvalue().endswith(" INFO abcdef012345 anything said\n")
