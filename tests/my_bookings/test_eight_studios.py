"""Somebody who is known at eight studios: all are asked at once, and one that hangs takes nothing from the page."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from studios import connections, encrypted_field
from studios.models import Booking, Studio
from studios.sandbox.server import SandboxServer
from studios.signing_in import finding
from tests.booking.steps import in_days
from tests.conftest import CUSTOMERS, member, sign_in
from tests.databases import statements
from tests.pages import get
from tests.vendor import Vendor

NUMBER = 8


@dataclass
class Chain:
    """Eight studios that are alike but for their names and keys, with a booking of Ada's at each."""

    vendor: Vendor
    studios: list[Studio]
    ada: Browser

    @property
    def names(self) -> set[str]:
        return {studio.name for studio in self.studios}


@pytest.fixture
def chain(db: None) -> Iterator[Chain]:
    with SandboxServer() as server:
        records = server.gym.records
        one = records.studios["hafen"]
        for place in range(NUMBER):
            slug = f"gym-{place}"
            records.studios[slug] = replace(one, slug=slug, id=7000 + place, api_key=f"key-of-gym-{place}")
        vendor = Vendor(server.url)
        studios = [_studio(vendor, place) for place in range(NUMBER)]
        number = vendor.appointment("hafen", "Body Scan")
        free = connections.to(studios[0]).slots(number, in_days(3)).slots[::4]
        for studio, slot in zip(studios, free, strict=False):
            vendor.ask(
                "POST",
                "desk/bookings",
                {
                    "studio": studio.slug,
                    "customer": CUSTOMERS["ada"],
                    "appointment": number,
                    "start": slot.start.text,
                },
            )
        ada = Browser()
        sign_in(ada, member(studios[0], "ada"))
        store = ada.session
        store["visited"] = [studio.slug for studio in studios]
        store.save()
        yield Chain(vendor, studios, ada)


def _studio(vendor: Vendor, place: int) -> Studio:
    return Studio.objects.create(
        name=f"Gym {place}",
        slug=f"gym-{place}",
        base_url=f"{vendor.url}/iron-oak",
        api_key=f"key-of-gym-{place}",
        vendor_studio_id=7000 + place,
        cancel_cutoff_hours=0,
    )


def test_all_eight_are_asked_at_once(chain: Chain) -> None:
    chain.vendor.mishap("bookings", "delay", seconds=0.5, count=NUMBER)

    page = get(chain.ada, "/bookings/")

    asked = chain.vendor.requests("bookings")
    arrived = [datetime.fromisoformat(one["at"]) for one in asked]
    assert len(asked) == NUMBER
    assert max(arrived) < min(datetime.fromisoformat(one["answered_at"]) for one in asked)
    assert len(page.values("data-booking-reference")) == NUMBER
    assert "did not answer" not in page.text


def test_of_eight_one_hangs_and_the_other_seven_are_shown(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 3.0)
    chain.vendor.mishap("bookings", "delay", seconds=60, studio="gym-5", count=9)
    began = time.monotonic()

    page = get(chain.ada, "/bookings/")

    silent = {name for name in chain.names if f"{name} did not answer just now" in page.text}
    assert silent == {"Gym 5"}
    assert len(page.values("data-booking-reference")) == NUMBER - 1
    assert time.monotonic() - began < 45


def test_looking_again_writes_nothing_and_asks_the_database_no_more_than_for_one_studio(chain: Chain) -> None:
    get(chain.ada, "/bookings/")

    of_eight = statements(lambda: get(chain.ada, "/bookings/"))
    Booking.objects.exclude(studio=chain.studios[0]).delete()
    Studio.objects.exclude(pk=chain.studios[0].pk).update(stage=Studio.Stage.CLOSED)
    of_one = statements(lambda: get(chain.ada, "/bookings/"))

    assert not [one for one in of_eight if not one.startswith("SELECT")]
    assert len(of_eight) == len(of_one)


def test_what_is_new_at_every_studio_is_written_in_one_transaction(chain: Chain) -> None:
    one_by_one = statements(lambda: get(chain.ada, "/bookings/"))

    kept = [one for one in one_by_one if one.startswith(("INSERT", "SAVEPOINT"))]

    assert [one.split()[0] for one in kept] == ["SAVEPOINT", "INSERT"]
    assert Booking.objects.count() == NUMBER


def test_only_what_is_different_is_written(chain: Chain) -> None:
    get(chain.ada, "/bookings/")
    read_at = dict(Booking.objects.values_list("studio__slug", "read_at"))
    moved = next(one for one in chain.vendor.bookings() if one["studio"] == "gym-3")
    chain.vendor.ask("POST", f"desk/bookings/{moved['id']}/cancel?tenant=iron-oak")

    get(chain.ada, "/bookings/")

    assert [one.studio.slug for one in Booking.objects.all() if one.is_cancelled] == ["gym-3"]
    again = dict(Booking.objects.values_list("studio__slug", "read_at"))
    assert [slug for slug in again if again[slug] != read_at[slug]] == ["gym-3"]


def test_what_was_not_read_for_a_minute_is_marked_as_read(chain: Chain) -> None:
    get(chain.ada, "/bookings/")
    long_ago = timezone.now() - timedelta(hours=7)
    Booking.objects.update(read_at=long_ago)

    get(chain.ada, "/bookings/")

    assert not Booking.objects.filter(read_at=long_ago).exists()


def test_those_that_have_to_wait_for_their_turn_get_no_time_of_their_own(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 1.5)
    monkeypatch.setattr(connections, "MOST_AT_ONCE", 2)
    chain.vendor.mishap("bookings", "delay", seconds=60, count=99)

    page = get(chain.ada, "/bookings/")

    assert all(f"{name} did not answer just now" in page.text for name in chain.names)
    assert page.link("Look again") == ""
    assert len(chain.vendor.requests("bookings")) == 2


def test_only_keys_that_are_used_are_decrypted(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three studios that are asked, in a chain of eight, and not of those whose bookings are shown."""
    get(chain.ada, "/bookings/")
    Studio.objects.exclude(slug__in=["gym-0", "gym-1", "gym-2"]).update(stage=Studio.Stage.CLOSED)
    read: list[str] = []
    decrypt = encrypted_field.decrypted
    monkeypatch.setattr(encrypted_field, "decrypted", lambda text: read.append(text) or decrypt(text))

    page = get(chain.ada, "/bookings/")

    assert len(page.values("data-booking-reference")) == NUMBER
    assert len(read) == 3


def test_sign_in_reads_no_more_keys_than_it_asks_with(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    decrypt = encrypted_field.decrypted
    monkeypatch.setattr(encrypted_field, "decrypted", lambda text: read.append(text) or decrypt(text))

    with_it = finding.people_at("ada@example.org", Studio.objects.without_keys(), language="en")
    of_the_first = len(read)
    chain.vendor.mishap("cross_search", "403", count=99)
    without = finding.people_at("ada@example.org", Studio.objects.without_keys(), language="en")

    assert len(with_it) == 1
    assert without == []  # in none of the eight she is at home
    assert of_the_first == 4
    assert len(read) == 4 + 4 + NUMBER
