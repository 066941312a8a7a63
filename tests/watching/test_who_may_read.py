"""The figures are for whoever has the token, and for nobody's cache."""

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from tests.watching.conftest import BEARER, TOKEN


def test_without_a_token_in_the_settings_there_is_no_such_page(db: None, client: Browser) -> None:
    assert client.get("/metrics", headers=BEARER).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "said",
    [{}, *({"Authorization": text} for text in ("", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x",
                                                f"Bearer {TOKEN[:-1]}", f"bearer {TOKEN}", "Bearer ä"))],
)  # fmt: skip
def test_nobody_reads_them_without_it(
    db: None, client: Browser, settings: Settings, said: dict[str, str]
) -> None:
    settings.METRICS_TOKEN = TOKEN

    answer = client.get("/metrics", headers=said)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.content == b""


def test_whoever_has_it_reads_them_and_no_cache_keeps_them(
    db: None, client: Browser, settings: Settings
) -> None:
    settings.METRICS_TOKEN = TOKEN

    answer = client.get("/metrics", headers=BEARER)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_from_inside_they_are_read_over_http_too(db: None, client: Browser, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/metrics", headers=BEARER).status_code == 200
    assert client.get("/metrics/more", headers=BEARER).status_code == 301
