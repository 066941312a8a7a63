"""The start of the site: what has to be there, and what the database holds against it."""

import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

from studios.connections import ForbiddenUpstream, check_base_url
from studios.encrypted_field import CannotDecrypt
from studios.models import Studio
from studios.models.key_rotation import encrypted_fields

TAG = "studios"
SHORTEST_SECRET = 50
FEWEST_DIFFERENT = 5  # characters in a secret, as Django's own check has it
SHORTEST_RETENTION = 30  # days
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
_DEFAULT_SITE_URL = "http://127.0.0.1:8000"
_PRINTS_MAIL = "django.core.mail.backends.console.EmailBackend"
# What gunicorn takes as "do not try again": any other code would start the process over and over.
_CANNOT_START = 3
_TRY_AGAIN = 1
_PAUSE_SECONDS = 2.0  # a database that refuses at once would be asked again without end
_PASSES = "studios.E013"


def refuse_unsafe_start() -> None:
    """For the server's entry: the problems on standard error, and the end of the process.

    A database that is busy is no reason never to try again: one process that is started anew in that moment would
    take the whole running site down with it.
    """
    problems = [found for found in checks.run_checks(tags=[TAG], databases=["default"]) if found.is_serious()]
    if not problems:
        return
    passes = all(problem.id == _PASSES for problem in problems)
    said = "The site cannot start yet and tries again:" if passes else "The site cannot start:"
    print(said, *problems, sep="\n", file=sys.stderr, flush=True)
    if not passes:
        sys.exit(_CANNOT_START)
    time.sleep(_PAUSE_SECONDS)
    sys.exit(_TRY_AGAIN)


