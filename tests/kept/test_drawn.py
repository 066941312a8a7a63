"""The window is drawn once for all who look at it, and what is one visitor's own is drawn for them."""

from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser
from django.utils import timezone
from django.utils.translation import get_language

from studios.booking import drawing
from studios.booking.choice import Choice
from studios.models import Studio
from tests.booking.steps import slot_page
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
