"""The probes: alive says nothing of anything else; ready says what is well, and is quick."""

import pytest
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client as Browser

from tests.databases import statements


def test_alive_asks_nobody(db: None, client: Browser) -> None:
    assert statements(lambda: client.get("/health/live/")) == []


def test_ready_says_what_is_well_and_asks_little(db: None, client: Browser) -> None:
    client.get("/health/ready/")  # the first reads the migrations' files

    asked = statements(lambda: client.get("/health/ready/"))
    answer = client.get("/health/ready/")

    assert answer.content.decode().splitlines() == ["ready", "database: ok", "migrations: ok", "cache: ok"]
    assert answer.status_code == 200
    assert len(asked) <= 3


def test_without_a_migration_of_this_code_it_is_not_ready(db: None, client: Browser) -> None:
    MigrationRecorder.Migration.objects.filter(app="studios").latest("pk").delete()

    answer = client.get("/health/ready/")

    assert answer.status_code == 503
    assert answer.content.decode().splitlines()[:3] == ["not ready", "database: ok", "migrations: not ok"]


def test_a_migration_of_later_code_does_no_harm(db: None, client: Browser) -> None:
    """While machines are upgraded one by one, those with the code of before go on."""
    MigrationRecorder.Migration.objects.create(app="studios", name="9999_of_tomorrow")

    assert client.get("/health/ready/").status_code == 200


def test_without_a_database_it_is_not_ready_but_alive(
    db: None, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OperationalError("the server at 10.0.0.7 is away")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(connection, "cursor", fail)
        ready, live = client.get("/health/ready/"), client.get("/health/live/")

    assert ready.status_code == 503
    assert "database: not ok" in ready.content.decode()
    assert "10.0.0.7" not in ready.content.decode()
    assert live.status_code == 200


class Away(LocMemCache):
    def get(self, *args: object, **kwargs: object) -> None:
        raise ConnectionError("no Redis at 10.0.0.8")


class Forgetful(LocMemCache):
    def set(self, *args: object, **kwargs: object) -> None:
        pass


@pytest.mark.parametrize("kind", [Away, Forgetful])
def test_a_cache_that_is_away_is_told_and_sends_nobody_elsewhere(
    db: None, client: Browser, monkeypatch: pytest.MonkeyPatch, kind: type[BaseCache]
) -> None:
    monkeypatch.setattr("booking_site.health.caches", {"default": kind(kind.__name__, {})})

    answer = client.get("/health/ready/")

    assert answer.status_code == 200
    assert answer.content.decode().splitlines()[-1] == "cache: not ok"
