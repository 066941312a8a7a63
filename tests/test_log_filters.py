"""What a log line must not carry is taken out of it, whoever wrote it."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.test import Client as Browser

from booking_site.log_filters import Discreet, discreet


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
