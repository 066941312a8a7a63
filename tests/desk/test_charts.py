"""The two charts: what was booked and cancelled on which day, and why members could not book."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from studios.booking.refusals import EXPLANATIONS
from studios.desk import charts, reasons
from studios.models import Booking, BookingChange, RefusalCount, Studio
from studios.models.attempt_states import AttemptState
from tests.booking.steps import confirm_page, first_slot
from tests.desk.conftest import ago, attempt, booking, look
from tests.my_bookings.test_my_bookings import book
from tests.pages import Page, get, submit
from tests.vendor import Vendor, soon

NOON = datetime(2027, 1, 20, 12, tzinfo=UTC)


@pytest.fixture
def winter() -> Iterator[None]:
    """It is noon of a day in January; to be asked for before whoever signs in."""
    with time_machine.travel(NOON, tick=False):
        yield


def numbers(page: Page) -> dict[str, list[int]]:
    """Booked and cancelled, of the days on which anything was."""
    rows = {one.attributes["data-day"]: one.text.split()[-2:] for one in page.all("data-day")}
    assert len(rows) == 28
    return {day: [int(one) for one in row] for day, row in rows.items() if row != ["0", "0"]}


def told(page: Page) -> list[str]:
    return [" ".join(one.text.split()) for one in page.all("data-reason")]


def test_days_are_the_studios(winter: None, desk: Browser, hafen: Studio) -> None:
    """Half past eleven in the evening, UTC, is the next day in Hamburg."""
    attempt(hafen, created_at=datetime(2027, 1, 19, 23, 30, tzinfo=UTC), starts_at=soon(days=1))
    attempt(hafen, created_at=datetime(2027, 1, 19, 22, 30, tzinfo=UTC), starts_at=soon(days=2))

    page = look(desk, hafen)

    assert numbers(page) == {"2027-01-20": [1, 0], "2027-01-19": [1, 0]}


def test_the_window_is_28_days_with_today(winter: None, desk: Browser, hafen: Studio) -> None:
    first = datetime(2026, 12, 23, 23, tzinfo=UTC)  # midnight in Hamburg
    attempt(hafen, created_at=first, starts_at=soon(days=1))
    attempt(hafen, created_at=first - timedelta(seconds=1), starts_at=soon(days=2))

    page = look(desk, hafen)

    assert numbers(page) == {"2026-12-24": [1, 0]}


def test_only_what_was_booked_counts_as_booked(desk: Browser, hafen: Studio) -> None:
    for place, state in enumerate(AttemptState):
        attempt(hafen, state=state, starts_at=soon(days=2 + place))

    assert list(numbers(look(desk, hafen)).values()) == [[1, 0]]


def test_a_booking_is_cancelled_once_however_it_was_learned(
    desk: Browser, hafen: Studio, ost: Studio
) -> None:
    here, noticed, both = (booking(hafen, number, status="CANCELED") for number in (1, 2, 3))
    for row in (noticed, both, booking(ost, 4)):
        BookingChange.objects.create(
            booking=row, kind="cancelled", by_member=False, noticed_at=timezone.now()
        )
    BookingChange.objects.create(booking=here, kind="time", by_member=False, noticed_at=timezone.now())
    for row in (here, both):
        type(row).objects.filter(pk=row.pk).update(cancelled_here_at=timezone.now())

    page = look(desk, hafen)

    assert list(numbers(page).values()) == [[0, 3]]
    assert "cancelled: 3" in page.text


def test_a_member_who_is_refused_before_booking_is_counted(
    ada: Browser, desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url = first_slot(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("validate", "validation_status", value="NO_CONTINGENT", count=2)

    get(ada, url)
    get(ada, url)

    assert told(look(desk, hafen)) == ["the membership does not include it, or nothing was left of it 2"]


def test_a_refusal_of_the_booking_itself_is_counted_by_the_attempt(
    ada: Browser, desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("book", "409", error_code="errormessage.slot.gone")

    submit(ada, url, page)

    assert told(look(desk, hafen)) == ["Magicline said: errormessage.slot.gone 1"]


def test_a_move_that_is_refused_is_counted_too(
    ada: Browser, desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    Booking.objects.update(appointment_id=None, cancel_cutoff_hours=0)

    get(ada, f"/bookings/{reference}/move/")

    assert told(look(desk, hafen)) == ["the booking to be moved was not made on this site 1"]


def test_refusals_of_other_studios_and_other_months_are_not_here(
    desk: Browser, hafen: Studio, ost: Studio
) -> None:
    RefusalCount.objects.add(ost, "STUDIO_CLOSED", now=timezone.now())
    RefusalCount.objects.add(hafen, "STUDIO_CLOSED", now=ago(days=29))
    attempt(hafen, state="REFUSED", refusal="CUSTOMER_IDLE", created_at=ago(days=29))

    page = look(desk, hafen)

    assert told(page) == []
    assert "Nobody was refused." in page.text


def test_reasons_that_read_the_same_are_added_up_and_the_longest_bar_is_whole() -> None:
    found = charts.by_reason(
        Counter({"NOT_AVAILABLE": 3, "RESOURCE_NOT_AVAILABLE": 5, "STUDIO_CLOSED": 4, "CUSTOMER_IDLE": 0})
    )

    assert [(one.words, one.number, one.percent) for one in found][:2] == [
        ("somebody was quicker", 8, 100),
        ("the studio was closed then", 4, 50),
    ]


def test_a_word_that_is_no_status_is_counted_without_a_name(hafen: Studio) -> None:
    for word in ("something else, with Ada's name", "X" * 61, ""):
        RefusalCount.objects.add(hafen, word, now=timezone.now())

    row = RefusalCount.objects.get()
    assert (row.reason, row.number) == ("OTHER", 3)


def test_bars_stand_on_the_ground_and_the_highest_is_full(hafen: Studio) -> None:
    chart = charts.by_day([NOON, NOON, NOON - timedelta(days=1)], [NOON], hafen, now=NOON)

    today, yesterday = chart.days[-1], chart.days[-2]
    assert (today.booked_height, today.booked_top, today.cancelled_height) == (100, 0, 50)
    assert (yesterday.booked_height, yesterday.booked_top) == (50, 50)
    assert today.cancelled_left + charts.BAR_WIDTH <= chart.width


@pytest.mark.parametrize("reason", sorted(EXPLANATIONS.keys()))
def test_every_reason_that_members_are_told_has_words_for_the_manager(reason: str) -> None:
    never_counted = {
        "NOT_A_MEMBER_HERE", "OTHER_PERSON", "NOT_CANCELLED", "STUDIO_PAUSED", "CHOICE_EXPIRED", "CHOICE_INVALID",
    }  # fmt: skip

    assert reason in never_counted or "Magicline said" not in reasons.in_words(reason)
