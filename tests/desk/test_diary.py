"""What goes wrong at Magicline is noted with its trace id, whoever asked and in whatever thread."""

import logging
import threading

import pytest
from django.db import OperationalError
from django.test import Client as Browser
from django.utils import timezone

from studios import connections, failures
from studios.connections import gate as the_sites_gate  # before any test puts its own there
from studios.failures import Diary
from studios.magicline.client import APPOINTMENTS, BOOKINGS
from studios.magicline.errors import MagiclineError
from studios.magicline.gate import Call, Outcome
from studios.management.worker import run_due_tasks
from studios.models import Studio, UpstreamFailure, WebhookMessage
from tests.pages import get
from tests.vendor import Vendor


def test_the_site_tells_its_diary(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr(failures.diary, "tell", lambda *told: heard.append(told))

    the_sites_gate.tell(Call("hafen", APPOINTMENTS, "GET"), Outcome.FAILED, 503, 0.2, "a trace")

    assert heard == [(Call("hafen", APPOINTMENTS, "GET"), "failed", 503, 0.2, "a trace", None)]


def test_a_failure_that_a_member_saw_is_there_with_the_trace_id_they_were_shown(
    ada: Browser, hafen: Studio, vendor: Vendor, diary: Diary
) -> None:
    vendor.mishap("bookable", "503", count=3)

    page = get(ada, "/studios/hafen/")

    row = UpstreamFailure.objects.get()
    assert (row.studio, row.method, row.endpoint) == (hafen, "GET", APPOINTMENTS)
    assert (row.outcome, row.status, row.times) == ("failed", 503, 3)
    assert len(row.trace_ids.split()) == 3
    assert row.trace_ids.split()[-1] in page.text


@pytest.mark.parametrize(
    ("kind", "outcome", "status"),
    [
        ("cut_before", "cut", None),
        ("cut_body", "cut", None),
        ("429", "rate limited", 429),
        ("302", "odd", 302),
        ("401", "refused", 401),
        ("403", "refused", 403),
        ("408", "failed", 408),
    ],
)
def test_every_kind_of_failure_is_noted(
    ada: Browser, hafen: Studio, vendor: Vendor, diary: Diary, kind: str, outcome: str, status: int | None
) -> None:
    vendor.mishap("bookable", kind, count=3, retry_after=0)

    ada.get("/studios/hafen/")

    row = UpstreamFailure.objects.get()
    assert (row.outcome, row.status) == (outcome, status)


def test_an_answer_that_does_not_come_in_time_is_noted(
    ada: Browser, hafen: Studio, vendor: Vendor, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 0.4)
    vendor.mishap("bookable", "delay", seconds=1)

    ada.get("/studios/hafen/")

    row = UpstreamFailure.objects.get()
    assert (row.outcome, row.status, row.trace_ids) == ("timed out", None, "")
    assert row.seconds >= 0.3


def test_a_studio_that_cannot_be_reached_is_noted(ada: Browser, hafen: Studio, diary: Diary) -> None:
    Studio.objects.filter(pk=hafen.pk).update(base_url="http://127.0.0.1:1/iron-oak")

    ada.get("/studios/hafen/")

    assert UpstreamFailure.objects.get().outcome == "not connected"


@pytest.mark.parametrize("kind", ["400", "404", "409", "422"])
def test_an_ordinary_refusal_is_none(
    ada: Browser, hafen: Studio, vendor: Vendor, diary: Diary, kind: str
) -> None:
    vendor.mishap("bookable", kind)

    ada.get("/studios/hafen/")

    assert not UpstreamFailure.objects.exists()


def test_studios_that_are_asked_side_by_side_are_noted_each(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor, diary: Diary
) -> None:
    """In threads without a database."""
    vendor.mishap("bookings", "503", count=6, studio="hafen")
    vendor.mishap("bookings", "503", count=6, studio="ost")

    get(ada, "/bookings/?everywhere=1")

    rows = UpstreamFailure.objects.order_by("studio__slug")
    assert [(row.studio.slug, row.endpoint, row.times) for row in rows] == [
        ("hafen", BOOKINGS, 3),
        ("ost", BOOKINGS, 3),
    ]


def test_no_address_and_no_number_of_anybody_is_kept(
    ada: Browser, hafen: Studio, vendor: Vendor, diary: Diary
) -> None:
    vendor.mishap("bookings", "503", count=3)

    get(ada, "/bookings/")

    row = UpstreamFailure.objects.values().get()
    assert not any("2002001" in str(value) for value in row.values())


def test_what_the_worker_meets_is_noted_too(hafen: Studio, vendor: Vendor, diary: Diary) -> None:
    vendor.mishap("head", "503", count=3)
    hafen.suspect_key(now=timezone.now())

    run_due_tasks()
    run_due_tasks()

    assert UpstreamFailure.objects.get().method == "HEAD"


def test_a_task_writes_down_what_it_met(hafen: Studio, vendor: Vendor, diary: Diary) -> None:
    """At once: a worker that ends after it loses nothing."""
    now = timezone.now()
    WebhookMessage.objects.create(
        studio=hafen,
        uuid="1",
        entity_id=7,
        types=["APPOINTMENT_BOOKING_CREATED"],
        received_at=now,
        next_try_at=now,
    )
    vendor.mishap("booking", "503", count=3)

    run_due_tasks()

    assert UpstreamFailure.objects.get().endpoint == f"{BOOKINGS}/{{id}}"


def test_a_database_that_does_not_take_it_costs_the_visitor_nothing(
    ada: Browser, hafen: Studio, vendor: Vendor, diary: Diary, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def locked(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(type(UpstreamFailure.objects.all()), "note", locked)
    vendor.mishap("bookable", "503", count=3)

    with caplog.at_level(logging.WARNING):
        page = get(ada, "/studios/hafen/")

    assert page.answer.status_code == 503
    assert "were not written down: OperationalError" in caplog.text


def test_while_one_thread_writes_no_other_waits_for_it(
    hafen: Studio, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        began.set()
        may_end.wait(10)

    monkeypatch.setattr(type(UpstreamFailure.objects.all()), "note", slow)
    for _ in range(2 * failures.MOST_AT_A_TIME):
        diary.tell(Call(hafen.slug, APPOINTMENTS, "GET"), "cut", None, 0.1, "")
    writing = threading.Thread(target=diary.write_down)
    writing.start()
    assert began.wait(10)

    diary.write_down()

    assert writing.is_alive()
    may_end.set()
    writing.join()


def test_nothing_is_asked_of_the_database_when_nothing_went_wrong(diary: Diary) -> None:
    """This test has none."""
    diary.write_down()


def test_of_very_many_the_latest_are_remembered_and_few_are_written_at_a_time(
    hafen: Studio, diary: Diary
) -> None:
    for number in range(failures.MOST_KEPT + 30):
        diary.tell(Call(hafen.slug, f"/{number}", "GET"), "cut", None, 0.1, "")

    diary.write_down()

    assert UpstreamFailure.objects.count() == failures.MOST_AT_A_TIME
    assert UpstreamFailure.objects.order_by("pk")[0].endpoint == "/30"


def test_an_error_of_the_client_passes_through_the_diary_unchanged(
    hafen: Studio, vendor: Vendor, diary: Diary
) -> None:
    vendor.mishap("bookable", "503", count=3)

    with pytest.raises(MagiclineError) as raised:
        connections.to(hafen).appointments()

    assert raised.value.status == 503
