"""The nightly reading: it notices what no webhook told, and believes no studio that answers nonsense."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from studios.management.worker import run_due_tasks
from studios.models import Booking, BookingChange, DriftReport, Letter, NightlyRun, Studio
from studios.my_bookings import nightly, reconcile
from tests.conftest import CUSTOMERS
from tests.my_bookings.test_my_bookings import book
from tests.vendor import Vendor

NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "PAUSE_SECONDS", 0)


def unread(**fields: object) -> None:
    """Nothing has told of our copies for a day."""
    Booking.objects.update(read_at=timezone.now() - timedelta(days=1), **fields)


def nightfall(studio: Studio) -> DriftReport | None:
    now = timezone.now()
    return reconcile.reconcile(studio, night=now.date(), now=now)


def seven_bookings(studio: Studio, vendor: Vendor) -> list[int]:
    """Of somebody who never signed in, made at the desk and known here."""
    start = timezone.now().replace(microsecond=0) + timedelta(days=3)
    wish = {
        "studio": studio.slug,
        "customer": CUSTOMERS["dora"],
        "appointment": vendor.appointment(studio.slug, "Body Scan"),
    }
    numbers = []
    for hour in range(7):
        at = (start + timedelta(hours=hour)).isoformat()
        numbers.append(int(vendor.ask("POST", "desk/bookings", {**wish, "start": at})["id"]))
        told = reconcile.copies.connections.to(studio).booking(numbers[-1])
        Booking.objects.keep_one(studio, None, told, now=timezone.now())
    vendor.ask("DELETE", "requests")
    unread()
    return numbers


def cancel_at_the_desk(vendor: Vendor, *numbers: int) -> None:
    for number in numbers:
        vendor.ask("POST", f"desk/bookings/{number}/cancel?tenant=iron-oak")


def test_what_no_webhook_told_is_noticed_at_night(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    cancel_at_the_desk(vendor, Booking.objects.get().booking_id)
    unread()

    report = nightfall(hafen)

    assert Booking.objects.get().is_cancelled
    assert BookingChange.objects.get().kind == BookingChange.Kind.CANCELLED
    assert report is not None
    assert (report.checked, report.unread, report.differing, report.stopped) == (1, 0, 1, False)
    assert report.details == [[Booking.objects.get().reference, "cancelled"]]


def test_what_was_read_lately_is_not_asked_again(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    vendor.ask("DELETE", "requests")

    assert nightfall(hafen) is None
    assert vendor.requests() == []


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_night_of_refusals_cancels_nothing_and_mails_nobody(
    ada: Browser, hafen: Studio, vendor: Vendor, status: int
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    run_due_tasks()
    letters, mails = Letter.objects.count(), len(mail.outbox)
    cancel_at_the_desk(vendor, Booking.objects.get().booking_id)
    unread()
    vendor.mishap("booking", "status", status=status, count=1000)

    report = nightfall(hafen)
    run_due_tasks()

    assert not Booking.objects.get().is_cancelled
    assert not BookingChange.objects.exists()
    assert (Letter.objects.count(), len(mail.outbox)) == (letters, mails)
    assert report is not None
    assert (report.checked, report.unread) == (0, 1)


def test_more_than_a_tenth_waits_for_the_desk(hafen: Studio, vendor: Vendor, admin_client: Browser) -> None:
    numbers = seven_bookings(hafen, vendor)
    cancel_at_the_desk(vendor, *numbers[:5])

    report = nightfall(hafen)

    assert report is not None
    assert (report.stopped, report.differing) == (True, 5)
    assert not any(one.is_cancelled for one in Booking.objects.all())

    wish = {"action": "apply_this", "_selected_action": [report.pk]}
    admin_client.post("/admin/studios/driftreport/", wish)
    run_due_tasks()

    assert sum(one.is_cancelled for one in Booking.objects.all()) == 5
    report.refresh_from_db()
    assert (report.applied, report.next_try_at) == (5, None)
    assert report.applied_at is not None


def test_who_may_only_look_cannot_have_a_report_applied(
    hafen: Studio, client: Browser, django_user_model: type[User]
) -> None:
    looker = django_user_model.objects.create_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_driftreport"))
    hafen.staff.add(looker)
    client.force_login(looker)
    report = DriftReport.objects.create(
        studio=hafen, night=NIGHT.date(), made_at=NIGHT, checked=7, unread=0, differing=5, stopped=True
    )

    client.post("/admin/studios/driftreport/", {"action": "apply_this", "_selected_action": [report.pk]})

    report.refresh_from_db()
    assert report.next_try_at is None


def test_fewer_than_five_differences_are_written(hafen: Studio, vendor: Vendor) -> None:
    cancel_at_the_desk(vendor, *seven_bookings(hafen, vendor)[:4])

    report = nightfall(hafen)

    assert report is not None
    assert (report.stopped, report.differing) == (False, 4)
    assert sum(one.is_cancelled for one in Booking.objects.all()) == 4


def test_the_budget_leaves_the_rest_for_the_next_night(hafen: Studio, vendor: Vendor, settings) -> None:
    settings.RECONCILE_REQUESTS = 3
    numbers = seven_bookings(hafen, vendor)

    for _night in range(3):
        nightfall(hafen)

    asked = [int(one["path"].split("?")[0].rsplit("/", 1)[1]) for one in vendor.requests("booking")]
    assert len(asked) == 7
    assert set(asked) == set(numbers)


def test_a_system_that_is_down_is_not_asked_all_night(
    hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    seven_bookings(hafen, vendor)
    monkeypatch.setattr(reconcile, "MOST_FAILURES", 2)
    vendor.mishap("booking", "garbage", count=1000)

    nightfall(hafen)

    assert len(vendor.requests("booking")) == 2


def test_two_workers_share_one_night(hafen: Studio, vendor: Vendor) -> None:
    seven_bookings(hafen, vendor)
    for minute in (0, 5):
        nightly.reconcile_all(NIGHT + timedelta(minutes=minute))

    assert NightlyRun.objects.count() == DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(("hours", "runs"), [(10, 1), (27, 2)])
def test_by_day_it_runs_only_after_a_night_was_missed(db: None, hours: int, runs: int) -> None:
    nightly.reconcile_all(NIGHT)

    nightly.reconcile_all(NIGHT + timedelta(hours=hours))

    assert NightlyRun.objects.count() == runs
