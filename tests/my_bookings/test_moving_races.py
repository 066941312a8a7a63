"""Moves and cancellations of one booking that come at once, from two tabs or from the studio."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Booking, Move, Studio
from studios.my_bookings import moving
from tests.my_bookings.moves import let_time_pass, move, new_time, news, written
from tests.my_bookings.test_cancelling import cancel
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.vendor import Vendor


def test_two_tabs_do_not_move_one_booking_to_two_times(
    ada: Browser, vendor: Vendor, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other tab is done when this one has just been told that all is well."""
    first_url, first = new_time(ada, old, 0)
    other_url, other = new_time(ada, old, -1)
    look = moving.look

    def looked(*args: Any, **kwargs: Any) -> Any:
        outlook = look(*args, **kwargs)
        monkeypatch.setattr(moving, "look", look)
        submit(ada, first_url, first)
        return outlook

    monkeypatch.setattr(moving, "look", looked)

    late = submit(ada, other_url, other)

    assert late.value("data-refusal") == "ALREADY_CANCELLED"
    assert written(vendor) == ["book", "cancel"]
    assert len(vendor.bookings()) == 1


@pytest.fixture
def waiting(hafen: Studio, vendor: Vendor, browser_of: Callable[..., Browser]) -> tuple[Browser, str, str]:
    """Pia's browser, a certain booking of hers, and the one that she is moving it to, not confirmed yet."""
    Studio.objects.update(cancel_cutoff_hours=0)
    pia = browser_of(hafen, "pia")
    reference = book(pia, vendor, "hafen", "Body Scan", number=-1)
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/confirm", {})
    get(pia, "/bookings/")
    return pia, reference, move(pia, reference).value("data-booking-reference")


def test_a_new_one_whose_cancelling_is_in_doubt_does_not_replace_the_old_one(
    waiting: tuple[Browser, str, str], vendor: Vendor
) -> None:
    _pia, old, new = waiting
    Booking.objects.filter(reference=new).update(
        status="BOOKED", cancelling="unsure", cancel_sent_at=timezone.now()
    )

    moving.go_on(Move.objects.get(), now=timezone.now())

    assert written(vendor) == ["book"]
    assert not Booking.objects.get(reference=old).cancelling


def test_an_end_that_was_overtaken_is_not_called_how_it_stands(
    ada: Browser, vendor: Vendor, old: str
) -> None:
    vendor.mishap("book", "409")
    new = move(ada, old).value("data-booking-reference")

    cancel(ada, old)

    assert "stands as it was" not in get(ada, f"/bookings/{new}/").text


def test_one_of_both_that_is_cancelled_is_not_called_standing(ada: Browser, vendor: Vendor, old: str) -> None:
    vendor.mishap("cancel", "400")
    new = move(ada, old).value("data-booking-reference")
    cancel(ada, new)

    assert "you have both" not in get(ada, f"/bookings/{new}/").text


def test_a_click_on_cancel_gives_way_to_a_move_that_begins_its_work_meanwhile(
    waiting: tuple[Browser, str, str], vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pia, old, _new = waiting
    start = Booking.start_cancelling

    def started(booking: Booking, **when: Any) -> bool:
        Move.objects.update(state="cancelling")
        return start(booking, **when)

    monkeypatch.setattr(Booking, "start_cancelling", started)

    page = cancel(pia, old)

    assert page.value("data-refusal") == "BEING_MOVED"
    assert written(vendor) == ["book"]
    assert not Booking.objects.get(reference=old).cancelling


def test_a_cancellation_by_hand_that_failed_while_a_move_waits_is_mailed(
    waiting: tuple[Browser, str, str], vendor: Vendor
) -> None:
    pia, old, _new = waiting
    vendor.mishap("cancel", "503")

    cancel(pia, old)
    let_time_pass()

    assert "Not cancelled" in news()


def test_a_request_that_stalled_until_the_sweep_gave_it_up_sends_nothing(
    ada: Browser, vendor: Vendor, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, page = new_time(ada, old)
    book_now = moving._book

    def stalled(*args: Any, **when: Any) -> None:
        let_time_pass()
        book_now(*args, **when)

    monkeypatch.setattr(moving, "_book", stalled)

    shown = submit(ada, url, page)

    assert shown.value("data-move") == "stayed"
    assert "nothing was sent" in shown.text
    assert written(vendor) == []
    assert "Not moved" in news()


def test_a_late_mail_about_two_bookings_says_that_one_is_cancelled_since(
    ada: Browser, vendor: Vendor, old: str
) -> None:
    vendor.mishap("cancel", "400")
    move(ada, old)
    cancel(ada, old)
    let_time_pass()

    told = next(one for one in mail.outbox if one.subject.startswith("Two bookings"))

    assert "Something has changed since" in told.body
