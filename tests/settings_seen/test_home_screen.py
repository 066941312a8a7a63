"""The site, or one studio of it, on a home screen: its name, its colours and icons that launchers can use."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client as Browser
from PIL import Image
from pytest_django import Settings

from studios.booking.icon import COLOUR, png, svg
from studios.models import Studio
from tests.pages import Page, get
from tests.settings_seen.conftest import Decide


def link_of(page: Page, rel: str) -> str:
    return next(one.attributes["href"] for one in page.elements if one.attributes.get("rel") == rel)


def manifest_of(browser: Browser, path: str) -> dict[str, Any]:
    """The manifest that the page at this address links to."""
    answer = browser.get(link_of(get(browser, path), "manifest"))
    assert answer["Content-Type"] == "application/manifest+json"
    found: dict[str, Any] = json.loads(answer.content)
    return found


def picture(browser: Browser, address: str) -> Image.Image:
    answer = browser.get(address)
    assert answer["Content-Type"] == "image/png"
    return Image.open(BytesIO(answer.content))


def test_a_page_of_no_studio_puts_the_site_there(client: Browser, hafen: Studio, settings: Settings) -> None:
    settings.SITE_NAME = "Iron & Oak"

    manifest = manifest_of(client, "/")

    assert manifest["name"] == "Iron & Oak"
    assert manifest["start_url"] == manifest["id"] == manifest["scope"] == "/"
    assert manifest["theme_color"] in get(client, "/").html
    assert {icon["src"] for icon in manifest["icons"]} == {
        "/icons/any.svg", "/icons/192.png", "/icons/512.png", "/icons/maskable-512.png",
    }  # fmt: skip


def test_a_studios_page_puts_the_studio_there_with_its_colours(
    decide: Decide, client: Browser, hafen: Studio
) -> None:
    decide(hafen, accent_colour="#8a1538")
    page = get(client, "/studios/hafen/")

    manifest = manifest_of(client, "/studios/hafen/")

    assert (manifest["name"], manifest["start_url"], manifest["scope"]) == (
        hafen.name,
        "/studios/hafen/",
        "/",
    )
    assert f'content="{manifest["theme_color"]}"' in page.html
    for address in (link_of(page, "apple-touch-icon"), *(icon["src"] for icon in manifest["icons"])):
        assert address.startswith("/studios/hafen/icons/")
        answer = client.get(address)
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b'fill="#8a1538"' in client.get(link_of(page, "icon")).content


def test_the_icons_are_as_large_as_the_manifest_says(client: Browser, hafen: Studio) -> None:
    icons = manifest_of(client, "/")["icons"]

    pixels = [icon for icon in icons if icon["type"] == "image/png"]
    assert {icon["sizes"] for icon in pixels} == {"192x192", "512x512"}
    assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
    for icon in pixels:
        assert "{}x{}".format(*picture(client, icon["src"]).size) == icon["sizes"]
    assert client.get("/icons/any.svg")["Content-Type"] == "image/svg+xml"
    assert picture(client, link_of(get(client, "/"), "apple-touch-icon")).size == (180, 180)


def test_a_launcher_that_cuts_a_circle_out_cuts_nothing_of_the_drawing() -> None:
    whole = Image.open(BytesIO(png(COLOUR, 512, full=True))).convert("RGB")

    background = whole.getpixel((0, 0))
    drawn = [
        (x, y) for x in range(0, 512, 3) for y in range(0, 512, 3) if whole.getpixel((x, y)) != background
    ]

    assert drawn
    assert max((x - 256) ** 2 + (y - 256) ** 2 for x, y in drawn) <= (0.4 * 512) ** 2


def test_the_one_for_any_place_has_corners_that_are_not_there() -> None:
    rounded = Image.open(BytesIO(png(COLOUR, 192)))

    assert [rounded.getpixel(place)[3] for place in ((0, 0), (191, 0), (0, 191), (96, 4))] == [0, 0, 0, 255]  # type: ignore[index]
    assert 'rx="8"' in svg(COLOUR)


@pytest.mark.parametrize("path", ["icons/any.svg", "icons/any.svg?v=0", "icons/nothing.png"])
def test_an_icon_of_a_studio_is_there_for_whoever_knows_its_version(
    decide: Decide, client: Browser, hafen: Studio, path: str
) -> None:
    decide(hafen, accent_colour="#8a1538")

    assert client.get(f"/studios/hafen/{path}").status_code == 404
    assert client.get("/icons/nothing.png").status_code == 404


def test_a_studio_in_preview_has_no_manifest_to_be_found_by(
    decide: Decide, client: Browser, desk: Browser, hafen: Studio
) -> None:
    decide(hafen, stage="preview")

    assert client.get("/studios/hafen/site.webmanifest").status_code == 404
    assert link_of(get(desk, "/studios/hafen/"), "manifest") == "/site.webmanifest"
