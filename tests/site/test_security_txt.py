"""Whoever finds a hole in an installation finds out whom to tell."""

from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings

ADDRESS = "/.well-known/security.txt"


@pytest.mark.parametrize(
    ("setting", "contact"),
    [
        ("security@example.org", "mailto:security@example.org"),
        ("https://example.org/report", "https://example.org/report"),
    ],
)
def test_it_names_whom_to_tell(
    db: None, client: Browser, settings: Settings, setting: str, contact: str
) -> None:
    settings.SECURITY_CONTACT = setting

    answer = client.get(ADDRESS)

    said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert said["Contact"] == contact
    assert (
        timedelta(days=179) < datetime.fromisoformat(said["Expires"]) - timezone.now() < timedelta(days=366)
    )


def test_where_nobody_is_named_it_is_not_there(db: None, client: Browser) -> None:
    assert client.get(ADDRESS).status_code == 404
