"""Mails to members: each once, truthful, in their language, and none lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from icalendar import Calendar

from studios.models import Attempt, Booking, Letter, Member, Studio
from studios.models.letter import LetterKind
from tests.booking.steps import confirm_page, look
from tests.my_bookings.outbox import sent
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("until_the_start")


def calendar_of(message: Any) -> dict[str, Any]:
    (attached,) = message.attachments
    (event,) = Calendar.from_ical(attached[1]).walk("VEVENT")
    return dict(event)


def desk(vendor: Vendor, deed: str, body: object = None) -> None:
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/{deed}", body or {})


def other_start(browser: Browser, vendor: Vendor) -> str:
    page = get(browser, f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/next-free/")
    return page.values("data-slot-start")[-1]


@pytest.mark.parametrize(
    ("language", "subject", "headline", "until"),
    [
        ("en", "Your booking: ", "You are booked", "Cancel here until: "),
        ("de", "Deine Buchung: ", "Dein Termin ist gebucht", "Hier stornierbar bis: "),
    ],
)
def test_a_booking_is_mailed_once_with_everything_about_it(
    ada: Browser, vendor: Vendor, language: str, subject: str, headline: str, until: str
) -> None:
    Member.objects.update(language=language)
    reference = book(ada, vendor, "hafen", "Body Scan")

    (message,) = sent()

    assert message.subject.startswith(subject)
    assert "Body Scan" not in message.subject
    assert message.to == ["ada@example.org"]
    html = message.alternatives[0][0]
    for text in (message.body, html):
        assert headline in text
        assert "Body Scan" in text
        assert "Iron & Oak" in text.replace("&amp;", "&")
        assert f"/bookings/{reference}/" in text
        assert "+49 40 5550 4101" in text
    assert until in message.body
    assert f'<html lang="{language}">' in html
    assert calendar_of(message)["STATUS"] == "CONFIRMED"


def test_pending_never_sounds_booked_and_the_confirmation_is_mailed(
    browser_of: Callable[..., Browser], hafen: Studio, vendor: Vendor
) -> None:
    pia = browser_of(hafen, "pia")
    reference = book(pia, vendor, "hafen", "Body Scan")
    pending = sent()[0]
    desk(vendor, "confirm")

    shown = get(pia, f"/bookings/{reference}/")
    confirmed = sent()[1]

    assert pending.subject.startswith("Not confirmed yet: ")
    assert "You are booked" not in pending.body
    assert pending.attachments == []
    assert "Confirmed by the studio." in shown.text
    assert confirmed.subject.startswith("Confirmed: ")
    assert calendar_of(confirmed)["STATUS"] == "CONFIRMED"
    assert len(sent()) == 2


@pytest.mark.parametrize("reads", ["/bookings/", "/bookings/{reference}/"])
def test_a_move_by_the_studio_is_shown_and_mailed_once_with_both_times(
    ada: Browser, vendor: Vendor, reads: str
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    before = Booking.objects.get()
    sent()
    desk(vendor, "move", {"start": other_start(ada, vendor)})

    shown = get(ada, reads.format(reference=reference))
    (_booked, message) = sent()

    after = Booking.objects.get()
    assert "Moved by the studio from" in shown.text
    assert message.subject.startswith("Changed by the studio: ")
    for one in (before, after):
        assert one.studio.local(one.starts_at).strftime("%H:%M") in message.body
    assert "has moved it from" in message.body
    assert calendar_of(message)["DTSTART"].dt == after.starts_at


def test_another_time_and_another_trainer_make_one_mail(ada: Browser, vendor: Vendor) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    sent()
    desk(vendor, "move", {"start": other_start(ada, vendor)})
    get(ada, f"/bookings/{reference}/")
    Booking.objects.get().changes.create(
        kind="instructors", by_member=False, was=["Ana"], became=["Bea"], noticed_at=timezone.now()
    )

    (_booked, message) = sent()

    assert "Another trainer: Bea instead of Ana." in message.body
    assert "has moved it from" in message.body


def test_a_cancellation_by_the_studio_is_shown_and_mailed_once(ada: Browser, vendor: Vendor) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    sent()
    desk(vendor, "cancel")

    get(ada, "/bookings/")
    shown = get(ada, f"/bookings/{reference}/")
    (_booked, message) = sent()

    assert "Cancelled by the studio." in shown.text
    assert message.subject.startswith("Cancelled by the studio: ")
    assert calendar_of(message)["STATUS"] == "CANCELLED"


def test_cancelling_here_is_mailed_once(ada: Browser, vendor: Vendor) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    sent()

    url = f"/bookings/{reference}/cancel/"
    submit(ada, url, get(ada, url))
    get(ada, "/bookings/")
    (_booked, message) = sent()

    assert message.subject.startswith("Cancelled: ")
    assert "Cancel here until" not in message.body
    assert calendar_of(message)["STATUS"] == "CANCELLED"


def test_a_cancelling_that_was_not_carried_out_is_read_again_and_the_member_told(
    ada: Browser, vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    sent()
    vendor.mishap("cancel", "503")
    url = f"/bookings/{reference}/cancel/"
    submit(ada, url, get(ada, url))
    assert len(sent()) == 1
    Booking.objects.update(cancel_sent_at=timezone.now() - timedelta(minutes=2))

    (_booked, message) = sent()

    assert message.subject.startswith("Not cancelled: ")
    assert Booking.objects.get().cancelling == ""


def test_what_turned_out_not_booked_is_said_with_a_way_to_choose_again(ada: Browser, vendor: Vendor) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("book", "503")
    submit(ada, url, page)
    look(Attempt.objects.get())
    look(Attempt.objects.get())

    (message,) = sent()

    assert message.subject.startswith("Not booked: ")
    assert message.attachments == []
    assert f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/" in message.body


def test_not_booked_is_not_said_any_more_once_the_booking_was_found(ada: Browser, vendor: Vendor) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    attempt = Attempt.objects.get()
    Letter.objects.owe(LetterKind.NOT_BOOKED, attempt.member, key="late", now=timezone.now(), attempt=attempt)

    assert [message.subject.split(":")[0] for message in sent()] == ["Your booking"]


def test_a_booking_without_a_number_says_so(ada: Browser, vendor: Vendor) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    Letter.objects.update(booking=None)
    Attempt.objects.update(booking=None)

    (message,) = sent()

    assert "cannot be cancelled here" in message.body
    assert message.attachments == []


def test_a_mail_that_comes_late_tells_its_own_event_and_that_more_has_happened(
    ada: Browser, vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    attempt = Attempt.objects.get()
    desk(vendor, "move", {"start": other_start(ada, vendor)})
    get(ada, f"/bookings/{reference}/")

    booked = next(one for one in sent() if one.subject.startswith("Your booking"))

    assert attempt.studio.local(attempt.starts_at).strftime("%H:%M") in booked.subject
    assert "Something has changed since." in booked.body


def test_somebody_who_never_signed_in_is_mailed_nothing(ada: Browser, vendor: Vendor) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    desk(vendor, "move", {"start": other_start(ada, vendor)})
    get(ada, f"/bookings/{reference}/")
    Letter.objects.all().delete()
    Booking.objects.update(member=None)

    assert sent() == []
    assert not Booking.objects.get().changes.filter(told_at=None).exists()


def test_an_appointment_that_has_begun_is_mailed_about_no_more(ada: Browser, vendor: Vendor) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    sent()
    desk(vendor, "cancel")
    get(ada, f"/bookings/{reference}/")
    Booking.objects.update(starts_at=timezone.now() - timedelta(minutes=1))

    assert len(sent()) == 1
