"""Marks of erased people and of calendar feeds outlive every encryption key: nothing could make them again."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core import checks
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from studios.checks import TAG
from studios.encrypted_field import fingerprints
from studios.models import CalendarFeed, MarkSecret, Studio, Tombstone
from tests.conftest import member
from tests.keys.conftest import FOREIGN, NEWER, OLDER, rotate

Put = Callable[..., None]
CHAIN = "https://iron-oak.open-api.magicline.com"


def replace_the_encryption_key(put: Put) -> None:
    put(NEWER, OLDER)
    rotate()
    put(NEWER)


@pytest.mark.django_db
def test_somebody_who_was_erased_stays_so(encryption_keys: Put) -> None:
    Tombstone.objects.put(CHAIN, 2002001, now=timezone.now())

    replace_the_encryption_key(encryption_keys)

    assert Tombstone.objects.stands_for(CHAIN, 2002001)
    assert not Tombstone.objects.stands_for(CHAIN, 2002002)
    Tombstone.objects.put(CHAIN, 2002001, now=timezone.now())
    assert Tombstone.objects.count() == 1
    Tombstone.objects.lift(CHAIN, 2002001)
    assert not Tombstone.objects.exists()


def test_a_calendar_goes_on_being_subscribed_to(hafen: Studio, encryption_keys: Put) -> None:
    token = CalendarFeed.objects.make([member(hafen, "ada")], now=timezone.now())

    replace_the_encryption_key(encryption_keys)

    assert CalendarFeed.objects.under(token)
    assert Browser().get(f"/calendar/{token}.ics").status_code == 200


@pytest.mark.django_db
def test_to_look_for_a_mark_makes_no_secret() -> None:
    assert not Tombstone.objects.stands_for(CHAIN, 1)
    assert not MarkSecret.objects.exists()


@pytest.mark.django_db
def test_two_secrets_that_were_made_at_once_are_both_looked_up() -> None:
    Tombstone.objects.put(CHAIN, 1, now=timezone.now())
    MarkSecret.objects.create(secret="made-by-another-process-in-that-moment")
    Tombstone.objects.put(CHAIN, 2, now=timezone.now())

    assert Tombstone.objects.stands_for(CHAIN, 1)
    assert Tombstone.objects.stands_for(CHAIN, 2)


@pytest.mark.django_db
def test_marks_that_were_made_with_the_encryption_keys_are_known_after_the_upgrade(
    encryption_keys: Put,
) -> None:
    Tombstone.objects.create(mark=fingerprints(f"tombstone {CHAIN} 7")[0], erased_at=timezone.now())
    encryption_keys(NEWER, OLDER)
    Tombstone.objects.create(mark=fingerprints(f"tombstone {CHAIN} 8")[0], erased_at=timezone.now())

    migration().keep_what_marks_were_made_with(apps, connection.schema_editor())
    replace_the_encryption_key(encryption_keys)

    assert Tombstone.objects.stands_for(CHAIN, 7)
    assert Tombstone.objects.stands_for(CHAIN, 8)


@pytest.mark.django_db
def test_a_new_site_gets_a_secret_of_its_own(encryption_keys: Put) -> None:
    migration().keep_what_marks_were_made_with(apps, connection.schema_editor())
    assert not MarkSecret.objects.exists()

    Tombstone.objects.put(CHAIN, 7, now=timezone.now())

    assert OLDER not in str(MarkSecret.objects.get().secret)


@pytest.mark.django_db
def test_the_site_does_not_start_while_its_secret_of_marks_cannot_be_read(encryption_keys: Put) -> None:
    Tombstone.objects.put(CHAIN, 7, now=timezone.now())
    encryption_keys(FOREIGN)

    found = checks.run_checks(tags=[TAG], databases=["default"])

    assert "studios.E009" in [problem.id for problem in found if problem.is_serious()]


def migration():
    """Under whatever number it has."""
    folder = Path(import_module("studios.migrations").__path__[0])
    return import_module(f"studios.migrations.{next(folder.glob('*_mark_secret.py')).stem}")
