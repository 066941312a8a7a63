"""What must not be seen where: looked for in everything that a whole run of the suite leaves behind.

| what                                                  | where it may be                                             |
| ----------------------------------------------------- | ----------------------------------------------------------- |
| keys of studios                                       | nowhere                                                     |
| birthdays, bank accounts, telephones, PINs of members | nowhere: the vendor sends them, and nobody here needs them  |
| sign-in codes                                         | the body of one mail, and a form that came back as it went  |
| names and addresses of members                        | pages, mails, the database; not in log lines, task rows,    |
|                                                       | subjects, addresses that we lead to, and pages of errors    |
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.base import BaseHandler
from django.core.mail import EmailMessage
from django.db import connections
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase

from studios.models import Challenge
from studios.sandbox import seed
from studios.sandbox.shapes import NOBODYS_BUSINESS
from studios.signing_in import codes
from tests.databases import everything_seen_by_django, on_sqlite
from tests.processes import secrets_of_the_demo

TASKS = "django_tasks_database_dbtaskresult"
LEADS_ON = ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url")
# Six digits by themselves: part of a time, a number or an address they are no code.
_SIX_DIGITS = re.compile(r"(?<![\w.,:/#+-])(?<!, )\d{6}(?![\w.:-])")


class Watch(logging.Handler):
    """Hears every log line, and is shown pages, mails and the database; what was seen is in `found`."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter())
        customers = [
            one for of in seed.records(datetime.now().astimezone()).customers.values() for one in of.values()
        ]
        self.keys = secrets_of_the_demo()
        birthdays = {one.date_of_birth.isoformat() for one in customers}
        self.nowhere = any_of({*self.keys, *birthdays, NOBODYS_BUSINESS})
        names = {name for one in customers for name in (one.first_name, one.last_name)}
        self.people = any_of(names | {one.email for one in customers if one.email}, whole_words=True)
        self.codes: dict[str, str] = {}  # and the address that each was made for
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.look(self.format(record), f"a log line of {record.name}", strictly=True)

    def look(self, text: str, where: str, *, strictly: bool = False, but_for: str = "") -> None:
        """Looks for what may be nowhere; `strictly` for members and codes as well, but for those in `but_for`."""
        self._note(self.nowhere.findall(text), where)
        if strictly:
            self._note(self.people.findall(text), where)
            self._note([code for code in self._codes_in(text) if code not in but_for], where)

    def look_at_page(self, request: HttpRequest, response: HttpResponse) -> None:
        text = response.content.decode(errors="replace")
        typed = typed_into(request)
        self.look(text, f"the page {request.path}", strictly=response.status_code >= 400, but_for=typed)
        if not request.path.startswith("/demo/mail/"):
            self._note(
                [code for code in self._codes_in(text) if code not in typed], f"the page {request.path}"
            )
        self.look(str(response.headers), f"the headers of {request.path}")
        for name in LEADS_ON:
            self.look(unquote_plus(response.get(name, "")), f"{name} of {request.path}", strictly=True)

    def look_at_mail(self, mail: EmailMessage) -> None:
        self.look(mail.subject, "the subject of a mail", strictly=True)
        parts = [
            mail.body,
            *(str(part[0]) for part in getattr(mail, "alternatives", [])),
            *map(str, mail.attachments),
        ]
        for text in map(str, parts):
            self.look(text, "a mail")
            strangers = [code for code in self._codes_in(text) if [self.codes[code]] != mail.to]
            self._note(strangers, "a mail to somebody else")

    def look_into_the_database(self) -> None:
        """Its rows; and on SQLite the bytes of its files, where what was deleted may still stand."""
        everything = everything_seen_by_django()
        self.look("\n".join(everything.values()), "the database")
        self.look(everything.get(TASKS, ""), "the table of tasks", strictly=True)
        self._note(self._codes_in("\n".join(everything.values())), "the database")
        if on_sqlite():
            file = Path(connections["default"].settings_dict["NAME"])
            assert file.exists(), f"{file} is not there to be looked into"
            for part in file.parent.glob(f"{file.name}*"):
                self._note(self.nowhere.findall(part.read_bytes().decode("latin-1")), part.name)

    def _codes_in(self, text: str) -> list[str]:
        return [code for code in _SIX_DIGITS.findall(text) if code in self.codes] if self.codes else []

    def _note(self, words: list[str], where: str) -> None:
        self.found += [f"{word[:12]}… in {where}" for word in words]


def typed_into(request: HttpRequest) -> str:
    """What came with a form; nothing of a body that cannot be read."""
    with suppress(BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError, ValueError):
        return " ".join(map(str, request.POST.values()))
    return ""


def any_of(words: set[str], *, whole_words: bool = False) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, words)))
    return re.compile(rf"\b(?:{either})\b" if whole_words else either)


@contextmanager
def watching() -> Iterator[Watch]:
    """From now on every answer, mail, code and log line of this process is seen."""
    watch = Watch()
    root = logging.getLogger()
    patch = pytest.MonkeyPatch()
    respond, send, new_code = BaseHandler.get_response, EmailMessage.send, codes.new_code

    def get_response(self: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        response = respond(self, request)
        if isinstance(response, HttpResponse):
            watch.look_at_page(request, response)
        return response

    def send_mail(self: EmailMessage, *arguments: Any, **options: Any) -> int:
        watch.look_at_mail(self)
        return send(self, *arguments, **options)

    def make_code(challenge: Challenge) -> str:
        code = new_code(challenge)
        watch.codes[code] = challenge.email
        return code

    seen: list[tuple[object, str, Callable[..., Any]]] = [
        (BaseHandler, "get_response", get_response),
        (EmailMessage, "send", send_mail),
        (codes, "new_code", make_code),
    ]
    for place, name, function in seen:
        patch.setattr(place, name, function)
    root.addHandler(watch)
    yield watch
    root.removeHandler(watch)
    patch.undo()
