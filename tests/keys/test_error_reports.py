"""An error's report, by mail or in the browser with DEBUG, shows where it happened and no secret of anybody's."""

import logging
import sys

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils.log import AdminEmailHandler
from django.views.debug import technical_500_response
from pytest_django import Settings

from booking_site.log_filters import Discreet
from studios.magicline.secret import Secret

KEY = "a-studios-own-key-0815"
CODE, NAME, ADDRESS, SESSION, TOKEN = (
    "271828",
    "Lindqvist",
    "ada@example.org",
    "a-session-of-somebody",
    "a-feeds-token",
)
SECRETS = (KEY, CODE, NAME, ADDRESS, SESSION, TOKEN)


def posted() -> HttpRequest:
    request = RequestFactory().post(
        f"/calendar/{TOKEN}.ics?link={CODE}&email={ADDRESS}",
        {"code": CODE, "last_name": NAME, "api_key": KEY},
        headers={"x-api-key": KEY, "cookie": f"sessionid={SESSION}"},
    )
    assert request.COOKIES
    return request


def fails(request: HttpRequest) -> None:
    """As much as can go wrong: keys in plain variables, in bytes, in objects, and in the error's own words."""
    harmless = "seen-by-whoever-debugs"
    odd_name = str(Secret(KEY))
    sent = f"x-api-key: {odd_name}\r\n".encode()
    headers = {"x-api-key": odd_name, "cookie": SESSION}
    typed, last_name = request.POST, NAME
    try:
        {}[f"{odd_name} of {ADDRESS}"]
    except KeyError as error:
        raise ValueError(
            f"{odd_name} {harmless} {len(sent)} {len(headers)} {len(typed)} {len(last_name)}"
        ) from error


@pytest.fixture
def trouble() -> tuple[HttpRequest, tuple]:
    request = posted()
    try:
        fails(request)
    except ValueError:
        return request, sys.exc_info()
    raise AssertionError("it did not fail")


@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_the_page_for_developers_shows_variables_and_no_secret(
    trouble: tuple[HttpRequest, tuple], settings: Settings, accept: str
) -> None:
    settings.DEBUG = True
    request, error = trouble
    request.META["HTTP_ACCEPT"] = accept

    page = technical_500_response(request, *error).content.decode()

    assert not [secret for secret in SECRETS if secret in page]
    assert "fails" in page
    assert ("&#x27;seen-by-whoever-debugs&#x27;" in page) == (accept == "text/html")


@pytest.mark.parametrize("html", [True, False])
def test_the_mail_to_the_operator_shows_no_variable_at_all(
    trouble: tuple[HttpRequest, tuple], settings: Settings, mailoutbox: list, html: bool
) -> None:
    settings.ADMINS = [("", "operator@site.example")]
    request, error = trouble
    handler = AdminEmailHandler(include_html=html)
    handler.addFilter(Discreet())
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Failed: %s", (request.path,), error)
    record.request = request

    handler.handle(record)

    told = (
        mailoutbox[0].subject + mailoutbox[0].body + "".join(part[0] for part in mailoutbox[0].alternatives)
    )
    assert not [secret for secret in SECRETS if secret in told]
    assert "ValueError" in told
    assert "code = '********************'" in told
    assert "&#x27;seen-by-whoever-debugs&#x27;" not in told


def test_a_logged_traceback_shows_no_key(trouble: tuple[HttpRequest, tuple]) -> None:
    _request, error = trouble
    record = logging.LogRecord("anything", logging.ERROR, "", 1, "It failed", (), error)

    Discreet().filter(record)

    assert KEY not in record.exc_text
    assert "ValueError: <secret>" in record.exc_text
