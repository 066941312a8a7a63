"""A visitor on the way in: types an address, reads the mail, types the code."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client as Browser

from studios.management.worker import run_due_tasks
from studios.models import Studio
from tests.pages import Page


@dataclass
class Visitor:
    """One browser; `studio` is where it came from."""

    studio: Studio | None = None
    browser: Browser = field(default_factory=Browser)

    def ask_for_a_code(self, email: str, next_url: str = "/me/") -> Page:
        """Types the address and sends the form; the worker is left to somebody else."""
        query = {"next": next_url} | ({"studio": self.studio.slug} if self.studio else {})
        self.get("/sign-in/")  # where the browser gets the cookie that its forms belong to
        return self.post("/sign-in/", {"email": email}, query=query)

    def type_code(self, code: str, **more: str) -> Page:
        return self.post("/sign-in/code/", {"code": code, **more})

    def sign_in(self, email: str, next_url: str = "/me/") -> Page:
        """The whole way; the page it leads to."""
        self.ask_for_a_code(email, next_url)
        run_due_tasks()
        return self.type_code(newest_code())

    def get(self, url: str) -> Page:
        return Page(self.browser.get(url, follow=True))

    def post(self, url: str, data: dict[str, str], query: dict[str, str] | None = None) -> Page:
        return Page(self.browser.post(f"{url}?{urlencode(query)}" if query else url, data, follow=True))


@pytest.fixture
def visitor(hafen: Studio) -> Visitor:
    return Visitor(hafen)


def mailed() -> list[Any]:
    """Every mail that went out, oldest first."""
    return mail.outbox


def newest_code() -> str:
    return code_in(mail.outbox[-1].body)


def newest_link() -> str:
    """The path of the link in the newest mail."""
    link = re.search(r"^http\S+link=\S+$", mail.outbox[-1].body, re.MULTILINE)
    assert link
    return link[0].removeprefix(settings.SITE_URL)


def code_in(body: str) -> str:
    code = re.search(r"^ {4}(\d{6})$", body, re.MULTILINE)
    assert code
    return code[1]


def wrong_codes(*right: str) -> list[str]:
    """Codes that are none of the right ones."""
    return [code for code in (f"{number:06d}" for number in range(40)) if code not in right]
