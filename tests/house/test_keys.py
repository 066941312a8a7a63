"""The watch that looks for keys in every log line, page and database file of the run does see them."""

import logging

import pytest
from django.db import connection
from django.test import Client as Browser

from studios.models import Studio
from tests.conftest import Keys
from tests.databases import everything_seen_by_django, on_sqlite

# None of the real ones: what SQLite deletes stays in its file, where the look at the end of the run would find it.
PLANTED = "planted-where-no-key-may-be"


@pytest.fixture
def watch(keys_seen: Keys):
    """The watch of this run, forgetting what these tests let it see on purpose."""
    before, keys_seen.found = keys_seen.found, []
    yield keys_seen
    keys_seen.found = before


def test_a_key_in_a_log_line_is_seen(watch: Keys) -> None:
    logging.getLogger("anything").warning("sent %s", watch.keys[0])

    assert len(watch.found) == 1


def test_a_key_in_a_page_is_seen(watch: Keys, client: Browser, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(name=watch.keys[0])
    for slug in ("altstadt", "ost", "lisboa"):
        Studio.objects.filter(slug=slug).delete()

    client.get("/", follow=True)

    assert watch.found


def test_a_key_in_a_row_is_seen(watch: Keys, hafen: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "keys", [PLANTED])
    Studio.objects.filter(pk=hafen.pk).update(address=PLANTED)

    watch.look(everything_seen_by_django(), "the database")

    assert watch.found


@pytest.mark.django_db(transaction=True)
def test_a_key_that_was_deleted_is_seen_in_the_database_file(
    watch: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "keys", [PLANTED])
    planted = Studio.objects.create(
        name="Planted", slug="planted", base_url="https://api.example.org", api_key="k", address=PLANTED
    )
    planted.delete()

    watch.look_into_the_database()

    # PostgreSQL's files are not ours to open.
    assert bool(watch.found) == on_sqlite()


def test_keys_are_ciphertext_in_the_database(hafen: Studio) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT api_key, webhook_key FROM studios_studio WHERE id = %s", [hafen.pk])
        stored = cursor.fetchone()

    assert hafen.api_key not in stored
    assert all(value.startswith("gAAAA") for value in stored)
    assert Studio.objects.get(pk=hafen.pk).api_key == hafen.api_key
