"""`probe_upstream --test-tenant`: one booking is made, read and cancelled, and nothing is left behind whatever happens.

The question about the scope for booking goes before it: the first mishap at `book` is that one's.
"""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from studios.magicline.client import Client
from studios.management.probing import trial
from studios.models import Studio
from tests.conftest import CUSTOMERS
from tests.probing.conftest import facts, probe, shown_of_anybody
from tests.vendor import Vendor, soon
from tests.webhooks.posting import ADDRESS

CREATED, CANCELLED = "webhook APPOINTMENT_BOOKING_CREATED", "webhook APPOINTMENT_BOOKING_CANCELLED"


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_PAUSES", (0.01, 0.02))


def ask_for(vendor: Vendor, member: str = "ada", title: str = "Body Scan", wait: str = "0") -> list[str]:
    appointment = vendor.appointment("hafen", title)
    return [
        "hafen",
        "--test-tenant",
        f"--customer-id={CUSTOMERS[member]}",
        f"--appointment-id={appointment}",
        f"--wait={wait}",
    ]


@pytest.mark.django_db(transaction=True)
def test_it_books_reads_cancels_and_hears_of_both(
    live_server: LiveServer, hafen: Studio, vendor: Vendor
) -> None:
    vendor.hooks(url=live_server.url + ADDRESS, pause_seconds=0)

    seen = facts(*ask_for(vendor, wait="30"))["A booking"]

    assert seen["customer by number"] == "200"
    assert seen["validate"][-1] == "AVAILABLE"
    assert (seen["book"], seen["read by number"], seen["says whose it is"]) == ("BOOKED", "200", "yes")
    assert seen["in the customer's list"] == "yes (200)"
    assert (seen["cancel"], seen["cancel again"]) == ("200", "409 errormessage.appointment.already.canceled")
    assert seen["read after that"].startswith("200 CANCELED")
    assert seen[CREATED].startswith("after")
    assert seen[CANCELLED].startswith("after")
    assert [one["status"] for one in vendor.bookings(live=False)] == ["CANCELED"]


def test_it_says_when_no_webhook_came(hafen: Studio, vendor: Vendor) -> None:
    assert facts(*ask_for(vendor))["A booking"][CREATED] == "not within 0 s"


def test_nobody_is_in_the_report_of_a_booking_either(hafen: Studio, vendor: Vendor) -> None:
    report = probe(*ask_for(vendor)) + probe(*ask_for(vendor), "--json")

    assert shown_of_anybody(report, vendor) == []


def test_it_takes_the_latest_time_of_two_weeks_that_can_be_booked(hafen: Studio, vendor: Vendor) -> None:
    probe(*ask_for(vendor))

    booked = vendor.bookings(live=False)[0]
    bodies = vendor.bodies("validate")[1:]  # the first one asks about a customer that is nobody
    assert bodies[-1]["startDateTime"] == booked["startDateTime"]
    assert [one["startDateTime"] for one in bodies] == sorted(
        (one["startDateTime"] for one in bodies), reverse=True
    )
    assert timedelta(days=9) < datetime.fromisoformat(booked["starts_at"]) - soon() < timedelta(days=14)


def test_who_may_not_book_is_told_and_books_nothing(hafen: Studio, vendor: Vendor) -> None:
    seen = facts(*ask_for(vendor, member="ben"))["A booking"]

    assert set(seen["validate"]) == {"NO_CONTINGENT"}
    assert "book" not in seen
    assert not vendor.bookings(live=False)


def test_words_that_nobody_knows_are_told_unless_they_might_be_a_name(hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("booking", "unknown_enum", value="MAYBE_BOOKED", count=2)
    vendor.mishap("bookings", "unknown_enum", value="Ada Lindqvist", count=2)

    seen = facts(*ask_for(vendor))

    words = seen["Not in the reference"]["words"]
    assert "bookingStatus MAYBE_BOOKED" in words
    assert "Lindqvist" not in str(seen)
    assert not vendor.bookings()


@pytest.mark.parametrize("kind", ["cut_after", "garbage", "empty"])
def test_a_booking_whose_answer_was_lost_is_found_and_cancelled(
    hafen: Studio, vendor: Vendor, kind: str
) -> None:
    vendor.mishap("book", kind, count=2)

    seen = facts(*ask_for(vendor))["A booking"]

    assert seen["book"].startswith("no clear answer")
    assert seen["cancel"] == "200"
    assert [one["status"] for one in vendor.bookings(live=False)] == ["CANCELED"]


def test_a_booking_that_nobody_can_find_is_said(hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("book", "cut_before", count=2)

    with pytest.raises(CommandError, match="answer was lost"):
        probe(*ask_for(vendor))

    assert not vendor.bookings(live=False)


@pytest.mark.parametrize("status", [429, 409, 401])
def test_a_refused_booking_is_no_booking(hafen: Studio, vendor: Vendor, status: int) -> None:
    vendor.mishap("book", "status", status=status, count=10)

    seen = facts(*ask_for(vendor))

    assert seen["A booking"]["book"].startswith("not booked")
    assert not vendor.bookings(live=False)


def test_a_cancellation_that_fails_once_is_tried_again(hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("cancel", "503", count=2)

    probe(*ask_for(vendor))

    assert [one["status"] for one in vendor.bookings(live=False)] == ["CANCELED"]


def test_a_booking_that_cannot_be_cancelled_is_named(hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("cancel", "503", count=50)

    with pytest.raises(CommandError) as ended:
        probe(*ask_for(vendor))

    number = vendor.bookings()[0]["id"]
    assert (
        str(ended.value) == f"Booking {number} could not be cancelled. Cancel it at the test tenant's desk."
    )


def test_ctrl_c_leaves_no_booking(hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Client.book

    def interrupted(self: Client, wanted):
        real(self, wanted)
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, "book", interrupted)

    with pytest.raises(KeyboardInterrupt):
        probe(*ask_for(vendor))

    assert [one["status"] for one in vendor.bookings(live=False)] == ["CANCELED"]


@pytest.mark.parametrize(
    "url",
    [
        "https://iron-oak.open-api.magicline.com",
        "https://iron-oak.open-api.sandbox.magicline.com.evil.example",
        "http://127.0.0.1:1/iron-oak",
    ],
)
def test_no_booking_is_made_at_a_real_studio(
    hafen: Studio, vendor: Vendor, settings: Settings, url: str
) -> None:
    Studio.objects.filter(pk=hafen.pk).update(base_url=url)
    settings.INSECURE_HTTP = False

    with pytest.raises(CommandError, match="would be a real one"):
        probe(*ask_for(vendor))

    assert not vendor.requests()


def test_whom_and_what_to_book_has_to_be_said(hafen: Studio, vendor: Vendor) -> None:
    with pytest.raises(CommandError, match="--customer-id"):
        probe("hafen", "--test-tenant")

    assert not vendor.requests()
