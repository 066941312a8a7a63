"""The demo's letter box: the mails that `DEMO` keeps in a folder, for whoever sits at this machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from ipaddress import ip_address
from itertools import islice
from pathlib import Path
from typing import Self

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from studios.pages import anyone, personal, show

MOST_SHOWN = 50
_BETWEEN_MAILS = b"\n" + b"-" * 79 + b"\n"  # as Django's file backend writes it


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as its reader sees it, in plain text."""

    subject: str
    to: str
    date: str
    text: str
    attachments: tuple[str, ...]

    @classmethod
    def read(cls, raw: bytes) -> Self:
        message = message_from_bytes(raw, policy=policy.default)
        body = message.get_body(("plain",))
        return cls(
            subject=str(message.get("Subject", "")),
            to=str(message.get("To", "")),
            date=str(message.get("Date", "")),
            text=body.get_content() if body else "",
            attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
        )


@anyone
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Every mail, newest first. There are codes in them: nothing is here outside the demo, or for other machines."""
    if not settings.DEMO or not _is_from_here(request):
        raise Http404
    mails = islice(_newest_first(settings.DEMO_MAIL_DIR), MOST_SHOWN)
    return personal(show(request, page="demo/mail.html", mails=list(mails)))


def _is_from_here(request: HttpRequest) -> bool:
    """Straight from this machine: a proxy on it would look the same but for the header it adds."""
    if {"X-Forwarded-For", "Forwarded"} & set(request.headers):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _newest_first(folder: Path) -> Iterator[Mail]:
    files = sorted(folder.glob("*.log"), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)
    for file in files:
        raw_mails = [raw for raw in file.read_bytes().split(_BETWEEN_MAILS) if raw.strip()]
        yield from (Mail.read(raw) for raw in reversed(raw_mails))