@register(TAG)
def settings_are_complete(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Nothing here asks the database."""
    return [*_secrets(), *_addresses(), *_retention(), *_looks()]


def _secrets() -> Iterator[CheckMessage]:
    secret = _secret_key()
    if not secret:
        yield Error(
            "SECRET_KEY is missing. Set it to a long random text that only this site knows.",
            id="studios.E001",
        )
    elif len(secret) < SHORTEST_SECRET:
        yield Error(
            f"SECRET_KEY is too short to be safe. Set it to {SHORTEST_SECRET} random characters or more.",
            id="studios.E002",
        )
    elif _can_be_guessed(secret) and not (settings.DEMO or settings.DEBUG):
        yield Error(
            "SECRET_KEY can be guessed, and whoever knows it can sign in as anybody. Set it to a long random text.",
            id="studios.E025",
        )
    if not settings.FIELD_ENCRYPTION_KEYS:
        yield Error(
            "FIELD_ENCRYPTION_KEYS is missing. Set it to at least one key; .env.example says how to make one.",
            id="studios.E003",
        )
    elif not all(_is_fernet_key(key) for key in settings.FIELD_ENCRYPTION_KEYS):
        yield Error(
            "FIELD_ENCRYPTION_KEYS holds something that is not a key. Each is 32 random bytes in URL-safe base64, "
            "with commas between; .env.example says how to make one.",
            id="studios.E004",
        )


def _addresses() -> Iterator[CheckMessage]:
    if settings.DEMO or settings.DEBUG:
        yield from _only_for_this_machine()
        return
    if not settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS is empty. Set it to the host names this site is visited under.", id="studios.E005"
        )
    if settings.EMAIL_BACKEND == _PRINTS_MAIL:
        yield Error(
            "EMAIL_URL is missing, so mails would be printed into the log, with everybody's address and sign-in code. "
            "Set it to the server that mail leaves by.",
            id="studios.E010",
        )
    if settings.SITE_URL == _DEFAULT_SITE_URL or not _is_web_address(settings.SITE_URL):
        yield checks.Warning(
            "SITE_URL is not set or no https:// address, so links in mails lead nowhere. Set it to the site's public "
            "address.",
            id="studios.W001",
        )
    if settings.INSECURE_HTTP:
        # A warning only: it never reaches past loopback, and tests and benchmarks need it outside the demo.
        yield checks.Warning(
            "INSECURE_HTTP is on: a studio's base URL may be plain http on this machine. Set it to 0 in production.",
            id="studios.W002",
        )


def _only_for_this_machine() -> Iterator[CheckMessage]:
    """DEMO and DEBUG show what nobody else may see. A proxy is noticed by the name it stands in for."""
    outside = [host for host in settings.ALLOWED_HOSTS if host not in _LOOPBACK]
    shown_as = urlsplit(settings.SITE_URL).hostname
    if settings.DEMO and shown_as not in _LOOPBACK:
        outside.append(f"{shown_as} (SITE_URL)")
    if outside:
        name, shows = (
            ("DEMO", "everybody's mail and sign-in codes")
            if settings.DEMO
            else ("DEBUG", "the inside of every error")
        )
        yield Error(
            f"{name} is on, which shows {shows}, while ALLOWED_HOSTS or SITE_URL names more than this machine: "
            f"{', '.join(outside)}. Set {name} to 0, or ALLOWED_HOSTS to 127.0.0.1.",
            id="studios.E006",
        )


def _retention() -> Iterator[CheckMessage]:
    if settings.RETENTION_DAYS < SHORTEST_RETENTION:
        yield Error(
            f"RETENTION_DAYS is {settings.RETENTION_DAYS}, so bookings would be deleted that are still told about. "
            f"Set it to {SHORTEST_RETENTION} or more.",
            id="studios.E011",
        )


def _looks() -> Iterator[CheckMessage]:
    for name in ("LOOK_AFTER_FAILURE_SECONDS", "LOOK_AFTER_SILENCE_SECONDS"):
        seconds = getattr(settings, name)
        if len(seconds) < 2 or sorted(set(seconds)) != seconds or seconds[0] <= 0:
            yield Error(
                f"{name} does not name two or more moments, each later than the one before, so a booking could be "
                "called not made too early. Set it as in .env.example.",
                id="studios.E012",
            )


@register(TAG, Tags.database)
def studios_can_be_called(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Stored base URLs and keys against the present settings; silent before the first migration."""
    if "default" not in (databases or ()) or not settings.FIELD_ENCRYPTION_KEYS:
        return []
    try:
        tables = connections["default"].introspection.table_names()
        if Studio._meta.db_table not in tables:
            return []
        return [*_base_urls(), *_keys(tables)]
    except OperationalError as error:
        return [_unreachable(error)]


def _unreachable(error: OperationalError) -> Error:
    """Only a file that is not where the settings say is for the operator to mend; anything else may pass.

    Raises what SQLite says of our own question, such as one about a column that no migration has made yet.
    """
    code: int = getattr(error.__cause__, "sqlite_errorcode", sqlite3.SQLITE_BUSY)
    if code == sqlite3.SQLITE_ERROR:
        raise error
    if code & 0xFF == sqlite3.SQLITE_CANTOPEN:
        return Error(
            "The database in DATABASE_URL cannot be opened. Does the folder of the SQLite file exist, and may this "
            "process write there?",
            id="studios.E007",
        )
    return Error(
        "The database in DATABASE_URL does not answer: it is locked, not running, or at another address.",
        id=_PASSES,
    )


def _base_urls() -> Iterator[CheckMessage]:
    for studio in Studio.objects.only("name", "base_url"):
        try:
            check_base_url(studio.base_url)
        except ForbiddenUpstream as forbidden:
            yield Error(
                f"The base URL of the studio “{studio.name}” may not be called: {forbidden} "
                "Correct it in the admin, or name its host in MAGICLINE_ALLOWED_HOSTS.",
                id="studios.E008",
            )


def _keys(tables: Sequence[str]) -> Iterator[CheckMessage]:
    try:
        for model, names in encrypted_fields():
            if model._meta.db_table in tables:
                list(model._default_manager.values_list(*names))
    except CannotDecrypt:
        yield Error(
            "Studio keys in the database were written with an encryption key that is gone. Put it back at the end of "
            "FIELD_ENCRYPTION_KEYS.",
            id="studios.E009",
        )
    except ValueError:
        return  # an encryption key that is none: E004 says so


def _secret_key() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:  # how Django answers when it is empty
        return ""


def _can_be_guessed(secret: str) -> bool:
    return len(set(secret)) < FEWEST_DIFFERENT or secret.startswith("django-insecure-")


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
