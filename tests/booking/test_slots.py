"""Free times as a member sees them: every one there is, none twice, at the right hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client as Browser

from studios.models import Studio
from tests.booking.steps import BERLIN, in_days, instants, slot_page, weekday_ahead
from tests.pages import Page, get
from tests.vendor import Vendor


def test_all_of_120_appointments_over_several_slices_are_listed(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    added = vendor.ask("POST", "desk/studios/hafen/appointments", {"count": 120, "category": "Many"})["ids"]

    page = get(client, "/studios/hafen/")

    assert set(map(str, added)) < set(page.values("data-appointment-id"))
    assert len(page.values("data-appointment-id")) == 132
    assert len(vendor.requests("bookable")) == 3


def test_two_trainers_at_one_hour_are_two_choices(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    monday = weekday_ahead(0)

    page = slot_page(client, vendor, "hafen", "Technique: Squat & Deadlift", f"?start={monday}")

    at_eleven = [
        slot
        for slot in page.all("data-slot-start")
        if f"{monday}T11:00" in slot.attributes["data-slot-start"]
    ]
    assert sorted(slot.text.split()[-1] for slot in at_eleven) == ["A.", "Mia"]
    assert len({slot.attributes["href"] for slot in at_eleven}) == 2


@pytest.mark.parametrize("title", ["Personal Training", "Mobility Coaching", "Body Scan"])
def test_repeated_unordered_and_past_slots_come_out_right(
    client: Browser, hafen: Studio, vendor: Vendor, title: str
) -> None:
    pages = [slot_page(client, vendor, "hafen", title, f"?start={in_days(ahead)}") for ahead in (0, 6)]

    for page in pages:
        shown = instants(page)
        links = [slot.attributes["href"] for slot in page.all("data-slot-start")]
        assert shown
        assert shown == sorted(shown)
        assert min(shown) > datetime.now(UTC)
        assert len(set(links)) == len(links)


def test_a_day_has_its_slots_once_although_the_vendor_repeats_one(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    monday = weekday_ahead(0)

    page = slot_page(client, vendor, "hafen", "Personal Training", f"?start={monday}")

    labels = [slot.attributes["aria-label"] for slot in page.all("data-slot-start")]
    assert labels
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(("slug", "title", "step"), [("hafen", "Body Scan", 6), ("ost", "Night Coaching", 3)])
def test_windows_meet_without_a_day_skipped_or_shown_twice(
    client: Browser, studios: dict[str, Studio], vendor: Vendor, slug: str, title: str, step: int
) -> None:
    page = slot_page(client, vendor, slug, title)
    shown: list[str] = []
    days: list[date] = []

    for _ in range(4):
        first, last = (date.fromisoformat(page.value(f"data-window-{end}")) for end in ("start", "end"))
        assert (last - first).days + 1 == step
        days += [first + timedelta(days=number) for number in range(step)]
        shown += [f"{slot.attributes['data-slot-start']} {slot.text}" for slot in page.all("data-slot-start")]
        page = get(client, page.link("Later"))

    assert days == [in_days(number) for number in range(4 * step)]
    assert len(set(shown)) == len(shown)
    if slug == "ost":  # open all day, so that every day to come has its 48 half hours
        starts = {datetime.fromisoformat(text.split()[0]).astimezone(BERLIN) for text in shown}
        assert sum(start.date() == in_days(4) for start in starts) == 48


def test_never_more_than_six_days_ahead_and_a_smaller_limit_is_remembered(
    client: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    slot_page(client, vendor, "ost", "Hydrojet")
    slot_page(client, vendor, "ost", "Hydrojet")
    slot_page(client, vendor, "hafen", "Body Scan")

    asked = [one["query"].split("daysAhead=")[1].split("&")[0] for one in vendor.requests("slots")]
    assert asked == ["6", "3", "3", "6"]
    studios["ost"].refresh_from_db()
    assert studios["ost"].days_ahead_limit == 3


@pytest.mark.parametrize(
    "start",
    ["nonsense", "2020-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "20261301", "-1", "\x00", "١٢"],
)
def test_a_start_that_makes_no_sense_shows_the_times_from_today(
    client: Browser, hafen: Studio, vendor: Vendor, start: str
) -> None:
    page = Page(
        client.get(
            f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/", {"start": start}
        )
    )

    assert page.answer.status_code == 200
    assert page.value("data-window-start") == str(in_days(0))
    assert "no times to show for that date" in page.text


def test_the_filter_shows_one_trainer_and_stays_while_paging(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    monday = weekday_ahead(0)

    page = slot_page(
        client, vendor, "hafen", "Technique: Squat & Deadlift", f"?start={monday}&instructor=501"
    )
    later = get(client, page.link("Later"))

    for shown in (page, later):
        slots = shown.all("data-slot-start")
        assert slots
        assert all("Mia" in slot.text for slot in slots)


def test_an_empty_window_says_so_names_the_closing_day_and_leads_to_the_next_free_time(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    appointment_id = vendor.appointment("hafen", "Body Scan")
    vendor.ask("POST", f"desk/appointments/hafen/{appointment_id}", {"blocked": False, "online": True})
    vendor.ask("POST", "desk/studios/hafen", {"hours": []})

    page = get(client, f"/studios/hafen/appointments/{appointment_id}/?start={in_days(8)}")

    assert page.values("data-slot-start") == []
    assert "Nothing is free in these days" in page.text
    assert "Inventory" in page.text
    nothing = get(client, page.link("Next free time"))
    assert nothing.answer.status_code == 200
    assert "Nothing is free until" in nothing.text


def test_the_next_free_time_is_found_across_windows(client: Browser, ost: Studio, vendor: Vendor) -> None:
    appointment_id = vendor.appointment("ost", "Induction")
    vendor.ask("POST", f"desk/appointments/ost/{appointment_id}", {"instructor_ids": [522]})
    vendor.ask(
        "POST",
        "desk/studios/ost",
        {"hours": [{"day_from": 5, "day_to": 5, "time_from": "10:00", "time_to": "12:00"}]},
    )
    saturday = weekday_ahead(5, at_least=8)

    page = get(
        client, f"/studios/ost/appointments/{appointment_id}/next-free/?start={saturday - timedelta(days=6)}"
    )

    assert page.value("data-window-start") == str(saturday)
    assert page.values("data-slot-start")


@pytest.mark.parametrize(
    ("kind", "more"),
    [("503", {}), ("500", {}), ("html", {}), ("garbage", {}), ("empty", {}), ("truncated", {}), ("cut_before", {}),
     ("429", {}), ("401", {}), ("list_error", {}), ("huge", {})],
)  # fmt: skip
@pytest.mark.parametrize("endpoint", ["slots", "bookable"])
def test_could_not_ask_is_never_shown_as_nothing_free(
    client: Browser, hafen: Studio, vendor: Vendor, endpoint: str, kind: str, more: dict[str, object]
) -> None:
    vendor.mishap(endpoint, kind, count=10, **more)

    page = slot_page(client, vendor, "hafen", "Body Scan")

    assert page.answer.status_code == 503
    assert page.value("data-refusal") == "COULD_NOT_ASK"
    assert "Nothing is free" not in page.text
    vendor.ask("DELETE", "mishaps")
    assert get(client, page.link("Try again")).answer.status_code == 200


def test_slots_that_cannot_be_read_are_told_and_the_others_shown(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    vendor.mishap("slots", "wrong_types", count=1)

    page = slot_page(client, vendor, "hafen", "Body Scan")

    assert page.answer.status_code == 200
    assert "could not read" in page.text
    assert "Nothing is free" not in page.text


def test_an_unknown_studio_or_appointment_is_a_page_with_a_way_on(client: Browser, hafen: Studio) -> None:
    for url in ("/studios/nowhere/", "/studios/hafen/appointments/1/", "/studios/hafen/appointments/1/next-free/",
                f"/studios/hafen/appointments/{'9' * 18}/", f"/studios/hafen/appointments/{'9' * 40}/"):  # fmt: skip
        page = get(client, url)
        assert page.answer.status_code == 404, url
        assert get(client, page.link("All studios")).answer.status_code == 200


def test_a_slow_studio_is_cut_off_at_the_deadline(
    client: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studios.connections.READ_SECONDS", 0.5)
    vendor.mishap("slots", "delay", seconds=20, count=9)

    page = slot_page(client, vendor, "hafen", "Body Scan")

    assert page.value("data-refusal") == "COULD_NOT_ASK"
