"""A real mail server that is down for the whole way and then up: every mail arrives, each once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, Challenge, Letter, Studio
from tests.booking.steps import confirm_page, look
from tests.mail_server import MailServer
from tests.my_bookings.moves import move
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.signing_in.conftest import Visitor
from tests.vendor import Vendor

Clock = time_machine.Traveller
HOURS_BEFORE = 48  # more than any booking of these tests is ahead, but the one to be reminded of


@pytest.fixture
def server(settings: Any) -> MailServer:
    """Down; the site sends to it by SMTP."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    settings.REMINDER_HOURS = 0
    return server


@pytest.fixture
def clock(studios: dict[str, Studio]) -> Iterator[Clock]:
    """It stands at noon; cancelling is possible until the start."""
    Studio.objects.update(cancel_cutoff_hours=0)
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with time_machine.travel(noon, tick=False) as travelling:
        yield travelling


def desk(vendor: Vendor, reference: str, deed: str, body: object = None) -> None:
    number = Booking.objects.get(attempt__reference=reference).booking_id
    vendor.ask("POST", f"desk/bookings/{number}/{deed}?tenant=iron-oak", body or {})


def minutes_pass(clock: Clock, number: int) -> None:
    for _ in range(number):
        clock.shift(timedelta(minutes=1))
        run_due_tasks()


def to_be_reminded_of(browser: Browser, vendor: Vendor) -> Booking:
    start = (timezone.now() + timedelta(days=4)).date()
    number = vendor.appointment("hafen", "Body Scan")
    slots = get(browser, f"/studios/hafen/appointments/{number}/?start={start}")
    url = slots.all("data-slot-start")[0].attributes["href"]
    submit(browser, url, get(browser, url))
    return Booking.objects.get()


def all_that_can_happen(ada: Browser, pia: Browser, hafen: Studio, vendor: Vendor) -> None:
    Visitor(hafen).ask_for_a_code("ada@example.org")
    title = "Body Scan"
    confirmed = book(pia, vendor, "hafen", title, 0)
    desk(vendor, confirmed, "confirm")
    get(pia, f"/bookings/{confirmed}/")
    moved = book(ada, vendor, "hafen", title, 2)
    later = Booking.objects.get(attempt__reference=moved).starts_at + timedelta(minutes=5)
    desk(vendor, moved, "move", {"start": later.isoformat()})
    cancelled_there = book(ada, vendor, "hafen", title, 4)
    desk(vendor, cancelled_there, "cancel")
    get(ada, "/bookings/")
    cancelled_here = book(ada, vendor, "hafen", title, 6)
    submit(ada, f"/bookings/{cancelled_here}/cancel/", get(ada, f"/bookings/{cancelled_here}/cancel/"))
    move(ada, book(ada, vendor, "hafen", title, 10), 30)
    url, page = confirm_page(ada, vendor, "hafen", title, 8)
    vendor.mishap("book", "503")
    submit(ada, url, page)
    for _ in range(2):
        look(Attempt.objects.get(state="UNSURE"))


def test_every_mail_arrives_once(
    browser_of: Callable[..., Browser],
    hafen: Studio,
    vendor: Vendor,
    server: MailServer,
    clock: Clock,
    settings: Any,
) -> None:
    ada, pia = browser_of(hafen, "ada"), browser_of(hafen, "pia")
    reminded = to_be_reminded_of(ada, vendor)
    run_due_tasks()
    clock.move_to(reminded.starts_at - timedelta(hours=HOURS_BEFORE, minutes=5))
    settings.REMINDER_HOURS = HOURS_BEFORE
    all_that_can_happen(ada, pia, hafen, vendor)
    minutes_pass(clock, 8)  # the reminder falls due meanwhile
    owed = Letter.objects.exclude(next_try_at=None)
    assert {letter.last_error for letter in owed} == {"ConnectionRefusedError"}
    assert Challenge.objects.get().mails_sent == 0
    assert not Letter.objects.exclude(sent_at=None).exists()

    with server.up():
        minutes_pass(clock, 20)

    arrived = sorted((one["To"], one["Subject"].split(":")[0]) for one in server.taken)
    assert arrived == sorted(
        [
            ("ada@example.org", "Signing in"),
            *[("ada@example.org", "Your booking")] * 5,
            ("ada@example.org", "Moved"),
            ("ada@example.org", "Changed by the studio"),
            ("ada@example.org", "Cancelled by the studio"),
            ("ada@example.org", "Cancelled"),
            ("ada@example.org", "Not booked"),
            ("ada@example.org", "Reminder"),
            ("pia@example.org", "Not confirmed yet"),
            ("pia@example.org", "Confirmed"),
        ]
    )
    ids = [one["Message-ID"] for one in server.taken]
    assert len(set(ids)) == len(ids)
    assert not Letter.objects.exclude(next_try_at=None).exists()


@pytest.mark.parametrize("cuts", [0, 1, 2])
def test_a_second_copy_comes_only_of_a_connection_cut_before_the_answer_and_is_marked_as_one(
    browser_of: Callable[..., Browser],
    hafen: Studio,
    vendor: Vendor,
    server: MailServer,
    clock: Clock,
    cuts: int,
) -> None:
    server.cuts = cuts
    book(browser_of(hafen, "ada"), vendor, "hafen", "Body Scan")

    with server.up():
        run_due_tasks()
        minutes_pass(clock, 10)

    assert len(server.taken) == server.tries == cuts + 1
    assert len({one["Message-ID"] for one in server.taken}) == 1
    letter = Letter.objects.get()
    assert letter.sent_at
    assert letter.tries == cuts
