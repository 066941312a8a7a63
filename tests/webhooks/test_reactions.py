"""What the site does about a webhook on a booking: it reads again what changed, and believes nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios import connections
from studios.magicline.gate import Call
from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, Letter, Studio, WebhookMessage
from tests.booking.steps import confirm_page, slot_page
from tests.conftest import CUSTOMERS, TransactionGate, member
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.vendor import Vendor
from tests.webhooks.posting import tell

CREATED, UPDATED, CANCELLED = (f"APPOINTMENT_BOOKING_{what}" for what in ("CREATED", "UPDATED", "CANCELLED"))


def at_the_desk(browser: Browser, vendor: Vendor, name: str, title: str = "Body Scan") -> int:
    """A booking that the front desk made for somebody; its number."""
    start = slot_page(browser, vendor, "hafen", title).values("data-slot-start")[-1]
    wish = {"studio": "hafen", "customer": CUSTOMERS[name], "appointment": vendor.appointment("hafen", title)}
    return int(vendor.ask("POST", "desk/bookings", {**wish, "start": start})["id"])


def test_a_booking_made_at_the_desk_is_among_the_members_bookings(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    number = at_the_desk(ada, vendor, "ada")

    tell(hafen, CREATED, entity_id=number)
    run_due_tasks()

    kept = Booking.objects.get()
    assert (kept.booking_id, kept.member, kept.title) == (number, member(hafen, "ada"), "Body Scan")
    assert WebhookMessage.objects.get().processed_at is not None


def test_of_people_who_never_signed_in_only_numbers_times_and_status_are_kept(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    number = at_the_desk(ada, vendor, "dora")

    tell(hafen, CREATED, entity_id=number)
    run_due_tasks()

    kept = Booking.objects.get()
    assert (kept.booking_id, kept.customer_id, kept.status) == (number, CUSTOMERS["dora"], "BOOKED")
    assert (kept.member, kept.title, kept.instructors) == (None, "", [])
    assert not Letter.objects.exists()


@pytest.mark.parametrize("order", [(CREATED, CANCELLED), (CANCELLED, CREATED)])
def test_the_order_of_events_does_not_matter(
    ada: Browser, hafen: Studio, vendor: Vendor, order: tuple[str, str]
) -> None:
    number = at_the_desk(ada, vendor, "ada")
    vendor.ask("POST", f"desk/bookings/{number}/cancel?tenant=iron-oak")

    for event in order:
        tell(hafen, event, entity_id=number)
    run_due_tasks()

    assert Booking.objects.get().is_cancelled


@pytest.mark.parametrize("only", ["booking", "appointment"])
def test_a_cancellation_at_the_desk_gives_the_time_back(
    ada: Browser, hafen: Studio, vendor: Vendor, only: str
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    number = Booking.objects.get().booking_id
    vendor.ask("POST", f"desk/bookings/{number}/cancel?tenant=iron-oak", {"only": only})

    tell(hafen, CANCELLED, entity_id=number)
    run_due_tasks()

    assert Booking.objects.get().shown_status == "CANCELED"
    assert Attempt.objects.get().released_at is not None


@pytest.mark.parametrize("status", [403, 404])
def test_what_the_studio_will_not_tell_is_no_cancellation(
    ada: Browser, hafen: Studio, vendor: Vendor, status: int
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    letters = Letter.objects.count()
    vendor.mishap("booking", "status", status=status)

    tell(hafen, CANCELLED, entity_id=Booking.objects.get().booking_id)
    run_due_tasks()

    assert Booking.objects.get().status == "BOOKED"
    assert Letter.objects.count() == letters
    assert WebhookMessage.objects.get().processed_at is not None


@pytest.mark.parametrize("kind", ["401", "500", "missing_fields"])
def test_what_cannot_be_read_now_is_read_later(
    ada: Browser, hafen: Studio, vendor: Vendor, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose booking it is, for one, or nothing at all."""
    monkeypatch.setattr(connections, "READ_SECONDS", 0.5)
    number = at_the_desk(ada, vendor, "ada")
    vendor.mishap("booking", kind, count=20)
    tell(hafen, CREATED, entity_id=number)

    run_due_tasks()

    message = WebhookMessage.objects.get()
    assert (message.processed_at, message.tries) == (None, 1)
    assert message.last_error
    assert message.next_try_at is not None
    assert message.next_try_at > timezone.now()
    assert not Booking.objects.exists()

    vendor.ask("DELETE", "mishaps")
    WebhookMessage.objects.update(next_try_at=timezone.now())
    run_due_tasks()

    assert Booking.objects.get().booking_id == number
    assert WebhookMessage.objects.get().processed_at is not None


