"""The window is drawn once for all who look at it, and what is one visitor's own is drawn for them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.utils import timezone
from django.utils.translation import get_language, override

from studios.booking import drawing, rush
from studios.booking.choice import Choice
from studios.booking.closed_days import ClosedDays
from studios.booking.only import EVERYTHING
from studios.booking.slots import Window
from studios.booking.wanted import Ways
from studios.magicline.appointments import Instructor, Slot
from studios.magicline.moments import Moment
from studios.models import Studio
from tests.booking.steps import in_days, slot_page
from tests.kept.conftest import Later
from tests.kept.test_nothing_personal import everything_kept
from tests.my_bookings.test_my_bookings import book
from tests.pages import get
from tests.vendor import Vendor


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The language of each window that was drawn."""
    languages: list[str | None] = []
    draw = drawing.render_to_string
    monkeypatch.setattr(
        drawing, "render_to_string", lambda *told: languages.append(get_language()) or draw(*told)
    )
    return languages


def test_the_window_is_drawn_once_for_each_language_and_no_filter_is_mixed_up_with_it(
    client: Browser, hafen: Studio, vendor: Vendor, drawn: list[str | None]
) -> None:
    german = Browser(headers={"Accept-Language": "de"})

    whole = slot_page(client, vendor, "hafen", "Body Scan")
    pages = [slot_page(client, vendor, "hafen", "Body Scan") for _ in range(3)]
    part = client.get(whole.answer.wsgi_request.path, headers={"HX-Request": "true"}).content.decode()
    slot_page(german, vendor, "hafen", "Body Scan")
    slot_page(german, vendor, "hafen", "Body Scan")
    mornings = slot_page(client, vendor, "hafen", "Body Scan", "?part=morning")

    assert drawn == ["en", "de", "en"]
    assert all(page.values("data-slot-start") == whole.values("data-slot-start") for page in pages)
    assert part.strip() in whole.answer.content.decode()
    assert 0 < len(mornings.values("data-slot-start")) < len(whole.values("data-slot-start"))


def someone_books(hafen: Studio, ada: Browser, vendor: Vendor) -> None:
    book(ada, vendor, "hafen", "Body Scan", number=-1)


def the_studio_pauses(hafen: Studio, ada: Browser, vendor: Vendor) -> None:
    Studio.objects.filter(pk=hafen.pk).update(stage="paused")


def the_clock_is_another(hafen: Studio, ada: Browser, vendor: Vendor) -> None:
    Studio.objects.filter(pk=hafen.pk).update(time_zone="Europe/Lisbon")


CHANGES = (someone_books, the_studio_pauses, the_clock_is_another)


@pytest.mark.parametrize("change", CHANGES)
def test_a_window_that_is_asked_each_time_is_drawn_again_when_something_in_it_is_new(
    client: Browser,
    hafen: Studio,
    vendor: Vendor,
    browser_of: Callable[..., Browser],
    drawn: list[str | None],
    settings: Any,
    change: Callable[..., None],
) -> None:
    settings.SLOT_CACHE_SECONDS = 0
    before = [slot_page(client, vendor, "hafen", "Body Scan") for _ in range(3)]
    assert drawn == ["en"]
    assert {page.answer.content for page in before} == {before[0].answer.content}

    change(hafen, browser_of(hafen, "ada"), vendor)
    drawn.clear()
    after = slot_page(client, vendor, "hafen", "Body Scan")

    assert drawn == ["en"]
    drawing.clear()
    assert slot_page(client, vendor, "hafen", "Body Scan").answer.content == after.answer.content


def test_a_window_is_drawn_again_while_its_choices_are_still_good(
    client: Browser, hafen: Studio, vendor: Vendor, drawn: list[str | None], later: Later, settings: Any
) -> None:
    settings.SLOT_CACHE_SECONDS = 0
    slot_page(client, vendor, "hafen", "Body Scan")
    with later(3600):
        page = slot_page(client, vendor, "hafen", "Body Scan")

        assert drawn == ["en", "en"]
        choice = parse_qs(urlsplit(page.all("data-slot-start")[-1].attributes["href"]).query)["choice"][0]
        with later(22 * 3600):
            number = vendor.appointment("hafen", "Body Scan")
            Choice.unsign(choice, studio=hafen, appointment_id=number, now=timezone.now())


