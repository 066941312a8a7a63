"""Every page of the members in every state: axe finds nothing, everything can be hit, nothing moves, no state is said
by a colour alone.
"""

import json
from collections.abc import Callable, Iterator

import pytest
from django.test import Client as Browser
from playwright.sync_api import BrowserContext, Page

from studios.models import Studio
from tests.journeys.axe import CONTRAST, RULES, violations
from tests.journeys.states.album import Album, open_state
from tests.journeys.states.keeping import addresses_of_pages, keep_everything, templates_of_pages
from tests.journeys.states.measures import MOVES, ONLY_COLOUR, TOO_SMALL
from tests.vendor import Vendor

pytestmark = pytest.mark.browser


@pytest.fixture
def album(ada: Browser, hafen: Studio, vendor: Vendor, browser_of: Callable[..., Browser]) -> Album:
    return keep_everything(ada, hafen, vendor, browser_of)


def test_every_state_is_for_everyone(
    phone: Callable[..., BrowserContext], site: str, album: Album, snap: Callable[[Page, str], None]
) -> None:
    """One load of each; a page or a template that is new and was not visited fails here as well."""
    page = phone().new_page()
    found: dict[str, list[str]] = {}

    for name, state in album.states.items():
        open_state(page, state)
        found |= {f"{name}: {what}": wrong for what, wrong in looked_at(page, name, snap) if wrong}

    assert not found, json.dumps(found, indent=1)
    assert templates_of_pages() - album.templates == set()
    assert set(addresses_of_pages()) - album.views == set()


def looked_at(page: Page, name: str, snap: Callable[[Page, str], None]) -> Iterator[tuple[str, list[str]]]:
    page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
    yield "in light colours", violations(page, RULES)
    yield "too small", page.evaluate(TOO_SMALL)
    yield "moves all the same", page.evaluate(MOVES)
    page.emulate_media(color_scheme="dark")
    yield "in dark colours", violations(page, CONTRAST)
    page.emulate_media(color_scheme="light", forced_colors="active")
    yield "by colour alone", page.evaluate(ONLY_COLOUR)
    snap(page, f"forced-{name}")


@pytest.mark.parametrize(
    ("script", "markup", "complaint"),
    [
        (TOO_SMALL, '<p><a href="/">x</a></p>', "x"),
        (TOO_SMALL, '<p>It is <a href="/">here</a> in a sentence.</p>', ""),
        (TOO_SMALL, '<button style="min-width: 60px; min-height: 60px">ok</button>', ""),
        (MOVES, '<p style="transition: color 1s">x</p>', "p"),
        (ONLY_COLOUR, '<p class="status">Booked</p>', "Booked"),
        (ONLY_COLOUR, '<a aria-current="page" href="/">Me</a><a href="/">You</a>', "Me"),
    ],
)
def test_what_is_wrong_is_found(
    phone: Callable[..., BrowserContext], script: str, markup: str, complaint: str
) -> None:
    page = phone().new_page()

    page.set_content(f"<main>{markup}</main>")

    found = page.evaluate(script)
    assert complaint in " ".join(found)
    assert complaint or found == []
