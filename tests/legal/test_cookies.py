"""Only cookies that are needed, so no banner: those that docs/data-protection.md and the privacy drafts name."""

import re
from datetime import timedelta
from http.cookies import Morsel

import pytest
from django.conf import settings
from django.test import Client as Browser

from studios.legal import drafting
from studios.management.worker import run_due_tasks
from studios.models import Studio
from tests.booking.steps import first_slot
from tests.house.tree import ROOT
from tests.legal.writing import write
from tests.pages import Page, get, submit
from tests.signing_in.conftest import newest_code
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("until_the_start")

DOCS = (ROOT / "docs" / "data-protection.md").read_text()
# Name and span, as the table of the docs has them.
SPANS = {"sessionid": timedelta(days=30), "csrftoken": timedelta(days=364), "django_language": None}


@pytest.fixture
def cookies(vendor: Vendor, hafen: Studio, desk: Browser) -> dict[str, "Morsel[str]"]:
    """Every cookie of the whole way: looking, choosing a language, signing in, booking, moving, cancelling, the
    calendar, the desk at work, signing out.
    """
    browser, seen = Browser(), {}

    def note(page: Page) -> Page:
        seen.update({name: morsel for name, morsel in browser.cookies.items() if morsel.value})
        return page

    slot = first_slot(browser, vendor, "hafen", "Body Scan")
    note(submit(browser, "/language/", get(browser, "/language/"), language="en"))
    sign_in = browser.get(slot)["Location"]
    note(submit(browser, sign_in, get(browser, sign_in), email="ada@example.org"))
    run_due_tasks()
    confirm = note(submit(browser, "/sign-in/code/", get(browser, "/sign-in/code/"), code=newest_code()))
    reference = note(submit(browser, slot, confirm)).value("data-booking-reference")
    move = get(browser, f"/bookings/{reference}/move/").all("data-slot-start")[-1].attributes["href"]
    note(submit(browser, move, get(browser, move)))
    cancel = f"/bookings/{reference}/cancel/"
    for path in ("/bookings/", "/me/", cancel, "/bookings/calendar/"):
        note(submit(browser, path, get(browser, path)) if path != "/me/" else get(browser, path))
    checked = Page(desk.post(f"/admin/studios/studio/{hafen.pk}/check-connection/", follow=True))
    assert "Magicline knows the key" in checked.text
    seen.update(desk.cookies)
    note(Page(browser.post("/sign-out/", follow=True)))
    return seen


def test_the_whole_way_sets_these_cookies_and_no_others(cookies: dict[str, "Morsel[str]"]) -> None:
    documented = re.findall(
        r"^\| `(\w+)` \|", DOCS.partition("## Cookies")[2].partition("\n## ")[0], re.MULTILINE
    )

    assert set(cookies) == set(documented) == set(SPANS)


def test_each_is_out_of_reach_of_scripts_and_other_sites(cookies: dict[str, "Morsel[str]"]) -> None:
    for name, cookie in cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
        assert cookie["domain"] == "", name
        span = SPANS[name]
        assert cookie["max-age"] == (int(span.total_seconds()) if span else ""), name


def test_outside_of_tests_all_three_are_for_https_only() -> None:
    defaults = (ROOT / "booking_site" / "settings.py").read_text()

    assert 'SESSION_COOKIE_SECURE = env.bool("SESSION_COOKIE_SECURE", default=True)' in defaults
    assert 'CSRF_COOKIE_SECURE = env.bool("CSRF_COOKIE_SECURE", default=True)' in defaults
    assert "LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE" in defaults


@pytest.mark.parametrize("language", ["de", "en"])
def test_docs_and_drafts_say_what_stands_before_their_names(language: str) -> None:
    assert "`__Host-`" in DOCS
    assert " __Host-" in drafting.draft("privacy", language)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_drafts_of_the_privacy_notice_name_them(language: str) -> None:
    named = re.findall(r"^- (\w+): ", drafting.draft("privacy", language), re.MULTILINE)

    assert set(named) == set(SPANS)
    assert f" {settings.SESSION_COOKIE_AGE // 86400} " in drafting.draft("privacy", language)


def test_somebody_who_only_looks_gets_none(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    write(chain=hafen.chain)
    slot = first_slot(client, vendor, "hafen", "Body Scan")

    for path in (
        "/",
        "/studios/hafen/",
        "/studios/hafen/legal/imprint/",
        "/legal/imprint/",
        "/nowhere/",
        slot,
    ):
        client.get(path)

    assert dict(client.cookies) == {}
