"""Bookings, attempts and tasks in the admin: found by what a member or the vendor's support would say, not changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from studios.models import Attempt, Booking, Studio
from studios.models.attempt_states import AttemptState
from tests.conftest import member

SUMMER_EVENING = datetime(2027, 7, 1, 16, 30, tzinfo=UTC)  # half past six in Hamburg


@pytest.fixture
def booking(hafen: Studio) -> Booking:
    return Booking.objects.create(
        studio=hafen,
        member=member(hafen, "ada"),
        booking_id=7893459,
        customer_id=2002001,
        status="BOOKED",
        start_text="2027-07-01T18:30:00.000+02:00[Europe/Berlin]",
        end_text="2027-07-01T19:30:00.000+02:00[Europe/Berlin]",
        starts_at=SUMMER_EVENING,
        ends_at=SUMMER_EVENING + timedelta(hours=1),
        title="Personal Training",
        read_at=timezone.now(),
        cancel_cutoff_hours=24,
    )


@pytest.fixture
def attempt(hafen: Studio) -> Attempt:
    return Attempt.objects.create(
        studio=hafen,
        member=member(hafen, "ben"),
        appointment_id=1,
        title="Massage",
        start_text="2027-07-01T18:30:00.000+02:00[Europe/Berlin]",
        end_text="2027-07-01T19:30:00.000+02:00[Europe/Berlin]",
        starts_at=SUMMER_EVENING,
        ends_at=SUMMER_EVENING + timedelta(hours=1),
        cancel_cutoff_hours=24,
        created_at=timezone.now(),
        state=AttemptState.REFUSED,
        refusal="NO_CONTINGENT",
        trace_id="7741226398",
    )


def found(desk: Browser, address: str, **query: str) -> int:
    return desk.get(address, query).context["cl"].result_count


def test_a_booking_is_found_by_reference_and_by_number(desk: Browser, booking: Booking) -> None:
    address = reverse("admin:studios_booking_changelist")

    assert found(desk, address, q=booking.reference) == 1
    assert found(desk, address, q="7893459") == 1
    assert found(desk, address, q="789345") == 0
    assert found(desk, address, q="nonsense") == 0


def test_the_desk_is_not_sent_to_pages_that_only_the_member_may_see(
    desk: Browser, booking: Booking, attempt: Attempt
) -> None:
    for row, view in ((booking, "studios_booking_change"), (attempt, "studios_attempt_change")):
        page = desk.get(reverse(f"admin:{view}", args=[row.pk])).content.decode()

        assert row.reference in page
        assert "/admin/r/" not in page


def test_an_attempt_is_found_by_the_trace_id_that_support_asks_for(desk: Browser, attempt: Attempt) -> None:
    address = reverse("admin:studios_attempt_changelist")

    assert found(desk, address, q="7741226398") == 1
    assert found(desk, address, q=attempt.reference) == 1
    assert found(desk, address, state__exact="REFUSED") == 1
    assert found(desk, address, state__exact="BOOKED") == 0
    assert found(desk, address, studio__id__exact=str(attempt.studio_id)) == 1


def test_times_are_those_of_the_studios_clock(desk: Browser, booking: Booking) -> None:
    page = desk.get(reverse("admin:studios_booking_change", args=[booking.pk])).content.decode()

    assert "18:30 CEST" in page
    assert "Ada Test (2002001)" in page


@pytest.mark.parametrize("model", ["booking", "attempt"])
def test_nothing_of_it_can_be_changed(desk: Browser, booking: Booking, attempt: Attempt, model: str) -> None:
    row = {"booking": booking, "attempt": attempt}[model]
    change = reverse(f"admin:studios_{model}_change", args=[row.pk])

    assert desk.get(reverse(f"admin:studios_{model}_add")).status_code == 403
    assert desk.get(reverse(f"admin:studios_{model}_delete", args=[row.pk])).status_code == 403
    assert desk.get(change).status_code == 200
    assert desk.post(change, {"title": "Something else"}).status_code == 403


def test_tasks_show_states_and_times_and_no_arguments(desk: Browser) -> None:
    task = DBTaskResult.objects.create(
        status="FAILED",
        args_kwargs={"args": ["a-secret-argument"], "kwargs": {}},
        task_path="studios.signing_in.tasks.gone",
        backend_name="default",
        run_after=get_date_max(),
        exception_class_path="builtins.ValueError",
        traceback="a secret traceback",
    )

    pages = [
        desk.get(reverse("admin:django_tasks_database_dbtaskresult_changelist")),
        desk.get(reverse("admin:django_tasks_database_dbtaskresult_change", args=[task.pk])),
    ]

    shown = b"".join(page.content for page in pages)
    assert all(page.status_code == 200 for page in pages)
    assert b"gone" in shown
    assert b"secret" not in shown


def test_every_list_and_the_index_answer(desk: Browser, booking: Booking, attempt: Attempt) -> None:
    addresses = [
        reverse("admin:index"),
        *(reverse(f"admin:studios_{name}_changelist") for name in ("studio", "booking", "attempt")),
    ]

    assert [desk.get(address).status_code for address in addresses] == [200] * len(addresses)


def test_a_member_has_no_way_into_the_admin(ada: Browser) -> None:
    assert not User.objects.exists()
    assert ada.get(reverse("admin:index")).status_code == 302
