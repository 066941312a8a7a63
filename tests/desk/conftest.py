"""The desk of a studio: its page as somebody sees it, and rows that something is wrong with."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from studios import connections, failures
from studios.failures import Diary
from studios.magicline import retrying
from studios.magicline.gate import Call
from studios.models import Attempt, Booking, Letter, Studio
from studios.models.attempt_states import AttemptState
from studios.models.letter import LetterKind
from tests.admin.conftest import clerk, desk, legal_pages  # noqa: F401 - fixtures
from tests.conftest import TransactionGate, member
from tests.pages import Page
from tests.vendor import soon


def address(studio: Studio, page: str = "desk") -> str:
    return reverse(f"admin:studios_studio_{page}", args=[studio.pk])


def look(browser: Browser, studio: Studio) -> Page:
    """The desk's page."""
    answer = browser.get(address(studio))
    assert answer.status_code == 200
    return Page(answer)


def search(browser: Browser, studio: Studio, wanted: str) -> Page:
    return Page(browser.post(address(studio), {"wanted": wanted}))


def states(page: Page) -> dict[str, str]:
    """The state of every card, by its name."""
    return {one.attributes["data-card"]: one.attributes["data-state"] for one in page.all("data-card")}


def card(page: Page, name: str) -> str:
    """What the card says, in one line."""
    found = next(one for one in page.all("data-card") if one.attributes["data-card"] == name)
    return " ".join(found.text.split())


def found(page: Page, kind: str) -> str:
    """What was found of a kind, in one line; empty where nothing was."""
    return " ".join(
        " ".join(one.text.split()) for one in page.all("data-found") if one.attributes["data-found"] == kind
    )


@pytest.fixture
def healthy(hafen: Studio) -> Studio:
    """A studio with which all is well, as the site believes."""
    Studio.objects.filter(pk=hafen.pk).update(last_webhook_at=timezone.now())
    hafen.refresh_from_db()
    return hafen


@pytest.fixture
def checked(healthy: Studio, desk: Browser) -> Studio:  # noqa: F811
    """And its connection was checked."""
    desk.post(address(healthy, "check_connection"))
    healthy.refresh_from_db()
    return healthy


def attempt(studio: Studio, name: str = "ada", **changes: Any) -> Attempt:
    """One of today for the day after tomorrow, booked unless told otherwise."""
    fields: dict[str, Any] = {
        "studio": studio, "member": member(studio, name), "appointment_id": 1, "title": "Massage",
        "starts_at": soon(days=2), "ends_at": soon(days=2, hours=1), "cancel_cutoff_hours": 24,
        "created_at": timezone.now(), "state": AttemptState.BOOKED, "look_at": soon(days=2),
    }  # fmt: skip
    return Attempt.objects.create(**{**fields, **changes})


def booking(studio: Studio, number: int, name: str = "ada", **changes: Any) -> Booking:
    owner = member(studio, name)
    fields: dict[str, Any] = {
        "studio": studio, "member": owner, "customer_id": owner.customer_id, "booking_id": number,
        "status": "BOOKED", "starts_at": soon(days=2), "ends_at": soon(days=2, hours=1), "title": "Massage",
        "read_at": timezone.now(), "cancel_cutoff_hours": 24,
    }  # fmt: skip
    return Booking.objects.create(**{**fields, **changes})


def letter(row: Booking, **changes: Any) -> Letter:
    made = Letter.objects.owe(
        LetterKind.BOOKED, row.member, key=row.reference, now=timezone.now(), booking=row
    )
    Letter.objects.filter(pk=made.pk).update(**changes)
    return made


def ago(**span: int) -> datetime:
    return timezone.now() - timedelta(**span)


class WithDiary(TransactionGate):
    """The suite's guard, and behind it the site's own gate."""

    def __init__(self, diary: Diary) -> None:
        super().__init__()
        self.diary = diary

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        self.diary.tell(call, outcome, status, seconds, trace_id)


@pytest.fixture
def diary(monkeypatch: pytest.MonkeyPatch) -> Diary:
    """Calls are noticed as on a running site. Repeats come quickly."""
    diary = Diary()
    monkeypatch.setattr(failures, "diary", diary)
    monkeypatch.setattr(connections, "gate", WithDiary(diary))
    monkeypatch.setattr(retrying, "FIRST_PAUSE_SECONDS", 0.01)
    return diary


AtMost = Callable[..., Any]
