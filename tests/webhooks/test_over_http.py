"""A webhook over plain http: refused in a sentence, not led on, so that whoever set it up notices."""

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from studios.models import Studio, WebhookMessage
from tests.webhooks.posting import ADDRESS, body, post


@pytest.fixture(autouse=True)
def _is_for_https(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.parametrize("key", ["the right one", "nonsense"])
def test_it_is_refused_whatever_its_key_and_not_led_on(hafen: Studio, key: str) -> None:
    answer = post(hafen.webhook_key if key == "the right one" else key, body("CUSTOMER_UPDATED"))

    assert answer.status_code == 403
    assert "https only" in answer.content.decode()
    assert "Location" not in answer
    assert not WebhookMessage.objects.exists()


def test_over_https_it_is_taken(hafen: Studio) -> None:
    answer = Browser().post(
        ADDRESS,
        body("CUSTOMER_UPDATED"),
        content_type="application/json",
        headers={"x-api-key": hafen.webhook_key},
        secure=True,
    )

    assert answer.status_code == 204


def test_pages_are_led_on_as_before(db: None) -> None:
    assert Browser().get("/bookings/")["Location"] == "https://testserver/bookings/"
