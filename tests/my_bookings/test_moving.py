"""Moving a booking: the new time is booked, then the old one cancelled, and nobody ends with two or none unsaid."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone
from icalendar import Calendar

from studios.models import Attempt, Booking, Move, Studio
from studios.models.attempt_states import AttemptState
from tests.my_bookings.moves import let_time_pass, move, new_time, news, written
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.vendor import Vendor


def test_the_new_time_is_booked_and_then_the_old_one_cancelled(
    ada: Browser, vendor: Vendor, old: str
) -> None:
    page = move(ada, old)
    let_time_pass()

    assert page.value("data-booking-status") == "BOOKED"
    assert page.value("data-move") == "moved"
    assert written(vendor) == ["book", "cancel"]
    (live,) = vendor.bookings()
    assert live["id"] == Booking.objects.exclude(reference=old).get().booking_id
    assert get(ada, f"/bookings/{old}/").value("data-booking-status") == "CANCELED"
    assert get(ada, f"/bookings/{old}/").value("data-move") == "moved"
    assert "Moved by you to" in get(ada, "/bookings/").text


def test_a_move_is_told_in_one_mail_with_both_calendar_entries(ada: Browser, old: str) -> None:
    before = Booking.objects.get(reference=old)

    move(ada, old)
    let_time_pass()

    assert news() == ["Moved"]
    (told,) = mail.outbox
    after = Booking.objects.exclude(reference=old).get()
    assert "You have moved it from" in told.body
    assert after.studio.local(after.starts_at).strftime("%H:%M") in told.body
    assert before.studio.local(before.starts_at).strftime("%H:%M") in told.body
    calendar = Calendar.from_ical(next(content for name, content, _type in told.attachments))
    entries = {str(event["uid"]).split("@")[0]: str(event["status"]) for event in calendar.walk("VEVENT")}
    assert entries == {old: "CANCELLED", after.reference: "CONFIRMED"}


def test_looking_changes_nothing(ada: Browser, vendor: Vendor, old: str) -> None:
    _url, page = new_time(ada, old)

    assert "Until now" in page.text
    assert written(vendor) == []
    assert not Move.objects.exists()


def test_a_form_sent_again_leads_to_the_same_booking(ada: Browser, vendor: Vendor, old: str) -> None:
    url, page = new_time(ada, old)

    pages = [submit(ada, url, page) for _ in range(3)]

    assert len({one.value("data-booking-reference") for one in pages}) == 1
    assert written(vendor) == ["book", "cancel"]


def test_the_next_free_time_leads_back_to_moving(ada: Browser, old: str) -> None:
    page = get(ada, f"/bookings/{old}/move/next-free/")

    assert page.answer.redirect_chain[-1][0].startswith(f"/bookings/{old}/move/?start=")
    assert page.all("data-slot-start")[0].attributes["href"].startswith(f"/bookings/{old}/move/?choice=")


# What cannot be moved, and to where not


def test_the_time_it_has_is_refused(ada: Browser, vendor: Vendor, old: str) -> None:
    """The list does not offer what is taken; a page from before the move does."""
    url, page = new_time(ada, old)
    moved = submit(ada, url, page).value("data-booking-reference")

    refused = get(ada, url.replace(old, moved))

    assert refused.value("data-refusal") == "SAME_TIME"
    assert written(vendor) == ["book", "cancel"]


@pytest.mark.parametrize("step", ["page", "between"])
def test_after_the_cut_off_nothing_is_sent(ada: Browser, vendor: Vendor, old: str, step: str) -> None:
    url, page = new_time(ada, old)
    Booking.objects.update(cancel_cutoff_hours=24 * 60)

    refused = get(ada, f"/bookings/{old}/move/") if step == "page" else submit(ada, url, page)

    assert refused.value("data-refusal") == "TOO_LATE_TO_MOVE"
    assert "+49 40 5550 4101" in refused.text
    assert "Move to another time" not in get(ada, f"/bookings/{old}/").text
    assert written(vendor) == []


def test_a_booking_of_the_desk_cannot_be_moved_here(ada: Browser, vendor: Vendor, old: str) -> None:
    Booking.objects.update(appointment_id=None)

    assert get(ada, f"/bookings/{old}/move/").value("data-refusal") == "APPOINTMENT_UNKNOWN"
    assert "Move to another time" not in get(ada, f"/bookings/{old}/").text


def test_an_appointment_that_is_no_longer_offered_says_so(ada: Browser, vendor: Vendor, old: str) -> None:
    url, page = new_time(ada, old)
    number = Booking.objects.get().appointment_id
    vendor.ask("POST", f"desk/appointments/hafen/{number}", {"online": False})

    refused = submit(ada, url, page)

    assert refused.value("data-refusal") == "NOT_OFFERED_ANY_MORE"
    assert written(vendor) == []


def test_one_cancelled_by_the_desk_meanwhile_is_not_moved(ada: Browser, vendor: Vendor, old: str) -> None:
    url, page = new_time(ada, old)
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/cancel", {})

    refused = submit(ada, url, page)

    assert refused.value("data-refusal") == "ALREADY_CANCELLED"
    assert vendor.bookings() == []


def test_another_booking_in_the_way_is_named(ada: Browser, vendor: Vendor, old: str) -> None:
    url, _page = new_time(ada, old)
    number = Booking.objects.get().appointment_id
    there = url.replace(f"/bookings/{old}/move/", f"/studios/hafen/appointments/{number}/confirm/")
    other = submit(ada, there, get(ada, there)).value("data-booking-reference")

    refused = get(ada, url)

    assert refused.value("data-refusal") == "OVERLAPS_OTHER_BOOKING"
    assert refused.value("data-booking-reference") == other
    assert refused.link("Body Scan") == f"/bookings/{other}/"


def test_nobody_elses_booking_is_moved(
    old: str, hafen: Studio, lisboa: Studio, vendor: Vendor, browser_of: Callable[..., Browser], ada: Browser
) -> None:
    url, page = new_time(ada, old)
    unknown = get(browser_of(hafen, "pia"), "/bookings/2222222222222222/move/")

    for stranger in (browser_of(hafen, "pia"), browser_of(lisboa, "ada")):
        for answer in (
            get(stranger, f"/bookings/{old}/move/"),
            get(stranger, url),
            submit(stranger, url, page),
        ):
            assert answer.answer.status_code == 404
            assert answer.text == unknown.text
    assert written(vendor) == []


# A booking that waits for the studio is not certain: the old one stays meanwhile


@pytest.fixture
def pending(hafen: Studio, vendor: Vendor, browser_of: Callable[..., Browser]) -> tuple[Browser, str, str]:
    """Pia's browser, a booking of hers that the studio has confirmed, and the one she is moving it to."""
    Studio.objects.update(cancel_cutoff_hours=0)
    pia = browser_of(hafen, "pia")
    reference = book(pia, vendor, "hafen", "Body Scan", number=-1)
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/confirm", {})
    get(pia, "/bookings/")
    let_time_pass()
    mail.outbox.clear()
    return pia, reference, move(pia, reference).value("data-booking-reference")


