"""The figures after real traffic: pages, calls to Magicline, webhooks, tasks; and nothing of anybody in them."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client as Browser

from booking_site.page_times import NO_VIEW
from studios.magicline.gate import Outcome
from studios.magicline.webhook_events import EventType
from studios.management.worker import Worker, run_due_tasks
from studios.models import Studio
from studios.sweeps import Sweep
from tests.booking.steps import first_slot
from tests.pages import get, submit
from tests.processes import secrets_of_the_demo
from tests.signing_in.conftest import Visitor, newest_code
from tests.vendor import Vendor
from tests.watching.conftest import Figures, Read
from tests.webhooks.posting import body, post


def grown(before: Figures, now: Figures, name: str, **labels: str) -> float:
    return now.of(name, **labels) - before.of(name, **labels)


pytestmark = pytest.mark.usefixtures("site_gate")


def test_a_page_is_counted_by_its_view_and_status(client: Browser, hafen: Studio, read: Read) -> None:
    before = read()

    client.get("/studios/hafen/")
    client.get("/studios/hafen/")
    client.get("/studios/not-there/")
    client.get("/bookings/")
    client.get("/nowhere/")

    now = read()
    for view, status, times in (
        ("booking:appointments", "2xx", 2),
        ("booking:appointments", "4xx", 1),
        ("my_bookings:all", "3xx", 1),
        (NO_VIEW, "4xx", 1),
    ):
        assert grown(before, now, "site_pages_total", view=view, status=status) == times, (view, status)


def test_how_long_a_page_took_is_in_the_right_bucket(
    client: Browser, hafen: Studio, vendor: Vendor, read: Read
) -> None:
    vendor.mishap("bookable", "delay", seconds=0.6)
    before = read()

    client.get("/studios/hafen/")

    of_the_view = partial(grown, before, read(), view="booking:appointments")
    assert of_the_view("site_page_seconds_count") == 1
    assert of_the_view("site_page_seconds_bucket", le="0.5") == 0
    assert of_the_view("site_page_seconds_bucket", le="8.0") == 1
    assert of_the_view("site_page_seconds_sum") > 0.6


def test_a_call_is_counted_by_endpoint_and_by_what_came_of_it(
    client: Browser, hafen: Studio, vendor: Vendor, read: Read
) -> None:
    url = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    slots = "/v1/appointments/bookable/{id}/slots"
    vendor.mishap("slots", "500", count=1)
    before = read()

    client.get(url)

    now = read()
    for outcome in ("ok", "failed"):
        labels = {"endpoint": slots, "method": "GET", "outcome": outcome}
        assert grown(before, now, "site_upstream_calls_total", **labels) >= 1, outcome
    told = {
        s.labels["outcome"]
        for s in now.samples
        if s.labels.get("endpoint") == slots and "outcome" in s.labels
    }
    assert told == {*Outcome}  # from the first call on, so that the first trouble is seen as growth
    calls = grown(before, now, "site_upstream_calls_total", endpoint=slots)
    timed = grown(before, now, "site_upstream_seconds_count", endpoint=slots)
    assert calls == timed == len(vendor.requests("slots"))


def test_calls_side_by_side_are_all_counted(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor, read: Read
) -> None:
    before = read()

    ada.get("/bookings/?everywhere=1")

    labels = {"endpoint": "/v1/appointments/booking", "outcome": "ok"}
    assert grown(before, read(), "site_upstream_calls_total", **labels) >= 3


def test_webhooks_are_counted_by_type_and_outcome(hafen: Studio, vendor: Vendor, read: Read) -> None:
    created = EventType.BOOKING_CREATED.value
    before = read()

    post(hafen.webhook_key, body(created, uuid="00000000-1111"))
    post(hafen.webhook_key, body(created, uuid="00000000-1111"))
    post(hafen.webhook_key, body("SOMETHING_THAT_NOBODY_KNOWS"))
    post("no key of ours", body(created))
    post(hafen.webhook_key, b"{")
    run_due_tasks()

    now = read()
    for name, kind, outcome in (
        ("site_webhooks_total", created, "kept"),
        ("site_webhooks_total", created, "repeated"),
        ("site_webhooks_total", "OTHER", "only counted"),
        ("site_webhooks_total", "unread", "unknown key"),
        ("site_webhooks_total", "unread", "unreadable"),
        ("site_webhook_reactions_total", created, "done"),
    ):
        assert grown(before, now, name, type=kind, outcome=outcome) == 1, (kind, outcome)
    assert "SOMETHING_THAT_NOBODY_KNOWS" not in now.text


def test_an_event_that_could_not_be_acted_on_is_counted(hafen: Studio, vendor: Vendor, read: Read) -> None:
    vendor.mishap("booking", "500", count=99)
    before = read()

    post(hafen.webhook_key, body(EventType.BOOKING_UPDATED.value))
    run_due_tasks()

    now = read()
    failed = {"type": EventType.BOOKING_UPDATED.value, "outcome": "failed"}
    assert grown(before, now, "site_webhook_reactions_total", **failed) == 1
    assert now.of("site_work_failing", work="webhook") == 1


def test_tasks_are_counted_by_name_and_outcome(visitor: Visitor, read: Read) -> None:
    labels = {"task": "studios.signing_in.tasks.find_and_mail", "outcome": "SUCCESSFUL"}
    before = read()

    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()

    now = read()
    assert grown(before, now, "site_tasks_total", **labels) == 1
    assert {s.labels["outcome"] for s in now.samples if s.labels.get("task") == labels["task"]} == {
        "SUCCESSFUL",
        "FAILED",
    }


def test_a_worker_is_heard_by_its_sweeps(read: Read) -> None:
    name = "tests.watching.a_sweep"
    step = Worker()._sweep_step(Sweep(name, timedelta(seconds=5), lambda _now: None))

    step()
    step()

    assert read().of("site_sweeps_total", sweep=name) == 2


def test_nothing_of_anybody_is_in_the_figures(visitor: Visitor, vendor: Vendor, read: Read) -> None:
    confirm = first_slot(visitor.browser, vendor, "hafen", "Body Scan")
    visitor.sign_in("ada@example.org", confirm)
    code = newest_code()
    booked = submit(visitor.browser, confirm, get(visitor.browser, confirm))
    reference = booked.value("data-booking-reference")
    visitor.get(f"/bookings/{reference}/calendar.ics")
    visitor.get("/ada@example.org/")
    run_due_tasks()

    text = read().text

    assert 'view="booking:confirm"' in text
    for secret in (
        *secrets_of_the_demo(),
        "ada",
        "Lindqvist",
        code,
        reference,
        "2002001",
        "hafen",
        "127.0.0.1",
    ):
        assert not re.search(rf"\b{re.escape(secret)}\b", text, re.IGNORECASE), secret[:4]
    labels = set(re.findall(r'(\w+)="([^"]*)"', text))
    assert {name for name, _value in labels} <= {
        "view", "status", "le", "endpoint", "method", "outcome", "type", "task", "sweep", "state", "work", "answer",
        "what",
    }  # fmt: skip
    assert [value for name, value in labels if name != "le" and re.search(r"\d{3}", value)] == []
