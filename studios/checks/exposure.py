"""Settings that are there and let too much in or out: hosts, origins, cookies, keys that can be guessed, mail.

All of them are about a real site: the demo and DEBUG stay on this machine (see `starting`).
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's word

from studios.checks.starting import TAG

_LABELS = r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)"
_HOST = re.compile(rf"\.?{_LABELS}*|\[[0-9a-f:]+\]")
_UPSTREAM = re.compile(rf"\.?{_LABELS}+")  # two labels or more: ".com" would be half the internet
_ORIGIN = re.compile(rf"https://(?:\*\.)?{_LABELS}+(?::\d+)?")
_SHORTEST_TOKEN = 20
_SMTP = "django.core.mail.backends.smtp.EmailBackend"


@register(TAG)
def nothing_is_wide_open(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Nothing here asks the database."""
    always = [*_upstreams(), *_log_format(), *_metrics()]
    if settings.DEMO or settings.DEBUG:
        return always
    return [*always, *_hosts(), *_origins(), *_cookies(), *_readable_keys(), *_mail()]


def _upstreams() -> Iterator[CheckMessage]:
    hosts = settings.MAGICLINE_ALLOWED_HOSTS
    wrong = [host for host in hosts if not _UPSTREAM.fullmatch(host)]
    if wrong or not hosts:
        yield Error(
            "MAGICLINE_ALLOWED_HOSTS says where studio keys may be sent, and "
            + (f"{', '.join(map(repr, wrong))} is no host or far too many. " if wrong else "is empty. ")
            + "Set it to host names in small letters; a leading dot allows subdomains.",
            id="studios.E020",
        )


def _log_format() -> Iterator[CheckMessage]:
    if settings.LOG_FORMAT not in ("json", "line"):
        yield Error("LOG_FORMAT is neither json nor line. Set it to one of them.", id="studios.E021")


def _metrics() -> Iterator[CheckMessage]:
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < _SHORTEST_TOKEN:
        yield Error(
            f"METRICS_TOKEN can be guessed. Set it to a random text of {_SHORTEST_TOKEN} characters or more, or leave "
            "it empty: then nobody reads figures.",
            id="studios.E027",
        )


def _hosts() -> Iterator[CheckMessage]:
    wrong = [host for host in settings.ALLOWED_HOSTS if not _HOST.fullmatch(host.lower())]
    if wrong:
        yield Error(
            f"ALLOWED_HOSTS holds {', '.join(map(repr, wrong))}: every host name, or none at all. Whoever asks for a "
            "page under a name of theirs would get it. Set it to the host names this site is visited under.",
            id="studios.E022",
        )


def _origins() -> Iterator[CheckMessage]:
    wrong = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if not _ORIGIN.fullmatch(origin.lower())]
    if wrong:
        yield Error(
            f"CSRF_TRUSTED_ORIGINS holds {', '.join(map(repr, wrong))}: forms would be accepted from where anybody can "
            "put one. Set it to origins such as https://www.example.org, or leave it empty.",
            id="studios.E023",
        )


def _cookies() -> Iterator[CheckMessage]:
    """A site without https has no use for them, and W001 speaks of it."""
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    off = [name for name in names if not getattr(settings, name)]
    if off and settings.SITE_URL.startswith("https:"):
        yield Error(
            f"{' and '.join(off)} is off, so browsers would send it over http as well, where anybody on the way can "
            "take it. Set it to 1.",
            id="studios.E024",
        )


def _readable_keys() -> Iterator[CheckMessage]:
    if any(_is_readable(key) for key in settings.FIELD_ENCRYPTION_KEYS):
        yield Error(
            "FIELD_ENCRYPTION_KEYS holds a key that spells words, such as one from an example. Set it to random bytes; "
            ".env.example says how to make them.",
            id="studios.E026",
        )


def _is_readable(key: str) -> bool:
    """Random bytes are never all printable: the chance is one in a hundred million millions."""
    try:
        return all(32 <= byte < 127 for byte in base64.urlsafe_b64decode(key))
    except (ValueError, binascii.Error):
        return False  # no key at all: E004 says so


def _mail() -> Iterator[CheckMessage]:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    if "." not in domain:
        yield Warning(
            "DEFAULT_FROM_EMAIL is not set or names no domain, so mail servers will not take the codes that members "
            "sign in with. Set it to an address of yours.",
            id="studios.W010",
        )
    if not settings.OPERATOR_EMAIL:
        yield Warning(
            "OPERATOR_EMAIL is missing, so nobody is told when Magicline refuses a key. Set it to an address that "
            "somebody reads.",
            id="studios.W011",
        )
    encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    host = settings.EMAIL_HOST or ""
    if settings.EMAIL_BACKEND == _SMTP and not encrypted and "." in host and not host.startswith("127."):
        yield Warning(
            "EMAIL_URL sends mail to another machine unencrypted, with the codes that members sign in with. Set it to "
            "one that starts with smtp+tls:// or smtp+ssl://.",
            id="studios.W012",
        )
