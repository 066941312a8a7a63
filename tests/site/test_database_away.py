"""The database does not answer: every page says so in a sentence with a way on, and claims nothing that is not so."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client as Browser

from studios.models import Attempt
from tests.pages import Page, get

AWAY = (
    OperationalError("connection to server at 10.0.0.7 failed"),
    InterfaceError("connection already closed"),
)


@pytest.fixture(params=AWAY, ids=repr)
def away(request: pytest.FixtureRequest, ada: Browser) -> Iterator[Browser]:
    """Ada's browser; whatever it asks for meets a database that is gone."""

    def fail(*_: object, **__: object) -> None:
        raise request.param

    ada.raise_request_exception = False
    with pytest.MonkeyPatch.context() as meanwhile:
        meanwhile.setattr(connection, "cursor", fail)
        yield ada


@pytest.mark.parametrize("path", ["/", "/studios/hafen/", "/bookings/", "/me/", "/admin/"])
def test_a_page_says_that_nothing_can_be_looked_up(away: Browser, path: str) -> None:
    answer = away.get(path)

    page = Page(answer)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "no-store" in answer["Cache-Control"]
    assert "That says nothing about your bookings" in page.text
    assert page.link("Try again") == path
    assert page.link("My bookings") == "/bookings/"
    assert answer["X-Request-ID"] in page.html
    assert "10.0.0.7" not in page.html


def test_it_says_so_in_the_visitor_s_language_and_leaves_their_session_alone(away: Browser) -> None:
    answer = away.get("/bookings/", headers={"Accept-Language": "de"})

    assert Page(answer).elements[0].attributes == {"lang": "de"}
    assert "sessionid" not in answer.cookies


def test_who_sent_a_form_is_sent_to_their_bookings_and_not_to_the_form_again(away: Browser) -> None:
    page = Page(away.post("/bookings/abcdefgh23456789/cancel/"))

    assert page.answer.status_code == 503
    assert "whether that went through" in page.text
    assert page.link("My bookings") == "/bookings/"
    assert "Try again" not in page.text


def test_a_session_that_cannot_be_kept_is_not_called_a_bad_request(ada: Browser) -> None:
    """Django takes that for a session which somebody else has ended, and answers 400."""

    def fail(execute: Any, sql: str, *more: Any) -> Any:
        if sql.startswith('UPDATE "django_session"'):
            raise AWAY[0]
        return execute(sql, *more)

    body_scan = get(ada, "/studios/hafen/").link("Body Scan")
    confirm = get(ada, body_scan).all("data-slot-start")[0].attributes["href"]

    ada.raise_request_exception = False
    with connection.execute_wrapper(fail):
        page = Page(ada.get(confirm))

    assert page.answer.status_code == 503
    assert page.link("Try again") == confirm


def test_one_that_goes_away_after_the_booking_was_sent_leaves_it_open_and_says_so(
    ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the studio answered could not be written down: the worker finds out, and nobody is told that it failed."""
    body_scan = get(ada, "/studios/hafen/").link("Body Scan")
    confirm = get(ada, body_scan).all("data-slot-start")[0].attributes["href"]
    form = get(ada, confirm).fields()

    def fail(*_: object, **__: object) -> None:
        raise AWAY[0]

    ada.raise_request_exception = False
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("studios.models.Attempt.settle_booked", fail)
        page = Page(ada.post(confirm, form))

    assert page.answer.status_code == 503
    assert "whether that went through" in page.text
    assert Attempt.objects.get().state == "SENDING"
