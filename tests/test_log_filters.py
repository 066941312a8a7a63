"""What a log line must not carry is taken out of it, whoever wrote it."""

import logging
import sys
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client as Browser

from booking_site.log_filters import Discreet, discreet
from booking_site.logs import JsonLines


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the console would show."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Discreet())
    logging.getLogger("django").addHandler(handler)
    yield written
    logging.getLogger("django").removeHandler(handler)


def test_a_scanner_that_asks_for_another_host_costs_one_line(db: None, log: StringIO) -> None:
    Browser(headers={"Host": "evil.example"}).get("/")

    assert "evil.example" in log.getvalue()
    assert len(log.getvalue().splitlines()) == 1


def test_a_row_that_postgresql_quotes_is_left_out() -> None:
    text = (
        'IntegrityError: duplicate key value violates unique constraint "one_member_per_customer"\n'
        "DETAIL:  Key (first_name, customer_id)=(Ada, 2002001) already exists.\n"
        "The above exception was the direct cause"
    )

    told = discreet(text)

    assert "one_member_per_customer" in told
    assert "Ada" not in told
    assert told.endswith("direct cause")


def test_the_secret_address_of_a_calendar_feed_is_left_out(db: None, log: StringIO) -> None:
    Browser().get("/calendar/c0Rn-flower_and_a_secret.ics")

    assert "/calendar/….ics" in log.getvalue()
    assert "secret" not in log.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "x-api-key: SECRET",
        "{'X-Api-Key': 'SECRET', 'Accept': 'x'}",
        "Studio(api_key='SECRET', webhook_key=\"SECRET\")",
        "connect(user='site', password='SECRET')",
        "Cookie: sessionid=SECRET; csrftoken=SECRET",
    ],
)
def test_a_key_a_password_or_a_cookie_is_left_out(text: str) -> None:
    assert "SECRET" not in discreet(text)


@pytest.mark.parametrize(
    "text", ["code=123456", "the code is 123456", "{'code': '12345678'}", "Code: 123456."]
)
def test_a_code_is_left_out(text: str) -> None:
    assert "123456" not in discreet(text)


@pytest.mark.parametrize(
    "text",
    [
        "status 404, errormessage.no, trace 7741226398",
        "booking 7893001 of customer 2002001",
        "error code 42",
        "in 123456 ms",
    ],
)
def test_numbers_that_are_none_stay(text: str) -> None:
    assert discreet(text) == text


@pytest.mark.parametrize("formatter", [logging.Formatter(), JsonLines()], ids=["line", "json"])
def test_no_formatter_writes_an_exception_anew_after_the_filter(formatter: logging.Formatter) -> None:
    try:
        int("ada@example.org")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    record.exc_text = "as another handler wrote it: ada@example.org"

    Discreet().filter(record)

    line = formatter.format(record)
    assert "ada@example.org" not in line
    assert "base 10: '<address>'" in line
