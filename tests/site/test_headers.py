"""Every answer carries what keeps a browser on the safe side, and no page holds anything that would need less of it."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client as Browser
from pytest_django import Settings

from studios.models import Studio
from tests.pages import Page
from tests.site.walk import GYMS_WEBSITE, PAGE_OF_PICTURES, PAGES_OF_PICTURES, Stop, Walk
from tests.vendor import Vendor

EXPECTED = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'", "connect-src 'self'",
    "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip
NO_FRAME = "frame-ancestors 'none'"
OWN_PICTURES, ALL_PICTURES = "img-src 'self'", f"img-src 'self' {' '.join(settings.PICTURE_SOURCES)}"


def missing(
    answer: HttpResponse, pictures: str = OWN_PICTURES, framed_by: str = "", **more: str
) -> list[str]:
    """What is not as it should be in the headers of an answer over https, which `framed_by` may show in a frame. `more`
    are headers that it has instead of those that are `EXPECTED`.
    """
    expected, policy = EXPECTED | more, POLICY | {pictures}
    if framed_by:
        expected = {name: value for name, value in expected.items() if name != "X-Frame-Options"}
        policy = policy - {NO_FRAME} | {f"frame-ancestors {framed_by}"}
    wrong = [name for name, value in expected.items() if answer.get(name) != value]
    found = set(answer.get("Content-Security-Policy", "").split("; "))
    wrong += [f"policy: {directive}" for directive in found ^ policy]
    if framed_by and "X-Frame-Options" in answer:
        wrong.append("X-Frame-Options, which knows no names")
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    if not re.fullmatch(r"[0-9a-f]{12}", answer.get("X-Request-ID", "")):
        wrong.append("X-Request-ID")
    # No word about what is running here, beyond what the server itself says.
    return wrong + [name for name in ("Server", "X-Powered-By", "Via") if name in answer]


def inline(answer: HttpResponse) -> list[str]:
    """What the policy would not let a browser run or show, should it stand in this page."""
    if not answer.get("Content-Type", "").startswith("text/html"):
        return []
    found = []
    for element in Page(answer).elements:
        attributes = element.attributes
        if element.tag == "style" or "style" in attributes or "srcdoc" in attributes:
            found.append(f"<{element.tag} style>")
        if element.tag == "script" and "src" not in attributes:
            found.append("<script> without src")
        found += [name for name in attributes if name.startswith(("on", "hx-on"))]
        found += [
            f"{name}={value}"
            for name, value in attributes.items()
            if name in ("href", "src", "action", "formaction") and re.match(r"\s*(javascript|data):", value)
        ]
    return found


def test_every_answer_has_its_headers_and_no_page_anything_inline(walk: Walk) -> None:
    wrong, seen = {}, set()

    for stop in walk.everywhere():
        wrongs = missing(stop.answer, **exceptions(stop)) + inline(stop.answer)
        seen.add(stop.answer.status_code)
        if wrongs:
            wrong[str(stop)] = wrongs

    assert wrong == {}
    assert seen >= {200, 302, 400, 401, 403, 404, 405, 413, 429}


def test_a_page_names_its_style_sheets_in_a_header_and_a_part_of_one_names_none(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    times = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    page = client.get(times, secure=True)
    part = client.get(times, secure=True, headers={"HX-Request": "true"})

    links = [one.attributes for one in Page(page).elements if one.tag == "link"]
    linked = [one["href"] for one in links if one["rel"] == "stylesheet"]
    assert len(linked) == 2
    assert page["Link"] == ", ".join(f"<{sheet}>; rel=preload; as=style" for sheet in linked)
    assert "Link" not in part


@pytest.fixture
def second_factor(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True


@pytest.mark.usefixtures("second_factor")
def test_the_admin_s_pages_have_them_where_staff_need_a_second_factor(walk: Walk) -> None:
    stops = [stop for stop in walk.desk() if stop.who == "the desk"]

    assert {str(stop): missing(stop.answer) + inline(stop.answer) for stop in stops} == {
        str(stop): [] for stop in stops
    }
    shown = {stop.path for stop in stops if stop.answer.status_code == 200}
    assert shown >= {"/admin/", "/admin/studios/studio/", "/admin/studios/booking/"}


def exceptions(stop: Stop) -> dict[str, str]:
    """The pages of pictures, and what is for the gym's own website, which a POST does not get."""
    if stop.answer.status_code == 405:
        return {}
    if stop.path == "/embed.js":
        return {"Cross-Origin-Resource-Policy": "cross-origin"}
    shows_pictures = stop.path in PAGES_OF_PICTURES and stop.answer.status_code == 200
    return {
        "pictures": ALL_PICTURES if shows_pictures else OWN_PICTURES,
        "framed_by": GYMS_WEBSITE if stop.path.startswith("/embed/hafen/") else "",
    }


def test_the_page_that_says_we_could_not_ask_has_them(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("bookable", "500", count=9)

    answer = client.get(PAGE_OF_PICTURES, secure=True)

    assert answer.status_code == 503
    assert missing(answer) == []
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("mishap", "status"), [(RuntimeError("x"), 500), (PermissionDenied(), 403)])
def test_the_pages_for_what_nobody_expected_have_them(
    db: None, monkeypatch: pytest.MonkeyPatch, mishap: Exception, status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise mishap

    monkeypatch.setattr("studios.models.Studio.objects.listed", fail)
    browser = Browser(raise_request_exception=False)

    answer = browser.get("/", secure=True)

    assert answer.status_code == status
    assert missing(answer) == inline(answer) == []
    assert answer["X-Request-ID"] in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_pictures_of_the_vendor_are_asked_for_without_saying_from_where(
    client: Browser, hafen: Studio
) -> None:
    pictures = [one for one in Page(client.get(PAGE_OF_PICTURES)).elements if one.tag == "img"]

    assert pictures
    assert {one.attributes["referrerpolicy"] for one in pictures} == {"no-referrer"}


def test_static_files_have_them(db: None, settings: Settings) -> None:
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True  # nothing is collected for tests
    assert finders.find("img/icon.svg")

    answer = Browser().get("/static/img/icon.svg", secure=True)
    answer.close()

    assert answer.status_code == 200
    assert missing(answer) == []
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")


def test_visitors_over_http_are_sent_to_https_by_an_answer_that_nobody_keeps(
    db: None, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    answer = Browser().get("/bookings/?a=b")

    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/bookings/?a=b")
    assert "no-store" in answer["Cache-Control"]
    # Browsers ignore it over http, where anybody could have put it in.
    assert missing(answer) == ["Strict-Transport-Security"]


@pytest.mark.parametrize("redirect", [True, False])
def test_another_host_is_refused_without_a_word_about_ours(
    db: None, settings: Settings, *, redirect: bool
) -> None:
    settings.SECURE_SSL_REDIRECT = redirect

    answer = Browser().get("/bookings/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()
    assert "testserver" not in answer.content.decode()
    assert missing(answer) == ["Strict-Transport-Security"]
