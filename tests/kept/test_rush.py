"""In a rush a page is drawn once and given to everybody, and what changes is seen all the same."""

import gzip
import io
from typing import Any, NoReturn

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client as Browser

from studios.booking import rush
from studios.models import LegalPage, Studio
from tests.databases import statements
from tests.kept.conftest import Later
from tests.vendor import Vendor

SECONDS = 60  # a second is soon over on a busy machine


@pytest.fixture(autouse=True)
def _a_long_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rush, "GOOD_FOR_SECONDS", SECONDS)
    rush._drawn.clear()


@pytest.fixture(params=["appointments", "slots"])
def page(request: pytest.FixtureRequest, hafen: Studio, vendor: Vendor) -> str:
    number = vendor.appointment("hafen", "Body Scan")
    return {"appointments": "/studios/hafen/", "slots": f"/studios/hafen/appointments/{number}/"}[
        request.param
    ]


def headers(answer: HttpResponse) -> dict[str, str]:
    """All but the number of the request."""
    return {name: value for name, value in answer.items() if name != "X-Request-ID"}


def test_everybody_gets_the_page_that_was_drawn_for_the_first(
    ada: Browser, client: Browser, page: str
) -> None:
    first = client.get(page)

    asked = statements(lambda: ada.get(page))
    second = ada.get(page)

    assert len(asked) == 1
    assert second.content == first.content
    for name in headers(first).keys() | headers(second).keys():  # what a Vary names has no order
        assert set(second[name].split(", ")) == set(first[name].split(", ")), name


def test_of_a_body_that_comes_with_the_question_nothing_is_read(client: Browser, page: str) -> None:
    body = io.BytesIO(b"x" * 1000)
    huge: dict[str, Any] = {"CONTENT_LENGTH": str(10**12), "wsgi.input": body}

    statuses = [client.get(page, **more).status_code for more in (huge, {}, huge)]

    assert statuses == [413, 200, 200]  # refused where it is drawn, and where it is kept as good as none
    assert body.tell() == 0


def test_languages_parts_and_compressed_pages_are_not_mixed_up(client: Browser, page: str) -> None:
    ways = [{}, {"Accept-Language": "de"}, {"HX-Request": "true"}, {"Accept-Encoding": "gzip"}]

    first, second = ([client.get(page, headers=way) for way in ways] for _ in range(2))

    assert [one.content for one in second] == [one.content for one in first]
    plain, german, _part, packed = second
    assert (plain["Content-Language"], german["Content-Language"]) == ("en", "de")
    assert b'lang="de"' in german.content[:200]
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


def test_whatever_is_saved_of_the_studio_is_seen_at_once(client: Browser, hafen: Studio, page: str) -> None:
    client.get(page)

    hafen.name = "Another name"
    hafen.save()
    renamed = client.get(page)
    Studio.objects.filter(pk=hafen.pk).update(stage=Studio.Stage.CLOSED)

    assert "Another name" in renamed.content.decode()
    assert client.get(page).status_code == 404


def test_a_legal_page_is_linked_when_the_second_is_over(client: Browser, page: str, later: Later) -> None:
    client.get(page)
    LegalPage.objects.create(kind="imprint", language="en", text="This.")

    with later(SECONDS + 1):
        after = client.get(page)

    assert "/studios/hafen/legal/imprint/" in after.content.decode()


def test_a_studio_in_preview_is_shown_to_who_may_see_it_and_kept_for_nobody(
    client: Browser, hafen: Studio, page: str
) -> None:
    hafen.stage = Studio.Stage.PREVIEW
    hafen.save()
    desk = Browser()
    desk.force_login(User.objects.create_superuser("desk"))

    answers = [desk.get(page), client.get(page)]

    assert [one.status_code for one in answers] == [200, 404]
    assert rush._drawn == {}


def test_a_page_for_which_a_session_was_read_is_not_kept(ada: Browser, hafen: Studio) -> None:
    """The list looks who is asking where all other studios are in preview: they may be there for them."""
    ada.get("/studios/hafen/")
    assert len(rush._drawn) == 1
    rush._drawn.clear()
    Studio.objects.exclude(pk=hafen.pk).update(stage=Studio.Stage.PREVIEW)

    ada.get("/studios/hafen/")

    assert rush._drawn == {}


def test_what_would_be_refused_is_refused_while_the_page_is_kept(
    client: Browser, page: str, settings: Any
) -> None:
    client.get(page)

    elsewhere = client.get(page, headers={"host": "evil.example"})
    settings.SECURE_SSL_REDIRECT = True
    rush._drawn.clear()
    safe = client.get(page, secure=True)
    plain = Browser().get(page)

    assert [one.status_code for one in (elsewhere, safe, plain)] == [400, 200, 301]


def test_a_kept_page_is_logged_and_counted_like_any_other(
    client: Browser, page: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "booking_site.requests")
    answers = [client.get(page) for _ in range(2)]

    first, second = (line for line in caplog.messages if line.startswith("GET /studios/"))

    assert first.rsplit(" ", 2)[0] == second.rsplit(" ", 2)[0]  # all but how long it took
    assert len({one["X-Request-ID"] for one in answers}) == 2


def test_a_database_that_is_away_is_told_by_the_page(client: Browser, page: str) -> None:
    client.get(page)

    def away(*_: object) -> NoReturn:
        raise OperationalError

    with connection.execute_wrapper(away):
        answer = Browser(raise_request_exception=False).get(page)

    assert answer.status_code == 503


def test_only_so_many_pages_are_kept(client: Browser, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rush, "MOST", 3)

    for number in range(8):
        client.get(page, {"start": f"2026-01-{number + 10}"})

    assert 0 < len(rush._drawn) <= 3


def test_in_a_frame_the_studios_websites_and_the_language_stay(
    ada: Browser, client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    hafen.websites = "https://www.my-gym.example"
    hafen.save()
    page = f"/embed/hafen/de/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    first = client.get(page)

    asked = statements(lambda: ada.get(page))
    second = ada.get(page)

    assert len(asked) == 1
    assert second.content == first.content
    assert "frame-ancestors https://www.my-gym.example" in second["Content-Security-Policy"]
    assert "X-Frame-Options" not in second
    assert second["Content-Language"] == "de"
