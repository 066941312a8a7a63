"""Which language a page, a mail and a call upstream are in: the chosen one, else the browser's, else the studio's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Booking, Letter, Member, Studio
from studios.models.letter import LetterKind
from tests.conftest import member
from tests.languages.pseudo import CODE
from tests.my_bookings.test_my_bookings import book
from tests.pages import Page, get, submit
from tests.vendor import Vendor

LIST = "/studios/hafen/"


def language_of(page: Page) -> str:
    return page.values("lang")[0]


def footer(page: Page) -> str:
    return " ".join(page.html.partition("<footer")[2].split())


def choose(browser: Browser, code: str) -> None:
    submit(browser, "/language/", get(browser, "/language/"), language=code)


@pytest.mark.parametrize(("here", "other"), [("en", "Deutsch"), ("de", "English")])
def test_of_two_languages_the_footer_names_the_other(db: None, here: str, other: str) -> None:
    page = get(Browser(), "/sign-in/?next=%2Fme%2F", HTTP_ACCEPT_LANGUAGE=here)

    assert f"{other}</a>" in footer(page)
    assert page.link(other) == "/language/?next=/sign-in/%3Fnext%3D%252Fme%252F"


def test_with_more_it_leads_to_their_names_in_themselves(three: None, db: None) -> None:
    page = get(Browser(), "/sign-in/", HTTP_ACCEPT_LANGUAGE="de")

    asked = get(Browser(), page.link("Sprache"))

    assert '<span lang="en">Language</span>' in footer(page)
    names = [
        (e.attributes["lang"], e.text.strip())
        for e in asked.elements
        if e.attributes.get("name") == "language"
    ]
    assert names == [("en", "English"), ("de", "Deutsch"), (CODE, "Pseudo")]


def test_a_site_of_one_language_asks_nobody(speaks: Callable[..., None], db: None) -> None:
    speaks("de")

    page = get(Browser(), "/sign-in/", HTTP_ACCEPT_LANGUAGE="en")

    assert language_of(page) == "de"
    assert "/language/" not in footer(page)


def test_what_was_chosen_goes_before_what_the_browser_asks_for(client: Browser, hafen: Studio) -> None:
    choose(client, "de")

    assert language_of(get(client, LIST, HTTP_ACCEPT_LANGUAGE="en")) == "de"


@pytest.mark.parametrize("code", ["fr", "xx", "", "de-AT-1901"])
def test_a_language_that_is_off_cannot_be_chosen(client: Browser, hafen: Studio, code: str) -> None:
    Studio.objects.update(language="de")
    client.post("/language/", {"language": code, "next": "/"})

    page = get(client, LIST, HTTP_ACCEPT_LANGUAGE="pl")

    assert language_of(page) == "de"  # as if nothing had been chosen


def test_a_studios_language_that_was_turned_off_is_not_spoken(
    client: Browser, hafen: Studio, speaks: Callable[..., None]
) -> None:
    Studio.objects.update(language="de")
    speaks("en")

    assert language_of(get(client, LIST, HTTP_ACCEPT_LANGUAGE="de")) == "en"


def test_a_member_who_chooses_one_gets_their_mails_in_it(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    choose(ada, "de")
    book(ada, vendor, "hafen", "Body Scan")
    run_due_tasks()

    assert "Deutsch" in get(ada, "/me/").text
    assert mail.outbox[-1].subject.startswith("Deine Buchung")
    assert member(hafen, "ben").language == "en"


def test_a_visitor_who_chooses_one_changes_no_member(client: Browser, hafen: Studio) -> None:
    ada = member(hafen, "ada")

    choose(client, "de")

    ada.refresh_from_db()
    assert ada.language == "en"


@pytest.mark.parametrize(("of_the_studio", "begins"), [("de", "Deine Buchung"), ("fr", "Your booking")])
def test_mails_to_a_member_whose_language_was_turned_off_are_in_the_studios(
    ada: Browser, hafen: Studio, vendor: Vendor, of_the_studio: str, begins: str
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    Letter.objects.all().delete()
    Member.objects.update(language="fr")
    Studio.objects.update(language=of_the_studio)
    booking = Booking.objects.get()

    Letter.objects.owe(LetterKind.BOOKED, booking.member, key="again", now=timezone.now(), booking=booking)
    run_due_tasks()

    assert mail.outbox[-1].subject.startswith(begins)


@pytest.mark.parametrize("language", ["en", "de", CODE])
def test_magicline_is_asked_in_the_language_of_the_page(
    ada: Browser, hafen: Studio, vendor: Vendor, three: None, settings: Any, language: str
) -> None:
    ada.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    book(ada, vendor, "hafen", "Body Scan")
    get(ada, "/bookings/?everywhere=1")

    asked = vendor.requests()

    assert {"slots", "validate", "book", "bookings"} <= {one["endpoint"] for one in asked}
    assert {one["accept_language"] for one in asked} == {language}


def test_the_studios_language_is_that_of_the_question_too(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    Studio.objects.update(language="de")

    get(client, LIST, HTTP_ACCEPT_LANGUAGE="pl")

    assert {one["accept_language"] for one in vendor.requests()} == {"de"}


def test_the_gyms_own_words_are_the_same_in_every_language(client: Browser, hafen: Studio) -> None:
    titles = []
    for language in ("en", "de"):
        page = get(client, LIST, HTTP_ACCEPT_LANGUAGE=language)
        titles.append([e.text.strip() for e in page.elements if e.tag == "h3"])

    assert titles[0] == titles[1]
    assert "Body Scan" in titles[0]


def test_a_calendar_holds_the_gyms_words_and_none_of_ours(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")

    files = [
        ada.get(f"/bookings/{reference}/calendar.ics", headers={"accept-language": language}).content.decode()
        for language in ("en", "de")
    ]

    in_english, in_german = ([line for line in file.splitlines() if "DTSTAMP" not in line] for file in files)
    assert in_english == in_german


@pytest.mark.parametrize("path", ["/", LIST, "/sign-in/", "/language/"])
def test_no_cache_gives_one_readers_language_to_another(client: Browser, hafen: Studio, path: str) -> None:
    answer = client.get(path, headers={"accept-language": "de"})

    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}
    assert answer["Content-Language"] == "de"
