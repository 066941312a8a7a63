"""The studio's colour and logo, on its pages and on those of its bookings."""

import re
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client as Browser
from PIL import Image

from studios.models import Logo, Studio
from tests.booking.steps import confirm_page
from tests.conftest import CUSTOMERS
from tests.pages import Page, get, submit
from tests.settings_seen.conftest import Decide
from tests.vendor import Vendor


def look_of(page: Page) -> str:
    """The address of the studio's style sheet; empty when the page has none."""
    sheets = [e.attributes["href"] for e in page.elements if e.attributes.get("rel") == "stylesheet"]
    return next((url for url in sheets if "look.css" in url), "")


def logo_of(page: Page) -> dict[str, str]:
    return next(e.attributes for e in page.elements if e.tag == "img" and e.attributes.get("class") == "logo")


def test_the_accent_colours_every_page_of_the_studio_and_no_other(
    decide: Decide, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    before = get(ada, "/studios/hafen/")
    decide(hafen, accent_colour="#8a1538")

    listed = get(ada, "/studios/hafen/")
    url, confirmation = confirm_page(ada, vendor, "hafen", "Body Scan", -1)
    booked = submit(ada, url, confirmation)

    assert look_of(before) == look_of(get(ada, "/studios/ost/")) == look_of(get(ada, "/bookings/")) == ""
    assert look_of(listed).startswith("/studios/hafen/look.css?v=")
    assert {look_of(listed)} == {look_of(confirmation), look_of(booked)}
    assert 'name="theme-color" content="#891537"' in listed.html


def test_the_style_sheet_is_kept_for_a_year_and_another_colour_has_another_address(
    decide: Decide, client: Browser, hafen: Studio
) -> None:
    decide(hafen, accent_colour="#8a1538")
    first = look_of(get(client, "/studios/hafen/"))
    sheet = client.get(first)
    decide(hafen, accent_colour="#1B5E9E")

    second = look_of(get(client, "/studios/hafen/"))

    assert sheet["Content-Type"] == "text/css; charset=utf-8"
    assert sheet["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in sheet.get("Vary", "")
    assert "--strong: #8a1538;" in sheet.content.decode()
    assert "--strong: #1b5e9e;" in client.get(second).content.decode()
    assert client.get(first).status_code == 404


def test_the_style_sheet_stands_in_the_place_of_the_sites_own(
    decide: Decide, client: Browser, hafen: Studio
) -> None:
    decide(hafen, accent_colour="#8a1538")

    coloured, plain = get(client, "/studios/hafen/"), get(client, "/studios/ost/")
    sheet = client.get(look_of(coloured)).content.decode()

    assert "css/base" in plain.html
    assert "css/base" not in coloured.html
    assert sheet.startswith((settings.BASE_DIR / "static/css/base.css").read_text())


@pytest.mark.parametrize("path", ["look.css", "logo.png"])
def test_without_its_version_a_look_is_not_there(
    decide: Decide, client: Browser, hafen: Studio, path: str
) -> None:
    decide(hafen, accent_colour="#8a1538", logo=picture())

    for url in (f"/studios/hafen/{path}", f"/studios/hafen/{path}?v=0", f"/studios/nowhere/{path}?v=0"):
        assert client.get(url).status_code == 404


def test_the_logo_stands_on_the_studios_pages_under_its_name(
    decide: Decide, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide(hafen, logo=picture(size=(960, 320)))

    listed = get(ada, "/studios/hafen/")
    url, confirmation = confirm_page(ada, vendor, "hafen", "Body Scan", -1)
    booked = submit(ada, url, confirmation)

    for page in (listed, confirmation, booked):
        logo = logo_of(page)
        assert (logo["alt"], logo["width"], logo["height"]) == (hafen.name, "480", "160")
        assert logo["src"].startswith("/studios/hafen/logo.png?v=")
    assert not re.search(r"logo\.png", get(ada, "/studios/ost/").html)


def test_the_logo_is_served_as_a_picture_that_can_do_nothing_and_is_kept_for_good(
    decide: Decide, client: Browser, hafen: Studio
) -> None:
    decide(hafen, logo=picture())

    answer = client.get(logo_of(get(client, "/studios/hafen/"))["src"])

    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert {"sandbox", "default-src 'none'"} <= set(answer["Content-Security-Policy"].split("; "))
    assert "Set-Cookie" not in answer
    assert Image.open(BytesIO(answer.content)).size == (300, 100)


def test_a_logo_can_be_replaced_and_removed(decide: Decide, client: Browser, hafen: Studio) -> None:
    decide(hafen, logo=picture())
    first = logo_of(get(client, "/studios/hafen/"))["src"]
    decide(hafen, logo=picture(colour="navy"))
    second = logo_of(get(client, "/studios/hafen/"))["src"]

    decide(hafen, remove_logo="on")

    assert first != second
    assert not Logo.objects.exists()
    assert "logo.png" not in get(client, "/studios/hafen/").html


def test_the_pages_of_a_studio_in_preview_have_their_look_for_its_test_members(
    decide: Decide, ada: Browser, hafen: Studio
) -> None:
    decide(hafen, stage="preview", accent_colour="#8a1538", test_customer_ids=str(CUSTOMERS["ada"]))

    assert ada.get(look_of(get(ada, "/studios/hafen/"))).status_code == 200


def picture(*, size: tuple[int, int] = (300, 100), colour: str = "crimson") -> BytesIO:
    """A file as a browser would send it."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    file.seek(0)
    file.name = "logo.png"
    return file
