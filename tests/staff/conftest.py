"""The desks of single studios, and at every studio one row of each table, with words that occur nowhere else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client as Browser
from django.utils import timezone

from studios.models import (
    AppointmentSettings,
    Attempt,
    Booking,
    Deed,
    DriftReport,
    LegalPage,
    Letter,
    Member,
    Move,
    Studio,
    UpstreamFailure,
    WebhookMessage,
)
from studios.models.letter import LetterKind
from studios.staff.roles import Role, give
from tests.admin.conftest import desk

__all__ = ["desk"]

NOBODY_HAS_IT = "987654321"


@dataclass
class Books:
    """What is kept of one studio: the rows, and the words that only they contain."""

    studio: Studio
    rows: list[Model] = field(default_factory=list)
    words: set[str] = field(default_factory=set)

    def of(self, model: type[Model]) -> list[Model]:
        return [row for row in self.rows if type(row) is model]

    def one(self, model: type[Model]) -> Any:
        return self.of(model)[0]

    def seen_in(self, text: str) -> set[str]:
        return {word for word in self.words if word in text}

    def as_they_are(self) -> list[dict[str, Any]]:
        """All of it, as the database has it now; what was deleted raises `DoesNotExist`."""
        return [type(row)._default_manager.filter(pk=row.pk).values().get() for row in self.rows]


def keep_books(studio: Studio, slug: str, number: int, superuser: User) -> Books:
    """`slug` and `number` tell the studios' rows apart."""
    now = timezone.now()
    starts_at = now + timedelta(days=number)
    when = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "start_text": "",
        "end_text": "",
    }
    member = Member.objects.create(
        chain=studio.chain, customer_id=5550000 + number, first_name=f"first-of-{slug}", last_name="Test",
        email=f"{slug}@example.org", language="en",
    )  # fmt: skip
    of_both = {"studio": studio, "member": member, "cancel_cutoff_hours": 24, **when}
    booking = Booking.objects.create(
        booking_id=6660000 + number, customer_id=member.customer_id, status="BOOKED", title=f"booked-at-{slug}",
        read_at=now, **of_both,
    )  # fmt: skip
    wish = {"appointment_id": 1, "created_at": now, **of_both}
    unsure = Attempt.objects.create(
        title=f"wished-at-{slug}", state="UNSURE", trace_id=f"trace-{slug}", vendor_message=f"words-{slug}",
        gives_up_at=now, unsure_at=now, **wish,
    )  # fmt: skip
    moved = Attempt.objects.create(title=f"moved-at-{slug}", state="CHECKED", **wish)
    move = Move.objects.create(
        old=booking, attempt=moved, old_first=False, state="booking", was=[], started_at=now, next_try_at=None,
        last_error=f"move-{slug}",
    )  # fmt: skip
    owe = Letter.objects.owe
    letters = [
        owe(LetterKind.REMINDER, member, key=f"1:{slug}", now=now, booking=booking),
        owe(LetterKind.NOT_BOOKED, member, key=f"2:{slug}", now=now, attempt=unsure),
        owe(LetterKind.BOOKED, member, key=f"3:{slug}", now=now, booking=booking, attempt=moved),
    ]
    message = WebhookMessage.objects.create(
        studio=studio, uuid=f"uuid-{slug}", entity_id=7770000 + number, types=["CUSTOMER_UPDATED"], received_at=now,
        last_error=f"hook-{slug}",
    )  # fmt: skip
    report = DriftReport.objects.create(
        studio=studio, night=now.date(), made_at=now, checked=8880000 + number, unread=0, differing=1, stopped=True,
        details=[[booking.reference, "cancelled"]],
    )  # fmt: skip
    priced = AppointmentSettings.objects.create(
        studio=studio, appointment_id=9990000 + number, title=f"priced-at-{slug}"
    )
    failure = UpstreamFailure.objects.create(
        studio=studio, at=now, method="GET", endpoint="/v1/studios", outcome="failed", status=500, seconds=0.1,
        trace_ids=f"failed-{slug}",
    )  # fmt: skip
    imprint = LegalPage.objects.create(
        studio=studio, kind="imprint", language="de", text=f"imprint-of-{slug}", changed_at=now
    )
    entries = LogEntry.objects.log_actions(superuser.pk, [studio, booking], CHANGE, f"deed-at-{slug}")
    deeds = list(Deed.objects.filter(change_message=f"deed-at-{slug}"))
    assert len(deeds) == len(entries)
    rows = [studio, booking, unsure, moved, move, *letters, message, report, priced, failure, imprint, *deeds]
    words = {
        studio.name, studio.slug, booking.reference, unsure.reference, moved.reference, member.email,
        *(letter.message_id for letter in letters),
        *(f"{what}-{slug}" for what in ("city-of", "first-of", "at", "trace", "words", "move", "uuid", "hook")),
        f"failed-{slug}", f"imprint-of-{slug}",
        *(f"{many}{number}" for many in (555000, 666000, 777000, 888000, 999000)),
    }  # fmt: skip
    return Books(studio, rows, words)


@pytest.fixture
def books(studios: dict[str, Studio], db: None) -> dict[str, Books]:
    """Of every studio, by slug. All four get names that contain nothing else that a page says."""
    manager = User.objects.create_superuser("manager")
    kept = {}
    for number, (slug, studio) in enumerate(studios.items(), start=1):
        facts = {"name": f"Gym of {slug}", "slug": f"gym-{slug}", "city": f"city-of-{slug}"}
        Studio.objects.filter(pk=studio.pk).update(**facts)
        studio.refresh_from_db()
        kept[slug] = keep_books(studio, slug, number, manager)
    return kept


@pytest.fixture
def mine(books: dict[str, Books]) -> Books:
    return books["hafen"]


@pytest.fixture
def others(books: dict[str, Books]) -> list[Books]:
    """Two of the same chain, and one of another."""
    return [kept for slug, kept in books.items() if slug != "hafen"]


@pytest.fixture
def colleague(db: None) -> Callable[..., Browser]:
    """The browser of somebody at the desk of these studios: `colleague("eva", Role.DESK, hafen)`."""

    def browser(name: str, role: Role, *studios: Studio) -> Browser:
        user = User.objects.create_user(name)
        give(user, role, studios)
        client = Browser()
        client.force_login(user)
        return client

    return browser


@pytest.fixture(params=[Role.DESK, Role.LOOKING])
def frida(request: pytest.FixtureRequest, colleague: Callable[..., Browser], mine: Books) -> Browser:
    """At the desk of Hafen alone, once with all that a desk may do and once only looking."""
    return colleague("frida", request.param, mine.studio)


@pytest.fixture
def nothing_of_others_changes(others: list[Books]) -> Iterator[None]:
    before = [kept.as_they_are() for kept in others]
    yield
    assert [kept.as_they_are() for kept in others] == before
