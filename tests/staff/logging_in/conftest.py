"""Staff who log in for real: a password, an app on a phone, a clock that can be set."""

import re
from base64 import b32decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import time
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client as Browser
from django_otp.oath import TOTP
from pytest_django import Settings

from tests.pages import Page

PASSWORD = "a long enough password"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CODE, RECOVERY, SET_UP = (f"/admin/second-factor/{page}/" for page in ("code", "recovery-code", "set-up"))
Clock = time_machine.Traveller


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


@pytest.fixture(autouse=True)
def _asks_for_a_second_factor(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True


def shown(secret: str, *, in_seconds: int = 0) -> str:
    """What an app that holds the secret (hex) shows."""
    app = TOTP(bytes.fromhex(secret))
    app.time = time() + in_seconds
    return f"{app.token():06d}"


def wrong(secret: str) -> str:
    """Six digits that are none of those that are good now."""
    good = {shown(secret, in_seconds=30 * step) for step in range(-2, 3)}
    return next(
        code for code in ("123456", "234567", "345678", "456789", "567890", "678901") if code not in good
    )


@dataclass
class Colleague:
    """One account, in one browser; `secret` is what its app holds, `codes` are the recovery codes on paper."""

    account: User
    browser: Browser = field(default_factory=Browser)
    secret: str = ""
    codes: list[str] = field(default_factory=list)

    def give_password(self, password: str = PASSWORD, next_url: str = "/admin/", **more: Any) -> Page:
        query = urlencode({"next": next_url})
        data = {"username": self.account.get_username(), "password": password, "next": next_url}
        return Page(self.browser.post(f"/admin/login/?{query}", data, follow=True, **more))

    def give(self, code: str, *, page: str = CODE, next_url: str = "/admin/") -> HttpResponse:
        return self.browser.post(f"{page}?{urlencode({'next': next_url})}", {"code": code})

    def set_up_app(self, next_url: str = "/admin/") -> Page:
        """Looks at the page, as a person with a phone would, and types what the app shows."""
        page = Page(self.browser.get(f"{SET_UP}?{urlencode({'next': next_url})}"))
        self.secret = secret_on(page)
        done = Page(self.give(shown(self.secret), page=SET_UP, next_url=next_url))
        self.codes = recovery_codes_on(done)
        return done

    def log_in(self) -> None:
        """The whole way with what this person has. The clock has to have moved on since the last code."""
        self.give_password()
        assert self.give(shown(self.secret)).status_code == 302

    def elsewhere(self) -> "Colleague":
        """The same person at another browser."""
        return Colleague(self.account, secret=self.secret, codes=self.codes)

    @property
    def is_in(self) -> bool:
        return self.browser.get("/admin/").status_code == 200


def secret_on(page: Page) -> str:
    """The secret that the page spells out, in hex."""
    (spoken,) = [e.text for e in page.elements if e.attributes.get("class") == "secret"]
    return in_hex(spoken)


def in_hex(spoken: str) -> str:
    return b32decode(spoken.replace(" ", "")).hex()


def recovery_codes_on(page: Page) -> list[str]:
    return re.findall(r"<li>(\w{5}-\w{5})</li>", page.html)


@pytest.fixture
def colleague(db: None) -> Callable[..., Colleague]:
    def make(name: str, **more: Any) -> Colleague:
        return Colleague(
            User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True, **more)
        )

    return make


@pytest.fixture
def vera(colleague: Callable[..., Colleague]) -> Colleague:
    """A superuser who has never logged in."""
    return colleague("vera", is_superuser=True)


@pytest.fixture
def olga(colleague: Callable[..., Colleague], clock: Clock) -> Colleague:
    """A superuser with an app and recovery codes, logged out; her next code is another than the last."""
    olga = colleague("olga", is_superuser=True)
    olga.give_password()
    olga.set_up_app()
    clock.shift(60)
    return olga.elsewhere()
