"""What keeps an unsafe site from starting: each problem is one sentence that names what to set."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core import checks
from django.db import connection
from django.test import override_settings

from studios.checks import TAG, refuse_unsafe_start
from studios.models import Studio

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = "https://book.example.org"
PRODUCTION = {
    "SECRET_KEY": "for-the-tests-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "FIELD_ENCRYPTION_KEYS": "ajP78hPLY2RSci6VlCZCReDiZwnaQxDh9jU9eUqLnOA=",
    "ALLOWED_HOSTS": "book.example.org",
    "SITE_URL": "https://book.example.org",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "DEFAULT_FROM_EMAIL": "bookings@example.org",
    "OPERATOR_EMAIL": "operator@example.org",
    "DEBUG": "0",
    "DEMO": "0",
    "INSECURE_HTTP": "0",
}

# What the settings of the tests lack.
COMPLETE = {
    "SITE_URL": OUTSIDE,
    "INSECURE_HTTP": False,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "DEFAULT_FROM_EMAIL": "Booking <bookings@example.org>",
    "OPERATOR_EMAIL": "operator@example.org",
}


def found(**settings: object) -> dict[str, str]:
    """The ids and sentences of the checks that need no database, under these settings."""
    with override_settings(**settings):
        return {problem.id: problem.msg for problem in checks.run_checks(tags=[TAG])}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` in a process of its own, with production settings but for `environment`."""
    return python("manage.py", *arguments, **environment)


def start_of_the_server(database: Path) -> subprocess.CompletedProcess[str]:
    """What gunicorn imports in each of its processes; it waits a moment for a lock, not its usual 20 seconds."""
    hurry = "from django.conf import settings; settings.DATABASES['default']['OPTIONS']['timeout'] = 0.1"
    return python(
        "-c",
        f"{hurry}; import booking_site.wsgi",
        DJANGO_SETTINGS_MODULE="booking_site.settings",
        DATABASE_URL=f"sqlite:///{database}",
    )


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("settings", "problem", "names"),
    [
        ({"SECRET_KEY": ""}, "studios.E001", "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "studios.E002", "SECRET_KEY"),
        ({"SECRET_KEY": "abab" * 20}, "studios.E025", "SECRET_KEY"),
        ({"SECRET_KEY": f"django-insecure-{PRODUCTION['SECRET_KEY']}"}, "studios.E025", "SECRET_KEY"),
        ({"FIELD_ENCRYPTION_KEYS": []}, "studios.E003", "FIELD_ENCRYPTION_KEYS"),
        ({"FIELD_ENCRYPTION_KEYS": ["not a key"]}, "studios.E004", "FIELD_ENCRYPTION_KEYS"),
        ({"ALLOWED_HOSTS": []}, "studios.E005", "ALLOWED_HOSTS"),
        ({"RETENTION_DAYS": 0}, "studios.E011", "RETENTION_DAYS"),
        ({"LOOK_AFTER_FAILURE_SECONDS": [5.0]}, "studios.E012", "LOOK_AFTER_FAILURE_SECONDS"),
        ({"LOOK_AFTER_SILENCE_SECONDS": [40.0, 20.0]}, "studios.E012", "LOOK_AFTER_SILENCE_SECONDS"),
        ({"DEMO": True, "ALLOWED_HOSTS": ["127.0.0.1", "book.example.org"]}, "studios.E006", "ALLOWED_HOSTS"),
        ({"DEMO": True, "ALLOWED_HOSTS": ["*"]}, "studios.E006", "ALLOWED_HOSTS"),
        ({"DEMO": True, "ALLOWED_HOSTS": ["127.0.0.1"], "SITE_URL": OUTSIDE}, "studios.E006", "SITE_URL"),
        ({"DEBUG": True, "ALLOWED_HOSTS": ["book.example.org"]}, "studios.E006", "DEBUG"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "studios.E010", "EMAIL_URL"),
        ({"SITE_URL": "http://127.0.0.1:8000"}, "studios.W001", "SITE_URL"),
        ({"SITE_URL": "book.example.org"}, "studios.W001", "SITE_URL"),
        ({"INSECURE_HTTP": True}, "studios.W002", "INSECURE_HTTP"),
    ],
)
def test_each_problem_has_an_id_and_says_what_to_set(
    settings: dict[str, object], problem: str, names: str
) -> None:
    assert names in found(**settings)[problem]


def test_a_complete_production_site_has_nothing_to_say() -> None:
    assert found(**COMPLETE) == {}


def test_the_demo_on_this_machine_has_nothing_to_say() -> None:
    assert found(DEMO=True, ALLOWED_HOSTS=["127.0.0.1", "localhost"], INSECURE_HTTP=True) == {}


def test_developing_needs_no_host_names() -> None:
    assert found(DEBUG=True, ALLOWED_HOSTS=[]) == {}


def with_database() -> list[str | None]:
    return [
        problem.id for problem in checks.run_checks(tags=[TAG], databases=["default"]) if problem.is_serious()
    ]


def test_a_stored_base_url_that_may_not_be_called_is_an_error(hafen: Studio) -> None:
    assert with_database() == []

    with override_settings(INSECURE_HTTP=False):
        problems = checks.run_checks(tags=[TAG], databases=["default"])

    assert {problem.id for problem in problems if problem.is_serious()} == {"studios.E008"}
    assert any("Iron & Oak Hafen" in problem.msg for problem in problems)


def test_stored_keys_that_cannot_be_read_are_an_error(hafen: Studio) -> None:
    with override_settings(FIELD_ENCRYPTION_KEYS=["4o8mXtzoXaa04n0pyAZhWvKaFsUeOGnhpfe8soJNBuI="]):
        assert with_database() == ["studios.E009"]


@pytest.mark.django_db
def test_before_the_first_migration_the_database_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)

    assert with_database() == []


def test_an_unsafe_site_ends_with_the_code_that_gunicorn_does_not_repeat(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with override_settings(SECRET_KEY=""), pytest.raises(SystemExit) as ended:
        refuse_unsafe_start()

    assert ended.value.code == 3
    assert "SECRET_KEY is missing" in capsys.readouterr().err


def test_a_busy_database_ends_the_process_with_a_code_that_gunicorn_repeats(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "site.sqlite3", isolation_level=None)) as somebody:
        somebody.execute("PRAGMA locking_mode=EXCLUSIVE")
        somebody.execute("BEGIN EXCLUSIVE")

        answer = start_of_the_server(tmp_path / "site.sqlite3")

    assert answer.returncode == 1, answer.stderr
    assert "studios.E013" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_database_in_no_folder_is_not_waited_for(tmp_path: Path) -> None:
    answer = start_of_the_server(tmp_path / "no folder" / "site.sqlite3")

    assert answer.returncode == 3
    assert "studios.E007" in answer.stderr


def test_a_safe_site_starts(db: None) -> None:
    refuse_unsafe_start()


def test_without_a_secret_manage_check_answers_with_a_sentence_and_no_traceback() -> None:
    answer = manage("check", SECRET_KEY="")

    assert answer.returncode == 1
    assert "SECRET_KEY is missing" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_database_that_cannot_be_opened_is_said_in_a_sentence() -> None:
    answer = manage(
        "check", "--tag=studios", "--database=default", DATABASE_URL="sqlite:////no/such/folder/site.sqlite3"
    )

    assert "studios.E007" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_check_deploy_has_nothing_to_say_about_the_documented_settings() -> None:
    answer = manage("check", "--deploy", "--fail-level=WARNING", "--database=default")

    assert answer.returncode == 0, answer.stderr