def test_a_message_that_a_killed_worker_was_at_is_read_within_a_minute(
    ada: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise SystemExit

    number = at_the_desk(ada, vendor, "ada")
    tell(hafen, CREATED, entity_id=number)
    with monkeypatch.context() as patch:
        patch.setattr("studios.webhooks.reactions.react", die)
        run_due_tasks()
    assert not Booking.objects.exists()

    with time_machine.travel(timezone.now() + timedelta(seconds=50)):
        run_due_tasks()

    assert Booking.objects.get().booking_id == number


def test_a_message_whose_task_was_lost_is_picked_up(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    """The web server died between keeping and nudging; or the worker during a try, a while ago."""
    WebhookMessage.objects.create(
        studio=hafen,
        uuid="095be615-a8ad",
        entity_id=at_the_desk(ada, vendor, "ada"),
        types=[CREATED],
        received_at=timezone.now(),
        next_try_at=timezone.now() - timedelta(seconds=1),
    )

    run_due_tasks()

    assert Booking.objects.exists()


class Overtaking(TransactionGate):
    """Has the webhook about our own booking come, and acted on, before the answer to our POST is read."""

    def __init__(self, overtake: Callable[[], None]) -> None:
        super().__init__()
        self.overtake = overtake

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        if call.endpoint.endswith("/book"):
            self.overtake()


@pytest.mark.parametrize("event", [CREATED, UPDATED])
def test_a_webhook_that_overtakes_our_own_answer_makes_one_booking_and_one_mail(
    ada: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    states: list[str] = []

    def overtake() -> None:
        tell(hafen, event, entity_id=vendor.bookings()[0]["id"])
        run_due_tasks()
        states.append(Attempt.objects.get().state)

    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    monkeypatch.setattr(connections, "gate", Overtaking(overtake))

    shown = submit(ada, url, page)

    attempt = Attempt.objects.get()
    assert states == [{CREATED: "BOOKED", UPDATED: "SENDING"}[event]]
    assert (attempt.state, attempt.booking) == ("BOOKED", Booking.objects.get())
    assert shown.value("data-booking-status") == "BOOKED"
    booked = Letter.objects.filter(key=f"booked:{attempt.reference}")
    assert booked.count() == Letter.objects.count() == 1
    assert Booking.objects.get().appointment_id == attempt.appointment_id


def test_a_webhook_settles_an_attempt_whose_answer_was_lost(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("book", "cut_after")
    shown = submit(ada, url, page)

    tell(hafen, CREATED, entity_id=vendor.bookings()[0]["id"])
    run_due_tasks()

    reference = shown.value("data-booking-reference")
    assert shown.value("data-booking-status") == "UNSURE"
    assert get(ada, f"/bookings/{reference}/").value("data-booking-status") == "BOOKED"
    assert Letter.objects.get().key == f"booked:{reference}"


def test_several_events_in_one_message_are_all_acted_on(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    number = at_the_desk(ada, vendor, "ada")
    Studio.objects.filter(pk=hafen.pk).update(city="")

    tell(hafen, "STUDIO_OPENING_HOURS_UPDATED", "SOMETHING_NEW", CREATED, UPDATED, entity_id=number)
    run_due_tasks()

    hafen.refresh_from_db()
    assert hafen.city
    assert Booking.objects.get().booking_id == number
    assert len(vendor.requests("booking")) == 1


def test_nobody_is_mailed_about_what_did_not_change(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    run_due_tasks()
    mailed, letters = len(mail.outbox), Letter.objects.count()

    for event in (CREATED, UPDATED, CANCELLED):
        tell(hafen, event, entity_id=Booking.objects.get().booking_id)
    run_due_tasks()

    assert (len(mail.outbox), Letter.objects.count()) == (mailed, letters)
