"""A night in which Magicline refuses everything: nothing is cancelled, nobody is mailed, the morning is as before."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, DriftReport, NightlyRun, Studio
from studios.my_bookings import reconcile
from tests.pages import get, submit
from tests.vendor import Vendor
from tests.webhooks.posting import tell
from tests.webhooks.test_first_sign_in import three_weeks_ahead
from tests.webhooks.test_reactions import CANCELLED, CREATED, UPDATED

Clock = time_machine.Traveller
TO_OPERATOR = "operator@example.org"


@pytest.fixture
def clock(studios: dict[str, Studio], monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[Clock]:
    """It stands at noon."""
    monkeypatch.setattr(reconcile, "PAUSE_SECONDS", 0)
    settings.ADMINS = [("", TO_OPERATOR)]
    settings.REMINDER_HOURS = 0
    Studio.objects.update(cancel_cutoff_hours=0)
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with time_machine.travel(noon, tick=False) as travelling:
        yield travelling


def in_four_days(browser: Browser, vendor: Vendor, place: int) -> str:
    """The address of a slot."""
    start = (timezone.now() + timedelta(days=4)).date()
    number = vendor.appointment("hafen", "Body Scan")
    slots = get(browser, f"/studios/hafen/appointments/{number}/?start={start}")
    return slots.all("data-slot-start")[place].attributes["href"]


def confirmed(browser: Browser, url: str) -> str:
    return submit(browser, url, get(browser, url)).value("data-booking-reference")


def copies() -> list[tuple[object, ...]]:
    """Everything that is known of bookings and attempts and that a member could see or lose."""
    bookings = Booking.objects.order_by("pk").values_list(
        "booking_id", "status", "appointment_status", "starts_at", "cancelling", "sequence"
    )
    attempts = Attempt.objects.order_by("pk").values_list("reference", "state", "booking", "released_at")
    return [*bookings, *attempts]


def mailed_to_members() -> list[str]:
    return [one.subject for one in mail.outbox if one.to != [TO_OPERATOR]]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_nothing_is_cancelled_and_nobody_is_mailed(
    browser_of: Callable[..., Browser], hafen: Studio, vendor: Vendor, clock: Clock, status: int
) -> None:
    ada, pia = browser_of(hafen, "ada"), browser_of(hafen, "pia")
    references = [confirmed(ada, in_four_days(ada, vendor, place)) for place in (0, 2, 4)]
    pending = confirmed(pia, in_four_days(pia, vendor, 6))
    far = three_weeks_ahead(vendor, "dora")
    tell(hafen, CREATED, entity_id=far)
    being_cancelled = references[2]
    form = get(ada, f"/bookings/{being_cancelled}/cancel/")
    vendor.mishap("cancel", "503")
    submit(ada, f"/bookings/{being_cancelled}/cancel/", form)
    url = in_four_days(ada, vendor, 8)
    page = get(ada, url)
    vendor.mishap("book", "cut_after")
    unsure = submit(ada, url, page).value("data-booking-reference")
    for _ in range(3):
        run_due_tasks()
    before, mails = copies(), len(mailed_to_members())
    assert len(before) == 10
    assert Attempt.objects.get(reference=unsure).state == "UNSURE"

    vendor.mishap("*", "status", status=status, count=100_000)
    for hour in range(24):
        clock.shift(timedelta(hours=1))
        for number in Booking.objects.values_list("booking_id", flat=True) if hour % 3 == 0 else ():
            tell(hafen, (UPDATED, CANCELLED)[hour % 2], entity_id=number)
        run_due_tasks()
        if hour % 6:
            continue
        get(ada, "/bookings/")
        for reference in (*references, unsure):
            get(ada, f"/bookings/{reference}/")
        get(pia, f"/bookings/{pending}/")
        submit(ada, f"/bookings/{references[0]}/cancel/", form)
        clock.shift(timedelta(seconds=90))
        run_due_tasks()

    assert copies() == before
    assert mailed_to_members()[mails:] == []
    assert NightlyRun.objects.exists()
    told_operator = [one for one in mail.outbox if one.to == [TO_OPERATOR]]
    assert len(told_operator) == (1 if status == 401 else 0)
    assert not DriftReport.objects.filter(differing__gt=0).exists()

    # In the morning it answers again: what was unsure is found, and the rest is as it was.
    vendor.ask("DELETE", "mishaps")
    clock.shift(timedelta(minutes=20))
    for _ in range(4):
        clock.shift(timedelta(minutes=3))
        run_due_tasks()
    hafen.refresh_from_db()
    assert not hafen.reads_are_paused
    news = sorted(subject.split(":")[0] for subject in mailed_to_members()[mails:])
    assert news == ["Not cancelled", "Your booking"]
    assert not any(one.is_cancelled for one in Booking.objects.all())
