"""What became of a booking whose answer was lost: found by reading, and never sent again."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studios import connections
from studios.booking import tasks
from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, Letter, Studio
from studios.models.erasure import erase
from tests.booking.steps import confirm_page, first_slot, look, slot_page, two_trainers_at_one_hour
from tests.pages import Page, get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


def unsure(browser: Browser, vendor: Vendor, kind: str = "cut_after", title: str = "Body Scan") -> Page:
    url, page = confirm_page(browser, vendor, "hafen", title)
    vendor.mishap("book", kind)
    return submit(browser, url, page)


def test_a_booking_whose_answer_was_lost_is_found(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    page = unsure(ada, vendor)

    look(Attempt.objects.get())

    reference = page.value("data-booking-reference")
    assert get(ada, f"/bookings/{reference}/").value("data-booking-status") == "BOOKED"
    assert Booking.objects.get().booking_id == vendor.bookings()[0]["id"]
    assert len(vendor.requests("book")) == 1


def test_nobody_looks_at_once(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    """A booking whose answer was cut off may appear in the list a moment later."""
    unsure(ada, vendor)
    asked = len(vendor.requests("bookings"))

    tasks.look_for.call(Attempt.objects.get().pk)
    run_due_tasks()

    assert Attempt.objects.get().state == "UNSURE"
    assert len(vendor.requests("bookings")) == asked


def test_a_booking_that_is_not_there_twice_was_not_made_and_the_member_is_told(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    page = unsure(ada, vendor, "503")

    look(Attempt.objects.get())
    once = get(ada, f"/bookings/{page.value('data-booking-reference')}/")
    look(Attempt.objects.get())
    twice = get(ada, f"/bookings/{page.value('data-booking-reference')}/")

    assert once.value("data-booking-status") == "UNSURE"
    assert "never send it twice" in once.text
    assert twice.value("data-booking-status") == "NOT_BOOKED"
    assert get(ada, twice.link("Choose another time")).values("data-slot-start")
    assert [letter.kind for letter in Letter.objects.all()] == ["not_booked"]
    assert len(vendor.requests("book")) == 1


def test_evidence_that_comes_late_overrides_not_booked(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    page = unsure(ada, vendor, "cut_after")
    Attempt.objects.get().settle_not_booked(now=timezone.now())

    listed = get(ada, "/bookings/")

    assert listed.value("data-booking-reference") == page.value("data-booking-reference")
    assert Attempt.objects.get().state == "BOOKED"
    assert {letter.kind for letter in Letter.objects.all()} == {"not_booked", "booked"}


def test_two_live_bookings_at_one_start_are_both_shown_and_never_cancelled_by_us(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    """The first arrives after all, when the member has booked the hour once more with another trainer."""
    mia, jonas = two_trainers_at_one_hour(ada, vendor)
    vendor.mishap("book", "503")
    first = submit(ada, mia, get(ada, mia)).value("data-booking-reference")
    Attempt.objects.get().settle_not_booked(now=timezone.now())
    second = submit(ada, jonas, get(ada, jonas)).value("data-booking-reference")
    sent = vendor.bodies("book")[0]
    late = {"studio": "hafen", "customer": sent["customerId"], "appointment": sent["bookableAppointmentId"]}
    vendor.ask(
        "POST",
        "desk/bookings",
        late | {"start": sent["startDateTime"], "instructorIds": sent["instructorIds"]},
    )

    listed = get(ada, "/bookings/")

    assert sorted(listed.values("data-booking-reference")) == sorted([first, second])
    assert listed.values("data-booking-status") == ["BOOKED", "BOOKED"]
    assert vendor.requests("cancel") == []


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


def test_a_request_that_stalled_before_it_left_is_not_sent_any_more(
    ada: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could arrive after somebody has concluded that it never left."""
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    monkeypatch.setattr("studios.booking.reservations.GRACE", timedelta(seconds=-1))

    shown = submit(ada, url, page)

    assert shown.value("data-booking-status") == "NOT_BOOKED"
    assert vendor.requests("book") == []
    assert shown.link("Try again")


def test_a_look_that_waits_for_a_worker_is_not_asked_for_again(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    unsure(ada, vendor)
    past = timezone.now() - timedelta(seconds=1)
    Attempt.objects.update(gives_up_at=past, look_at=past)

    for _ in range(3):
        tasks.look_for_all(timezone.now())

    assert DBTaskResult.objects.filter(task_path="studios.booking.tasks.look_for").count() == 1


def test_an_answer_for_somebody_who_was_erased_meanwhile_hurts_nobody(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    unsure(ada, vendor)
    attempt = Attempt.objects.get()
    told = connections.to(hafen).bookings(attempt.member.customer_id)[0]
    erase(hafen.chain, attempt.member.customer_id, now=timezone.now())

    settled = attempt.settle_booked(told, now=timezone.now())
    doubted = attempt.settle_not_booked(now=timezone.now())

    assert not settled
    assert not doubted
    assert not Booking.objects.exists()
