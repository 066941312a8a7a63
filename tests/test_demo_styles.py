"""The demo's page of styles: made of what the pages are made of, and nothing outside the demo."""

import re

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from studios.demo_styles import measured, tokens
from studios.models import Studio
from studios.models.attempt_states import AttemptState
from studios.models.palette import palette_of
from tests.house.tree import ROOT
from tests.pages import Page

# From one end to the other, and what is hard to read on anything.
ACCENTS = (
    "#0f5c4d",
    "#000000",
    "#ffffff",
    "#ffff00",
    "#ff0000",
    "#1b5e9e",
    "#7f7f7f",
    "#ff69b4",
    "#00ff00",
    "#0000ff",
)


@pytest.fixture
def demo(db: None, settings: Settings) -> Browser:
    settings.DEMO = True
    return Browser()


def test_outside_the_demo_there_is_none(db: None) -> None:
    assert Browser().get("/styles/").status_code == 404


def test_it_shows_every_icon_every_status_and_every_step(demo: Browser) -> None:
    page = Page(demo.get("/styles/"))

    assert page.answer.status_code == 200
    shown = page.values("data-step") + page.values("data-gap")
    assert {f"--{step}" for step in shown} == set(scales())
    assert set(page.values("data-status")) >= {*AttemptState.values} - {AttemptState.CHECKED}
    icons = [file.stem[1:].replace("_", " ") for file in (ROOT / "templates/icons").glob("*.html")]
    assert [icon for icon in icons if icon not in page.text] == []


def test_every_step_has_a_size_or_a_width_in_its_sheet() -> None:
    sheet = (ROOT / "static/css/styles.css").read_text()

    assert [token for token in scales() if f"var({token})" not in sheet] == []


def test_no_colour_of_its_own_is_too_close_to_what_is_behind_it(demo: Browser) -> None:
    assert set(Page(demo.get("/styles/")).values("data-enough")) == {"yes"}


@pytest.mark.parametrize("accent", ACCENTS)
def test_whatever_colour_a_studio_chooses_stays_readable(accent: str) -> None:
    assert [pair for pair in measured(palette_of(accent)) if not pair.is_enough] == []


def test_it_is_shown_in_the_colours_of_a_studio(demo: Browser, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(accent_colour="#ff69b4")

    page = Page(demo.get("/styles/?studio=hafen"))

    assert any("/hafen/look.css" in address for address in page.values("href"))


def test_it_is_in_english_whatever_is_asked_for(demo: Browser) -> None:
    page = Page(demo.get("/styles/", headers={"accept-language": "de"}))

    assert 'lang="en"' in page.html
    assert "My bookings" in page.text


def scales() -> list[str]:
    """The tokens of type and room, as base.css has them."""
    sizes = "small|normal|medium|large|x-large|xx-large|huge"
    return [f"--{name}" for name in tokens() if re.fullmatch(rf"gap-\d|{sizes}", name)]
