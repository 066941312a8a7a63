"""What became of a booking whose answer was lost: found by reading, and never sent again."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from studios import connections
from studios.booking import tasks
from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, Studio
from tests.booking.steps import confirm_page, first_slot, slot_page
from tests.pages import Page, get, submit
from tests.vendor import Vendor


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studios.connections.WRITE_SECONDS", 1.0)


def unsure(browser: Browser, vendor: Vendor, kind: str = "cut_after", title: str = "Body Scan") -> Page:
    url, page = confirm_page(browser, vendor, "hafen", title)
    vendor.mishap("book", kind)
    return submit(browser, url, page)


def look(attempt: Attempt) -> None:
    """Lets the time pass that must pass, and the worker look."""
    past = timezone.now() - timedelta(seconds=1)
    Attempt.objects.filter(pk=attempt.pk).update(gives_up_at=past, look_at=past)
    run_due_tasks()


def test_a_booking_whose_answer_was_lost_is_found(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    page = unsure(ada, vendor)

    look(Attempt.objects.get())

    reference = page.value("data-booking-reference")
    assert get(ada, f"/bookings/{reference}/").value("data-booking-status") == "BOOKED"
    assert Booking.objects.get().booking_id == vendor.bookings()[0]["id"]
    assert len(vendor.requests("book")) == 1


def test_nobody_looks_before_the_call_must_have_ended(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    unsure(ada, vendor)
    attempt = Attempt.objects.get()
    assert attempt.gives_up_at > attempt.sent_at + timedelta(seconds=connections.WRITE_SECONDS)
    now = timezone.now()
    Attempt.objects.update(gives_up_at=now + timedelta(minutes=1), look_at=now)
    asked = len(vendor.requests("bookings"))

    tasks.look_for.call(attempt.pk)

    assert Attempt.objects.get().state == "UNSURE"
    assert len(vendor.requests("bookings")) == asked


def test_a_booking_that_was_never_made_stays_unsure_after_one_look(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    page = unsure(ada, vendor, "503")

    look(Attempt.objects.get())

    shown = get(ada, f"/bookings/{page.value('data-booking-reference')}/")
    assert shown.value("data-booking-status") == "UNSURE"
    assert "never send it twice" in shown.text
    assert not Attempt.objects.to_look_for(now=timezone.now() + timedelta(days=1)).exists()


def test_a_booking_that_was_there_before_is_not_taken_for_ours(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    """The desk booked the same hour after the page was made; our own POST gets no answer and makes nothing."""
    slot = slot_page(ada, vendor, "hafen", "Body Scan").all("data-slot-start")[0].attributes
    page = get(ada, slot["href"])
    vendor.ask(
        "POST", "desk/bookings",
        {"studio": "hafen", "customer": 2002001, "appointment": vendor.appointment("hafen", "Body Scan"),
         "start": slot["data-slot-start"]},
    )  # fmt: skip
    vendor.mishap("validate", "validation_status", value="AVAILABLE")
    vendor.mishap("book", "503")
    submit(ada, slot["href"], page)

    look(Attempt.objects.get())

    assert Attempt.objects.get().state == "UNSURE"
    assert len(vendor.requests("bookings")) == 2  # before sending, and to look for it


def test_the_customers_list_is_read_before_sending(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Sports Massage")
    submit(ada, url, page)
    first = vendor.bookings()[0]["id"]

    url, page = confirm_page(ada, vendor, "hafen", "Body Scan", number=-1)
    submit(ada, url, page)

    assert Attempt.objects.latest("pk").known_booking_ids == [first]


def test_an_attempt_left_in_sending_by_a_killed_process_is_found(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    unsure(ada, vendor)
    Attempt.objects.update(state="SENDING")

    look(Attempt.objects.get())

    assert Attempt.objects.get().state == "BOOKED"


def test_a_look_that_gets_no_answer_is_repeated(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    unsure(ada, vendor)
    vendor.mishap("bookings", "500", count=3)

    look(Attempt.objects.get())
    assert Attempt.objects.get().state == "UNSURE"
    look(Attempt.objects.get())

    assert Attempt.objects.get().state == "BOOKED"


def test_while_unsure_the_same_time_cannot_be_booked_again(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    page = unsure(ada, vendor, "503")
    url = first_slot(ada, vendor, "hafen", "Body Scan")

    again = submit(ada, url, get(ada, url))

    assert again.value("data-booking-reference") == page.value("data-booking-reference")
    assert len(vendor.requests("book")) == 1
