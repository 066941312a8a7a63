"""What changes a studio's free times or its offer is seen on the very next page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from studios.models import Booking, Studio
from tests.admin.conftest import desk
from tests.booking.steps import first_slot, slot_page
from tests.kept.conftest import Later
from tests.my_bookings.moves import move
from tests.my_bookings.test_cancelling import cancel
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.vendor import Vendor
from tests.webhooks.posting import tell
from tests.webhooks.test_reactions import at_the_desk

__all__ = ["desk"]

pytestmark = pytest.mark.django_db(transaction=True)

Asked = Callable[[str], int]


def times(browser: Browser, vendor: Vendor) -> list[str]:
    """Of the window with the first free one. Only one person can be at Body Scan: a time that is booked is gone."""
    number = vendor.appointment("hafen", "Body Scan")
    page = get(browser, f"/studios/hafen/appointments/{number}/next-free/")
    return page.values("data-slot-start")


def book_late(browser: Browser, vendor: Vendor) -> str:
    """Books the last time of that window, which can be cancelled for some days; the reference."""
    return book(browser, vendor, "hafen", "Body Scan", number=-1)


def booked_time() -> str:
    return Booking.objects.latest("pk").start_text


def test_a_time_that_was_booked_here_is_gone_at_once(
    ada: Browser, client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    before = times(client, vendor)

    book_late(ada, vendor)

    after = times(client, vendor)
    assert booked_time() in before
    assert booked_time() not in after


def test_a_time_that_was_cancelled_here_is_back_at_once(
    ada: Browser, client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    reference = book_late(ada, vendor)
    during = times(client, vendor)

    cancel(ada, reference)

    assert booked_time() not in during
    assert booked_time() in times(client, vendor)


def test_a_move_changes_both(ada: Browser, client: Browser, hafen: Studio, vendor: Vendor) -> None:
    reference = book_late(ada, vendor)
    old = booked_time()
    day = hafen.local(Booking.objects.get().starts_at).date()
    there = f"?start={day + timedelta(days=1)}"
    before = times(client, vendor), slot_page(client, vendor, "hafen", "Body Scan", there)

    move(ada, reference)

    after = times(client, vendor), slot_page(client, vendor, "hafen", "Body Scan", there)
    new = booked_time()
    assert old not in before[0]
    assert old in after[0]
    assert new in before[1].values("data-slot-start")
    assert new not in after[1].values("data-slot-start")


@pytest.mark.parametrize("what", ["CREATED", "CANCELLED", "UPDATED"])
def test_what_a_webhook_tells_counts_before_the_worker_has_read_it(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked, what: str
) -> None:
    slot_page(client, vendor, "hafen", "Body Scan")
    number = at_the_desk(client, vendor, "ada")
    kept = asked("slots")

    tell(hafen, f"APPOINTMENT_BOOKING_{what}", entity_id=number)
    slot_page(client, vendor, "hafen", "Body Scan")

    assert (kept, asked("slots")) == (1, 2)


def test_opening_hours_that_changed_drop_the_information_and_the_times(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked
) -> None:
    page = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/?instructor=1"
    get(client, page)
    get(client, page)
    before = asked("information"), asked("slots")

    tell(hafen, "STUDIO_OPENING_HOURS_UPDATED")
    get(client, page)

    assert (before, (asked("information"), asked("slots"))) == ((1, 1), (2, 2))


def test_what_concerns_members_only_drops_nothing(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked
) -> None:
    slot_page(client, vendor, "hafen", "Body Scan")

    tell(hafen, "CUSTOMER_UPDATED", entity_id=2002001)
    slot_page(client, vendor, "hafen", "Body Scan")

    assert (asked("slots"), asked("bookable")) == (1, 1)


def test_another_studio_keeps_its_times(
    ada: Browser, client: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    slot_page(client, vendor, "ost", "Hydrojet")
    book(ada, vendor, "hafen", "Body Scan")
    before = [one for one in vendor.requests("slots") if one["studio"] == "ost"]

    slot_page(client, vendor, "ost", "Hydrojet")

    assert before
    assert [one for one in vendor.requests("slots") if one["studio"] == "ost"] == before


@pytest.mark.parametrize("word", ["NOT_AVAILABLE", "RESOURCE_NOT_AVAILABLE", "PERIOD_DOES_NOT_MATCH"])
def test_whoever_is_told_that_a_time_is_taken_finds_the_times_there_are_now(
    ada: Browser, hafen: Studio, vendor: Vendor, asked: Asked, word: str
) -> None:
    url = first_slot(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("validate", "validation_status", value=word)
    before = asked("slots")

    get(ada, url)
    slot_page(ada, vendor, "hafen", "Body Scan")

    assert asked("slots") > before


def test_a_refusal_that_is_about_the_member_drops_nothing(
    ada: Browser, hafen: Studio, vendor: Vendor, asked: Asked
) -> None:
    url = first_slot(ada, vendor, "hafen", "Body Scan")
    slot_page(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("validate", "validation_status", value="NO_CONTINGENT")
    before = asked("slots")

    get(ada, url)
    slot_page(ada, vendor, "hafen", "Body Scan")

    assert asked("slots") == before


@pytest.mark.parametrize("kind", ["500", "cut_after", "409"])
def test_whatever_becomes_of_a_booking_the_times_are_asked_for_again(
    ada: Browser, client: Browser, hafen: Studio, vendor: Vendor, asked: Asked, kind: str
) -> None:
    url = first_slot(ada, vendor, "hafen", "Body Scan")
    page = get(ada, url)
    slot_page(client, vendor, "hafen", "Body Scan")
    vendor.mishap("book", kind)
    before = asked("slots")

    submit(ada, url, page)
    slot_page(client, vendor, "hafen", "Body Scan")

    assert asked("slots") == before + 1


@pytest.mark.parametrize("button", ["read_appointments", "check_connection"])
def test_a_button_of_the_desk_that_asks_the_studio_shows_members_what_it_found(
    desk: Browser, client: Browser, hafen: Studio, vendor: Vendor, asked: Asked, button: str
) -> None:
    get(client, "/studios/hafen/")
    desk.post(reverse(f"admin:studios_studio_{button}", args=[hafen.pk]))
    before = asked("bookable")

    get(client, "/studios/hafen/")

    assert asked("bookable") == before + 1


def test_a_studio_that_is_saved_is_asked_anew(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Asked
) -> None:
    get(client, "/studios/hafen/")
    slot_page(client, vendor, "hafen", "Body Scan")

    hafen.save()

    get(client, "/studios/hafen/")
    slot_page(client, vendor, "hafen", "Body Scan")
    assert (asked("bookable"), asked("slots")) == (2, 2)


def test_what_was_dropped_is_still_there_for_when_nobody_answers(
    ada: Browser, client: Browser, hafen: Studio, vendor: Vendor, later: Later
) -> None:
    slot_page(client, vendor, "hafen", "Body Scan")
    hafen.times_changed()
    vendor.mishap("slots", "503", count=10)

    page = slot_page(client, vendor, "hafen", "Body Scan")

    assert page.values("data-slot-start")
    assert len(page.values("data-as-of")) == 1
