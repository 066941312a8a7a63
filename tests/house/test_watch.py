"""The watch over the run sees what it is there for, and lets pass what is in its place."""

import logging
import re
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client as Browser
from django_tasks_db.models import DBTaskResult

from studios.models import Studio
from studios.sandbox.shapes import NOBODYS_BUSINESS
from studios.signing_in.tasks import find_and_mail
from tests.conftest import member
from tests.databases import on_sqlite
from tests.signing_in.conftest import Visitor, newest_code
from tests.watch import Watch

# None of the real ones: what SQLite deletes stays in its file, where the look at the end of the run would find it.
PLANTED = "planted-where-no-key-may-be"
CODE = "314159"


@pytest.fixture
def seeing(watch: Watch):
    """The watch of this run, forgetting what these tests let it see on purpose."""
    before, watch.found = watch.found, []
    yield watch
    watch.found = before
    watch.codes.pop(CODE, None)


@pytest.fixture
def planted(seeing: Watch, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """It looks for what is planted in place of real keys."""
    monkeypatch.setattr(seeing, "nowhere", re.compile(PLANTED))
    return seeing


@pytest.fixture
def visitor(hafen: Studio) -> Visitor:
    return Visitor(hafen)


def test_a_key_in_a_log_line_is_seen(planted: Watch) -> None:
    """It hears what the site's own filter lets pass, which takes out every key that the process has met as one."""
    logging.getLogger("anything").warning("sent %s", PLANTED)

    assert len(planted.found) == 1


@pytest.mark.parametrize("word", ["Lindqvist", "Ada", CODE])
def test_a_member_or_a_code_in_a_log_line_is_seen(seeing: Watch, word: str) -> None:
    seeing.codes[CODE] = "ada@example.org"

    logging.getLogger("anything").warning("%s has signed in", word)

    assert [found.split("…")[0] for found in seeing.found] == [word]


@pytest.mark.parametrize(
    "innocent",
    [f"12:00:00.{CODE}", f"booking {CODE}7", f"/studios/{CODE}/", f"#{CODE}", "Adagio", "at Hafen"],
)
def test_what_only_looks_alike_is_left_alone(seeing: Watch, innocent: str) -> None:
    seeing.codes[CODE] = "ada@example.org"

    logging.getLogger("anything").warning("said %s", innocent)

    assert seeing.found == []


def test_a_key_in_a_page_is_seen(seeing: Watch, client: Browser, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(name=seeing.keys[0])
    for slug in ("altstadt", "ost", "lisboa"):
        Studio.objects.filter(slug=slug).delete()

    client.get("/", follow=True)

    assert seeing.found


def test_a_code_in_a_page_is_seen_unless_it_was_typed_there(seeing: Watch, visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    seeing.codes[CODE] = "ada@example.org"

    visitor.type_code(CODE)  # a wrong one: it comes back in the form
    assert seeing.found == []
    visitor.get(f"/?q={CODE}")

    assert seeing.found


def test_a_name_in_a_page_of_errors_or_an_address_we_lead_to_is_seen(
    seeing: Watch, client: Browser, hafen: Studio
) -> None:
    client.get("/sign-in/who/?next=/Lindqvist/")
    led = len(seeing.found)
    client.get("/Lindqvist/")

    assert led > 0
    assert len(seeing.found) > led


@pytest.mark.parametrize(
    "mail",
    [
        {"subject": "Ada", "to": ["ada@example.org"]},
        {"subject": f"Code {CODE}", "to": ["ada@example.org"]},
        {"body": f"Code {CODE}", "to": ["ben@example.org"]},
        {"body": f"Account {NOBODYS_BUSINESS}", "to": ["ada@example.org"]},
    ],
    ids=["name in subject", "code in subject", "code of somebody else", "bank account"],
)
def test_what_no_mail_may_say_is_seen(seeing: Watch, db: None, mail: dict[str, Any]) -> None:
    seeing.codes[CODE] = "ada@example.org"

    EmailMessage(**mail).send()

    assert len(seeing.found) == 1


def test_a_code_in_its_own_mail_is_in_its_place(seeing: Watch, visitor: Visitor) -> None:
    visitor.sign_in("ada@example.org")

    assert newest_code() in seeing.codes
    assert seeing.found == []


def test_a_key_in_a_row_is_seen(planted: Watch, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(address=PLANTED)

    planted.look_into_the_database()

    assert planted.found


@pytest.mark.parametrize("word", ["Lindqvist", "ada@example.org", CODE])
def test_a_member_or_a_code_in_the_row_of_a_task_is_seen(seeing: Watch, hafen: Studio, word: str) -> None:
    member(hafen, "ada")  # whose name may stand in the table of members
    seeing.codes[CODE] = "ada@example.org"
    find_and_mail.enqueue("00000000-0000-0000-0000-000000000000")
    seeing.look_into_the_database()
    assert seeing.found == []

    DBTaskResult.objects.update(traceback=f"ValueError: '{word}'")
    seeing.look_into_the_database()
    DBTaskResult.objects.update(traceback="")

    assert seeing.found


@pytest.mark.django_db(transaction=True)
def test_a_key_that_was_deleted_is_seen_in_the_database_file(planted: Watch) -> None:
    row = Studio.objects.create(
        name="Planted", slug="planted", base_url="https://api.example.org", api_key="k", address=PLANTED
    )
    row.delete()

    planted.look_into_the_database()

    # PostgreSQL's files are not ours to open.
    assert bool(planted.found) == on_sqlite()


def test_keys_are_ciphertext_in_the_database(hafen: Studio) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT api_key, webhook_key FROM studios_studio WHERE id = %s", [hafen.pk])
        stored = cursor.fetchone()

    assert hafen.api_key not in stored
    assert all(value.startswith("gAAAA") for value in stored)
    assert Studio.objects.get(pk=hafen.pk).api_key == hafen.api_key
