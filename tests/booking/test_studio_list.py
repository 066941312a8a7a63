"""The list of studios: found whatever accents somebody types, and first those where they have been."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from studios.booking.choosing import plain, spelled_out
from studios.models import Studio
from tests.booking.steps import confirm_page
from tests.conftest import member
from tests.pages import Page, get, submit
from tests.vendor import Vendor

CITIES = ("München", "Köln", "Düsseldorf", "Großkötz", "Łódź", "Århus", "Málaga", "Hamburg")


@pytest.fixture
def chain(hafen: Studio) -> list[Studio]:
    """300 studios more, of Hafen's chain."""
    return Studio.objects.bulk_create(
        Studio(
            name=f"Gym {number:03}",
            slug=f"gym-{number}",
            base_url=hafen.base_url,
            api_key=f"key {number}",
            api_key_fingerprint=f"{number}",
            city=CITIES[number % len(CITIES)],
            address=f"Straße {number}, {20000 + number} {CITIES[number % len(CITIES)]}",
        )
        for number in range(300)
    )


def slugs(page: Page) -> list[str]:
    hrefs = [e.attributes["href"] for e in page.elements if e.tag == "a" and "href" in e.attributes]
    return [href.split("/")[2] for href in hrefs if href.startswith("/studios/") and href.count("/") == 3]


def found(browser: Browser, **query: str) -> Page:
    return Page(browser.get("/", query))


@pytest.mark.parametrize(
    ("typed", "city"),
    [("munchen", "München"), ("Muenchen", "München"), ("MÜNCHEN", "München"), ("Mu\u0308nchen", "München"),
     ("koeln", "Köln"), ("dusseld", "Düsseldorf"), ("grosskoetz", "Großkötz"), ("lodz", "Łódź"),
     ("aarhus", "Århus"), ("arhus", "Århus"), ("malaga", "Málaga"), ("  hamburg ", "Hamburg"),
     ("hamburg gym", "Hamburg"), ("gym 20007", "Hamburg")],
)  # fmt: skip
def test_search_minds_neither_accents_nor_capitals(
    client: Browser, chain: list[Studio], typed: str, city: str
) -> None:
    page = found(client, q=typed)

    theirs = Studio.objects.filter(slug__in=slugs(page)).values_list("city", "slug")
    assert theirs
    assert {name for name, slug in theirs if slug.startswith("gym-")} == {city}


@pytest.mark.parametrize("name", ["Muenchen", "Munchen", "München", "MÜNCHEN"])
def test_a_city_is_found_however_its_studio_writes_it(client: Browser, hafen: Studio, name: str) -> None:
    Studio.objects.filter(pk=hafen.pk).update(city=name)

    assert "hafen" in slugs(found(client, q="münchen" if name != "Munchen" else "munchen"))


def test_a_city_can_be_chosen_and_is_an_address_to_share(client: Browser, chain: list[Studio]) -> None:
    page = found(client, city="Köln", q="gym 1")

    assert {studio.city for studio in Studio.objects.filter(slug__in=slugs(page))} == {"Köln"}
    chosen = [e for e in page.all("selected") if e.tag == "option"]
    assert [" ".join(e.text.split()) for e in chosen] == ["Köln"]


def test_what_is_not_found_says_so_and_leads_on(client: Browser, chain: list[Studio]) -> None:
    page = found(client, city="Nowhere")

    assert "No studio matches “Nowhere”." in page.text
    assert len(slugs(get(client, page.link("Show all studios")))) == 304


def test_htmx_gets_the_list_alone(client: Browser, chain: list[Studio]) -> None:
    answer = client.get("/", {"q": "hafen"}, headers={"HX-Request": "true"})

    assert "<html" not in answer.content.decode()
    assert slugs(Page(answer)) == ["hafen"]


def test_300_studios_cost_few_questions_to_the_database(
    client: Browser, chain: list[Studio], django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(4):
        client.get("/")


def test_where_somebody_booked_last_comes_first(ada: Browser, chain: list[Studio], vendor: Vendor) -> None:
    for slug, title in (("hafen", "Body Scan"), ("ost", "Hydrojet")):
        submit(ada, *confirm_page(ada, vendor, slug, title, number=-1 if slug == "ost" else 0))

    page = get(ada, "/")

    assert slugs(page)[:2] == ["ost", "hafen"]
    assert page.text.count("One of your studios") == 2
    assert slugs(found(ada, q="gym"))[0] == "gym-0"


def test_the_home_studio_comes_first_for_who_has_not_booked(
    browser_of: Callable[..., Browser], altstadt: Studio, chain: list[Studio]
) -> None:
    page = get(browser_of(altstadt, "ben"), "/")

    assert slugs(page)[0] == "altstadt"


def test_who_only_looks_sees_the_list_of_everybody_and_gets_no_cookie(
    client: Browser, ada: Browser, chain: list[Studio]
) -> None:
    stranger, signed_in = client.get("/"), ada.get("/")

    assert "One of your studios" not in stranger.content.decode()
    assert "no-store" not in stranger["Cache-Control"]
    assert "no-store" in signed_in["Cache-Control"]
    assert dict(client.cookies) == {}


def test_a_closed_studio_is_not_listed_for_who_has_been_there(ada: Browser, hafen: Studio) -> None:
    assert member(hafen, "ada").home_studio_id == hafen.vendor_studio_id
    Studio.objects.filter(pk=hafen.pk).update(stage="closed")

    assert "hafen" not in slugs(get(ada, "/"))


@pytest.mark.parametrize("text", ["", "東京", "İstanbul", "ﬁt", "\u0301", "a" * 5000, "ẞ"])
def test_any_text_can_be_simplified(text: str) -> None:
    for way in (plain, spelled_out):
        assert way(way(text)) == way(text)
