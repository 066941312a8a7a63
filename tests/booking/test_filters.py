"""Narrowing the free times down: by trainer, by part of the day, by links that can be shared. And how much is free."""

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client as Browser

from studios.booking.filters import initials
from studios.models import Studio
from tests.booking.steps import BERLIN, in_days, open_on, slot_page, weekday_ahead
from tests.pages import Page, get
from tests.vendor import Vendor

LARGEST_WINDOW = 4096  # bytes of 60 free times, compressed: a second on a phone in a basement
HTMX = {"HX-Request": "true"}


def hours(page: Page) -> set[int]:
    starts = [datetime.fromisoformat(text.split("[")[0]) for text in page.values("data-slot-start")]
    return {start.astimezone(BERLIN).hour for start in starts}


def chosen(page: Page) -> list[str]:
    return [" ".join(one.text.split()) for one in page.all("aria-current") if one.tag == "a"]


@pytest.mark.parametrize(
    ("link", "allowed"), [("Morning", range(12)), ("Afternoon", range(12, 17)), ("Evening", range(17, 24))]
)
def test_a_part_of_the_day_is_an_address_of_its_own(
    client: Browser, hafen: Studio, vendor: Vendor, link: str, allowed: range
) -> None:
    everything = slot_page(client, vendor, "hafen", "Body Scan", f"?start={in_days(2)}")

    page = get(client, everything.link(link))
    later = get(client, page.link("Later"))
    all_again = get(client, page.link("Any time"))

    for shown in (page, later):
        assert shown.values("data-slot-start")
        assert hours(shown) <= set(allowed)
        assert link in chosen(shown)
    assert page.value("data-window-start") == str(in_days(2))
    assert all_again.values("data-slot-start") == everything.values("data-slot-start")


def test_trainers_are_links_and_keep_the_part_of_the_day(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    monday = weekday_ahead(0)
    page = slot_page(client, vendor, "hafen", "Personal Training", f"?start={monday}&part=morning")

    mia = get(client, page.link("Mia"))

    assert page.html.count("<option") == 0
    assert all("Mia" in slot.text for slot in mia.all("data-slot-start"))
    assert hours(mia) <= set(range(12))
    assert chosen(mia) == ["Morning", "M Mia"]
    assert {slot.text for slot in get(client, mia.link("Anybody")).all("data-slot-start")} == {
        slot.text for slot in page.all("data-slot-start")
    }


def test_more_than_six_trainers_are_a_list_to_choose_from(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    someone = vendor.ask("GET", "state")["studios"]["hafen"]["instructors"]["501"]
    many = {str(number): someone | {"id": number, "public_name": f"T {number}"} for number in range(601, 608)}
    vendor.ask("POST", "desk/studios/hafen", {"instructors": many})
    number = vendor.appointment("hafen", "Personal Training")
    vendor.ask("POST", f"desk/appointments/hafen/{number}", {"instructor_ids": list(map(int, many))})

    page = slot_page(client, vendor, "hafen", "Personal Training", f"?start={weekday_ahead(0)}&part=morning")

    assert page.html.count("<option") == 8
    assert {name: page.fields()[name] for name in ("start", "part")} == {
        "start": str(weekday_ahead(0)), "part": "morning"
    }  # fmt: skip


@pytest.mark.parametrize(
    "query", ["part=night", "part=", "part=%00", "part=morning%20", "instructor=-1&part=x"]
)
def test_a_part_that_makes_no_sense_filters_nothing(
    client: Browser, hafen: Studio, vendor: Vendor, query: str
) -> None:
    page = slot_page(client, vendor, "hafen", "Body Scan", f"?start={in_days(2)}&{query}")

    assert hours(page) & set(range(12))
    assert hours(page) & set(range(17, 24))


def test_an_empty_part_of_the_day_says_so_and_leads_to_the_next(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    open_on(vendor, "hafen")

    page = slot_page(client, vendor, "hafen", "Body Scan", "?part=evening")

    assert "Nothing is free in this part of the day in these days." in page.text
    assert "part=evening" in page.link("Next free time")


def test_the_week_shows_how_much_is_free(client: Browser, ost: Studio, vendor: Vendor) -> None:
    ost.learn(days_ahead_limit=3)
    full, quiet, shut = in_days(2), in_days(3), in_days(4)
    spans = [(full, "00:00", "24:00"), (quiet, "09:00", "11:30"), (shut, "09:00", "09:15")]
    week = [
        {"day_from": d.weekday(), "day_to": d.weekday(), "time_from": a, "time_to": b} for d, a, b in spans
    ]
    vendor.ask("POST", "desk/studios/ost", {"hours": week})

    page = slot_page(client, vendor, "ost", "Night Coaching", f"?start={full}")

    days = [" ".join(one.text.split()) for one in page.all("data-bars")]
    assert page.values("data-bars") == ["3", "2"]
    assert [day.split()[-2:] for day in days] == [["48", "free"], ["5", "free"]]


@pytest.mark.parametrize(
    ("name", "short"),
    [("Mia", "M"), ("Jonas A.", "JA"), ("Dr. Samir Nassar", "DN"), ("émile zola", "ÉZ"), ("", ""), (" ", "")],
)
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_window_of_sixty_times_with_every_filter_is_small(
    client: Browser, hafen: Studio, vendor: Vendor, language: str
) -> None:
    monday = weekday_ahead(0)
    open_on(vendor, "hafen", *(monday + timedelta(days=ahead) for ahead in range(4)))
    url = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/?start={monday}"

    page = client.get(url, headers=HTMX | {"Accept-Language": language})

    size, times = len(gzip.compress(page.content, 6, mtime=0)), page.content.count(b"data-slot-start")
    assert times == 59
    assert b"data-bars" in page.content
    assert b'class="initials"' in page.content
    assert size + size / times <= LARGEST_WINDOW


def test_the_part_that_htmx_asks_for_holds_nothing_of_whoever_asks(
    ada: Browser, browser_of: Callable[..., Browser], hafen: Studio, vendor: Vendor
) -> None:
    url = (
        f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Personal Training')}/?start={in_days(2)}"
    )

    seen = [
        browser.get(url, headers=HTMX).content.decode()
        for browser in (Browser(), ada, browser_of(hafen, "ben"))
    ]

    assert len(set(seen)) == 1
    assert "csrf" not in seen[0]