def test_a_window_for_moving_a_booking_is_drawn_for_its_member_alone(
    ada: Browser, client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan", number=-1)

    moving = get(ada, f"/bookings/{reference}/move/")
    looking = slot_page(client, vendor, "hafen", "Body Scan")

    assert reference in moving.answer.content.decode()
    assert reference not in looking.answer.content.decode()
    assert reference not in repr(everything_kept())


@pytest.mark.parametrize("mistake", [Studio.DoesNotExist, KeyError, AttributeError, TypeError])
def test_a_mistake_of_ours_is_not_shown_as_a_page_without_times(
    client: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch, mistake: type[Exception]
) -> None:
    def draw(*_: object) -> NoReturn:
        raise mistake

    monkeypatch.setattr(drawing, "draw", draw)

    with pytest.raises(mistake):
        slot_page(client, vendor, "hafen", "Body Scan")


def a_studio(**other: Any) -> Studio:
    told = {"pk": 1, "name": "Hafen", "time_zone": "Europe/Berlin", "own_telephone": "+49 40 1"}
    return Studio(**(told | other))


def a_window(**other: Any) -> Window:
    """Two free times on a Monday, one of them with Mira."""
    studio = other.pop("studio", a_studio())
    slots = other.pop("slots", (("09:00", "Mira"), ("10:00", "")))
    day = date(2026, 11, 9)
    offered = []
    for hour, name in slots:
        start, end = (Moment.read(f"{day}T{text}+01:00") for text in (hour, hour.replace(":00", ":30")))
        people = (Instructor(7, "", "", name),) if name else ()
        offered.append((Slot(start, end, people), studio.local(start.instant)))
    told = {
        "studio": studio, "appointment_id": 1, "first_on": day, "last_on": day + timedelta(days=5),
        "previous_on": None, "next_on": day + timedelta(days=6), "offered": offered, "unreadable": 0,
        "only": EVERYTHING, "now": datetime(2026, 11, 8, 9, tzinfo=UTC),
    }  # fmt: skip
    return Window(**(told | other))


WAYS = Ways("/here/", "/choose/", "/next-free/", "/elsewhere/", may_be_kept=True)
WINDOWS = {
    "the same": a_window(),
    "one less": a_window(slots=(("09:00", "Mira"),)),
    "another hour": a_window(slots=(("09:00", "Mira"), ("11:00", ""))),
    "another trainer": a_window(slots=(("09:00", "Nora"), ("10:00", ""))),
    "another studio": a_window(studio=a_studio(pk=2)),
    "another name": a_window(studio=a_studio(name="Haven")),
    "another telephone": a_window(studio=a_studio(own_telephone="+49 40 2")),
    "another clock": a_window(studio=a_studio(time_zone="Europe/Lisbon")),
    "paused": a_window(studio=a_studio(stage="paused")),
    "another appointment": a_window(appointment_id=2),
    "days before": a_window(previous_on=date(2026, 11, 8)),
    "no days after": a_window(next_on=None),
    "one day less": a_window(last_on=date(2026, 11, 13)),
    "one unreadable": a_window(unreadable=1),
    "an hour later": a_window(now=datetime(2026, 11, 8, 10, tzinfo=UTC)),
}
CLOSED = ClosedDays(date(2026, 11, 11), date(2026, 11, 12), "Inventory")


def test_whatever_looks_different_is_kept_apart() -> None:
    contents = {name: drawing._content(window, WAYS, []) for name, window in WINDOWS.items()}
    contents |= {
        "closed": drawing._content(a_window(), WAYS, [CLOSED]),
        "closed for another reason": drawing._content(a_window(), WAYS, [replace(CLOSED, reason="Repairs")]),
        "no way elsewhere": drawing._content(a_window(), replace(WAYS, elsewhere=""), []),
    }
    with override("de"):
        contents["German"] = drawing._content(a_window(), WAYS, [])

    assert len(set(contents.values())) == len(contents)
    assert drawing._content(a_window(), WAYS, []) == contents["the same"]


def test_only_so_many_are_kept_and_none_of_one_visitor_alone(
    client: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MOST", 2)
    for days in range(1, 6):
        slot_page(client, vendor, "hafen", "Body Scan", f"?start={in_days(days)}")
        assert 0 < len(drawing._drawn) <= 2
    drawing.clear()

    Studio.objects.filter(pk=hafen.pk).update(websites="https://www.my-gym.example")
    client.get(f"/embed/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/")
    Studio.objects.filter(pk=hafen.pk).update(stage="preview")
    desk = Browser()
    desk.force_login(User.objects.create_superuser("desk"))
    assert slot_page(desk, vendor, "hafen", "Body Scan").values("data-slot-start")

    assert not drawing._drawn


def test_closing_days_that_nobody_tells_are_not_asked_for_by_every_view(
    client: Browser, hafen: Studio, vendor: Vendor, asked: Callable[[str], int]
) -> None:
    vendor.mishap("information", "403", count=50)

    for _ in range(4):
        assert slot_page(client, vendor, "hafen", "Body Scan").values("data-slot-start")
        rush._drawn.clear()

    assert asked("information") == 1
