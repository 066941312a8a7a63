"""What every page asks of the database, to the number: one that asks more, or less, fails here and says what it asked.

A page is looked at three times: when nothing is kept, when what studios told is kept, and in a rush, within the same
second (see `studios.booking.rush`). `WRITE_QUERIES=1 .venv/bin/python -m pytest -n 0 tests/site/test_queries.py` writes
the table anew: read what changed in it before it is committed.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.utils import timezone

from studios import memory
from studios.booking import rush
from studios.magicline.moments import Moment
from studios.management.worker import run_due_tasks
from studios.models import AppointmentSettings, Booking, LegalPage, Studio
from tests.booking.steps import first_slot
from tests.booking.test_copies_of_bookings import TOLD
from tests.conftest import member
from tests.databases import statements
from tests.my_bookings.test_my_bookings import book
from tests.pages import get
from tests.vendor import Vendor

TABLE = Path(__file__).with_name("queries.txt")
HEAD = (
    "# Queries of each page, by who looks: with nothing kept / with what was told a moment ago / in a rush.\n"
)
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "BEGIN", "ROLLBACK", "COMMIT")

Told = dict[str, list[str]]


@pytest.fixture
def _kept(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SLOT_CACHE_SECONDS, settings.OFFER_CACHE_SECONDS = 600, 600
    settings.SEARCHES_PER_CLIENT = 1000
    monkeypatch.setattr(rush, "GOOD_FOR_SECONDS", 3600)
    monkeypatch.setattr(memory, "A_MOMENT", 3600)


class Site:
    """Hafen with a booking of Ada's, a stranger, Ada and the desk."""

    def __init__(self, ada: Browser, hafen: Studio, vendor: Vendor) -> None:
        Studio.objects.update(cancel_cutoff_hours=0, websites="https://www.my-gym.example")
        for kind in LegalPage.Kind:
            LegalPage.objects.create(kind=kind, language="en", text="This.")
        self.hafen, self.vendor = hafen, vendor
        self.reference = book(ada, vendor, "hafen", "Body Scan", number=-1)
        run_due_tasks()
        AppointmentSettings.objects.note_offered(hafen, {1: "One", 2: "Two"})
        desk = Browser()
        desk.force_login(User.objects.create_superuser("desk"))
        self.people = {"stranger": Browser(), "Ada": ada, "desk": desk}
        self.choice = first_slot(Browser(), vendor, "hafen", "Body Scan")

    def addresses(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """What stands in the table, the address, and who looks."""
        number = self.vendor.appointment("hafen", "Body Scan")
        times = f"studios/hafen/appointments/{number}/"
        everybody, member, desk = ("stranger", "Ada"), ("stranger", "Ada"), ("desk",)
        yield "studios", "/", everybody
        yield "studios, searched", "/?q=hafen", everybody
        yield "appointments", "/studios/hafen/", everybody
        yield "slots", f"/{times}", everybody
        yield "slots, filtered", f"/{times}?part=morning", everybody
        yield "next free", f"/{times}next-free/", everybody
        yield "elsewhere", f"/{times}elsewhere/", everybody
        yield "embedded appointments", "/embed/hafen/", everybody
        yield "embedded slots", f"/embed/hafen/appointments/{number}/", everybody
        yield "confirm", self.choice, member
        yield "sign in", "/sign-in/?studio=hafen", everybody
        yield "code", "/sign-in/code/", everybody
        yield "code from the desk", "/sign-in/desk/", everybody
        yield "me", "/me/", member
        yield "delete me", "/me/delete/", member
        yield "my bookings", "/bookings/", member
        for page in ("", "calendar.ics", "cancel/", "move/"):
            yield f"booking {page}".strip(), f"/bookings/{self.reference}/{page}", member
        yield "calendar", "/bookings/calendar/", member
        yield "language", "/language/", everybody
        yield "legal", "/legal/imprint/", everybody
        yield "legal of a studio", "/studios/hafen/legal/imprint/", everybody
        yield "manifest", "/studios/hafen/site.webmanifest", everybody
        yield "alive", "/health/live/", ("stranger",)
        yield "admin", "/admin/", desk
        for table in ("studio", "booking", "attempt", "appointmentsettings", "legalpage", "webhookmessage"):
            yield f"admin {table}", f"/admin/studios/{table}/", desk
        yield "admin desk", f"/admin/studios/studio/{self.hafen.pk}/desk/", desk
        yield "admin form of a studio", f"/admin/studios/studio/{self.hafen.pk}/change/", desk

    def queries(self) -> Iterator[tuple[str, str, list[list[str]]]]:
        """What each page asks, at each of the three looks."""
        for name, address, people in self.addresses():
            for who in people:
                browser = self.people[who]
                browser.get(address)  # what a process asks once in its life
                memory.clear()
                rush._drawn.clear()
                looks = [self._look(browser, address)]
                rush._drawn.clear()
                looks += [self._look(browser, address) for _ in range(2)]
                yield name, who, looks

    def _look(self, browser: Browser, address: str) -> list[str]:
        asked = statements(lambda: browser.get(address))
        return [one for one in asked if not one.startswith(OF_TRANSACTIONS)]

    def grow(self, hafen: Studio) -> None:
        """Twenty where there were two: studios, bookings of Ada's, appointments that something is decided about."""
        for place in range(18):
            Studio.objects.create(
                name=f"Far {place}", slug=f"far-{place}", base_url=f"{self.vendor.url}/far",
                api_key=f"far-{place:020}", vendor_studio_id=place + 5000,
            )  # fmt: skip
        start, end = (datetime.now(UTC) + timedelta(days=20, hours=hours) for hours in (0, 1))
        more = [
            replace(TOLD, id=number, start=Moment.read(start.isoformat()), end=Moment.read(end.isoformat()))
            for number in range(9100, 9118)
        ]
        Booking.objects.keep(hafen, member(hafen, "ada"), more, now=timezone.now())
        AppointmentSettings.objects.note_offered(hafen, {place: f"No. {place}" for place in range(1, 21)})


@pytest.fixture
def site(_kept: None, ada: Browser, hafen: Studio, vendor: Vendor) -> Site:
    get(ada, "/bookings/")
    return Site(ada, hafen, vendor)


def test_every_page_asks_what_the_table_says(site: Site) -> None:
    asked = {f"{name} | {who}": looks for name, who, looks in site.queries()}
    if "WRITE_QUERIES" in os.environ:
        lines = (
            f"{page:<36} {' / '.join(str(len(look)) for look in looks)}\n" for page, looks in asked.items()
        )
        TABLE.write_text(HEAD + "".join(lines))

    table = (line.rstrip() for line in TABLE.read_text().splitlines() if not line.startswith("#"))
    said = {line[:36].rstrip(): [int(one) for one in line[36:].split("/")] for line in table}

    assert said.keys() == asked.keys()
    wrong = {page: looks for page, looks in asked.items() if said[page] != [len(look) for look in looks]}
    assert not wrong, "\n".join(f"{page}, not {said[page]}: {told(looks)}" for page, looks in wrong.items())


def test_no_page_asks_more_because_there_is_more(site: Site, hafen: Studio) -> None:
    before = {(name, who): looks for name, who, looks in site.queries()}

    site.grow(hafen)

    grown = {
        (name, who): Counter(map(short, looks[1])) - Counter(map(short, before[name, who][1]))
        for name, who, looks in site.queries()
        if len(looks[1]) > len(before[name, who][1])
    }
    assert grown == {}


def short(query: str) -> str:
    """What it does and with which table."""
    found = re.search(r'(?:FROM|INTO|UPDATE) "?(\w+)', query)
    return f"{query.split()[0]} {found.group(1) if found else ''}"


def told(looks: list[list[str]]) -> str:
    return "".join(f"\n  {len(look)}: " + ", ".join(map(short, look)) for look in looks)