def test_a_pending_new_booking_leaves_the_old_one_alone(
    pending: tuple[Browser, str, str], vendor: Vendor
) -> None:
    pia, old, new = pending

    let_time_pass()

    assert get(pia, f"/bookings/{new}/").value("data-move") == "waiting"
    assert get(pia, f"/bookings/{old}/").value("data-booking-status") == "BOOKED"
    assert written(vendor) == ["book"]
    assert news() == ["Not confirmed yet"]
    assert "stays until then" in mail.outbox[0].body


def test_once_the_studio_confirms_the_old_one_is_cancelled(
    pending: tuple[Browser, str, str], vendor: Vendor
) -> None:
    pia, old, new = pending
    waiting = next(one for one in vendor.bookings() if one["status"] != "BOOKED")
    vendor.ask("POST", f"desk/bookings/{waiting['id']}/confirm", {})
    get(pia, "/bookings/")

    let_time_pass()

    assert get(pia, f"/bookings/{new}/").value("data-move") == "moved"
    assert get(pia, f"/bookings/{old}/").value("data-booking-status") == "CANCELED"
    assert sorted(news()) == ["Confirmed", "Moved", "Not confirmed yet"]


def test_a_studio_that_says_no_leaves_the_old_one(pending: tuple[Browser, str, str], vendor: Vendor) -> None:
    pia, old, new = pending
    waiting = next(one for one in vendor.bookings() if one["status"] != "BOOKED")
    vendor.ask("POST", f"desk/bookings/{waiting['id']}/cancel", {})
    get(pia, "/bookings/")

    let_time_pass()

    assert get(pia, f"/bookings/{new}/").value("data-move") == "stayed"
    assert get(pia, f"/bookings/{old}/").value("data-booking-status") == "BOOKED"
    assert "Not moved" in news()
    assert written(vendor) == ["book"]


def test_time_runs_out_for_one_that_waits(pending: tuple[Browser, str, str], vendor: Vendor) -> None:
    pia, old, new = pending
    Booking.objects.filter(reference=old).update(cancel_cutoff_hours=24 * 60)

    let_time_pass()

    assert get(pia, f"/bookings/{new}/").value("data-move") == "both"
    assert "Two bookings" in news()
    assert Move.objects.get().ended_at
    assert Attempt.objects.filter(state=AttemptState.BOOKED).count() == 2
    assert timezone.now() - Move.objects.get().started_at < timedelta(minutes=1)


def test_a_status_that_nobody_knows_is_not_certain_either(ada: Browser, vendor: Vendor, old: str) -> None:
    vendor.mishap("book", "unknown_enum")

    page = move(ada, old)

    assert page.value("data-move") == "waiting"
    assert written(vendor) == ["book"]
    assert Booking.objects.get(reference=old).status == "BOOKED"
