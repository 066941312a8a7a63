"""The next free time: "none" only where every answer was read and is still true, and no more calls than are needed."""

import re
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client as Browser

from studios import connections
from studios.booking.first_free import Search
from studios.magicline.appointments import Slot, SlotWindow
from studios.magicline.moments import Moment
from studios.models import Studio
from tests.booking.steps import in_days, open_on, slot_page, weekday_ahead
from tests.pages import Page, get
from tests.vendor import Vendor


def next_free(browser: Browser, vendor: Vendor, slug: str, title: str, query: str = "") -> Page:
    return get(browser, f"/studios/{slug}/appointments/{vendor.appointment(slug, title)}/next-free/{query}")


def windows_asked(vendor: Vendor) -> list[str]:
    """The first days of the windows that were asked for, without that of the page which is shown in the end."""
    queries = [one["query"] for one in vendor.requests("slots")]
    return sorted(query.split("slotWindowStartDate=")[1].split("&")[0] for query in queries[:-1])


def days(*numbers: int) -> list[str]:
    return [str(in_days(number)) for number in numbers]


def test_times_that_could_not_be_read_are_not_none(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("slots", "wrong_types", count=50)

    page = next_free(client, vendor, "hafen", "Body Scan")

    assert page.value("data-refusal") == "COULD_NOT_ASK"
    assert "Nothing is free" not in page.text


def test_an_old_address_does_not_say_that_nothing_is_free_above_free_times(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    page = slot_page(client, vendor, "hafen", "Body Scan", f"?nothing_until={in_days(40)}")

    assert page.values("data-slot-start")
    assert "Nothing is free" not in page.text


def test_who_has_searched_in_vain_goes_on_behind_it(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    first = next_free(client, vendor, "hafen", "Body Scan", "?instructor=999")
    until = re.search(r"nothing_until=([\d-]+)", first.answer.wsgi_request.get_full_path())
    assert until

    again = first.link("Next free time")

    assert f"start={date.fromisoformat(until[1]) + timedelta(days=1)}&" in again
    assert "instructor=999" in again


@pytest.mark.parametrize("query", ["?instructor=999", "?instructor=999&part=morning"])
def test_that_nothing_fits_is_not_said_to_be_that_nothing_is_free(
    client: Browser, hafen: Studio, vendor: Vendor, query: str
) -> None:
    page = next_free(client, vendor, "hafen", "Body Scan", query)

    assert "Nothing of what you are looking for is free until" in page.text
    assert "Nothing is free until" not in page.text


def test_a_window_that_could_not_be_asked_does_not_make_the_next_one_the_first(
    client: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_AT_ONCE", 1)  # so that it is the first window that is in trouble
    vendor.mishap("slots", "503", count=3)

    page = next_free(client, vendor, "hafen", "Body Scan")
    again = get(client, page.link("Look again"))

    assert page.value("data-window-start") == str(in_days(6))
    assert "something sooner may be free" in page.text
    assert again.value("data-window-start") < page.value("data-window-start")
    assert "sooner" not in again.text


def test_what_is_free_on_day_23_is_found_by_a_studio_of_three_days_with_fourteen_calls(
    client: Browser, ost: Studio, vendor: Vendor
) -> None:
    ost.learn(days_ahead_limit=3)
    open_on(vendor, "ost", in_days(23))

    page = next_free(client, vendor, "ost", "Night Coaching")

    assert page.value("data-window-start") == str(in_days(23))
    assert page.values("data-slot-start")
    assert windows_asked(vendor) == days(*range(0, 42, 3))


@pytest.mark.parametrize(
    ("slug", "title", "limit", "free", "asked"),
    [("hafen", "Body Scan", 6, 8, (0, 6)), ("ost", "Night Coaching", 3, 8, (0, 3, 6, 9)),
     ("hafen", "Body Scan", 6, 13, (0, 6, 12, 18, 24, 30, 36))],
)  # fmt: skip
def test_what_is_free_soon_costs_few_calls(
    client: Browser, studios: dict[str, Studio], vendor: Vendor, slug: str, title: str,
    limit: int, free: int, asked: tuple[int, ...],
) -> None:  # fmt: skip
    studios[slug].learn(days_ahead_limit=limit)
    open_on(vendor, slug, in_days(free))

    page = next_free(client, vendor, slug, title)

    assert page.value("data-window-start") == str(in_days(free))
    assert windows_asked(vendor) == days(*asked)


def test_a_studio_that_turns_out_to_want_smaller_windows_has_no_gap(
    client: Browser, ost: Studio, vendor: Vendor
) -> None:
    open_on(
        vendor, "ost", in_days(4), in_days(7)
    )  # the fourth day is not in the window of three that begins today

    page = next_free(client, vendor, "ost", "Night Coaching")

    assert page.value("data-window-start") == str(in_days(4))
    assert "sooner" not in page.text


def test_the_search_goes_on_behind_an_empty_window(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    open_on(vendor, "hafen", in_days(9))
    empty = slot_page(client, vendor, "hafen", "Body Scan")

    found = get(client, empty.link("Next free time"))

    assert found.value("data-window-start") == str(in_days(9))
    assert windows_asked(vendor) == days(0, 6, 12)  # the page's own is not asked for again


def test_a_studio_that_answers_nothing_is_not_asked_for_the_rest(
    client: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 1.0)
    vendor.mishap("slots", "delay", seconds=5, count=50)
    began = time.monotonic()

    page = next_free(client, vendor, "hafen", "Body Scan")

    assert page.value("data-refusal") == "COULD_NOT_ASK"
    assert len(vendor.requests("slots")) == 2
    assert time.monotonic() - began < 3


def test_one_window_that_hangs_leaves_time_for_the_others(
    client: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "READ_SECONDS", 4.0)
    open_on(vendor, "hafen", in_days(20))
    vendor.mishap("slots", "delay", seconds=5, count=1)

    page = next_free(client, vendor, "hafen", "Body Scan")

    assert page.value("data-window-start") == str(in_days(20))
    assert "something sooner may be free" in page.text


def test_on_the_night_the_clocks_go_back_the_first_is_the_earlier_one() -> None:
    day = date(2026, 10, 25)
    texts = (
        "2026-10-25T02:30:00+01:00",
        "2026-10-25T02:45:00+02:00",
    )  # the second is 45 minutes before the first
    window = SlotWindow(tuple(Slot(Moment.read(text), Moment.read(text), ()) for text in texts), 6, 0)
    search = Search(Studio(time_zone="Europe/Berlin"), 7, day, _answers={day: window})

    first = search.starts(now=datetime(2026, 10, 24, tzinfo=UTC))

    assert first is not None
    assert first.isoformat() == texts[1]


def test_the_first_time_with_a_trainer_is_not_that_of_another(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    sunday = weekday_ahead(6)
    wednesday = sunday + timedelta(days=3)
    open_on(vendor, "hafen", sunday, wednesday)  # Mia (501) is off on Sundays, Jonas (502) on Wednesdays

    pages = [
        next_free(client, vendor, "hafen", "Personal Training", f"?instructor={one}") for one in (502, 501)
    ]
    nobody = next_free(client, vendor, "hafen", "Personal Training", "?instructor=7")

    assert [page.value("data-window-start") for page in pages] == [str(sunday), str(wednesday)]
    assert "Nothing of what you are looking for is free until" in nobody.text
    assert "instructor=7" in nobody.answer.wsgi_request.get_full_path()


def test_the_first_time_in_a_part_of_the_day_is_not_that_of_another(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    early, late = in_days(3), in_days(9)
    hours = [(early, "08:00", "11:00"), (late, "17:00", "20:00")]
    open_on(vendor, "hafen", early, late)
    vendor.ask(
        "POST",
        "desk/studios/hafen",
        {
            "hours": [
                {"day_from": d.weekday(), "day_to": d.weekday(), "time_from": a, "time_to": b}
                for d, a, b in hours
            ]
        },
    )

    evening = next_free(client, vendor, "hafen", "Body Scan", "?part=evening")
    any_time = next_free(client, vendor, "hafen", "Body Scan")

    assert evening.value("data-window-start") == str(late)
    assert "part=evening" in evening.answer.wsgi_request.get_full_path()
    assert any_time.value("data-window-start") == str(early)
