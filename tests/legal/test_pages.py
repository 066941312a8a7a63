"""The law's pages as members read them: the nearest one, in their language if it is there, and never as markup."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from studios.legal.plain_text import Block, blocks
from studios.models import LegalPage, Studio
from tests.legal.writing import MARKUP, write
from tests.pages import Page, get

GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de"}


def texts(page: Page) -> str:
    return " ".join(page.text.split())


def back_from(page: Page) -> str | None:
    """Where the trail above the page leads."""
    trail = [element.attributes.get("class") for element in page.elements].index("trail")
    return page.elements[trail + 1].attributes["href"]


def test_a_studios_own_page_goes_before_its_chains_and_that_before_the_sites(
    client: Browser, hafen: Studio, altstadt: Studio, lisboa: Studio
) -> None:
    write()
    write(chain=hafen.chain)
    write(studio=hafen)

    assert f"imprint of {hafen} in en" in texts(get(client, "/studios/hafen/legal/imprint/"))
    assert f"imprint of {hafen.chain} in en" in texts(get(client, "/studios/altstadt/legal/imprint/"))
    assert "imprint of the site in en" in texts(get(client, "/studios/lisboa/legal/imprint/"))
    assert "imprint of the site in en" in texts(get(client, "/legal/imprint/"))


def test_a_page_is_shown_in_the_language_of_its_reader_or_in_the_other(
    client: Browser, hafen: Studio
) -> None:
    for language in ("de", "en"):
        write("privacy", language, studio=hafen)
    write("imprint", "de", studio=hafen)

    german = get(client, "/studios/hafen/legal/privacy/", **GERMAN)
    english = get(client, "/studios/hafen/legal/privacy/")
    only_german = get(client, "/studios/hafen/legal/imprint/")

    assert f"privacy of {hafen} in de" in german.text
    assert f"privacy of {hafen} in en" in english.text
    assert f"imprint of {hafen} in de" in only_german.text
    assert only_german.values("lang")[:2] == ["en", "de"]  # the page, and the text in it


def test_a_studios_own_page_in_the_other_language_goes_before_the_chains(
    client: Browser, hafen: Studio
) -> None:
    write(language="en", chain=hafen.chain)
    write(language="de", studio=hafen)

    assert f"imprint of {hafen} in de" in get(client, "/studios/hafen/legal/imprint/").text


def test_what_was_typed_is_text_and_never_markup(client: Browser, hafen: Studio) -> None:
    write(text=f"## {MARKUP}\n\n{MARKUP}\n\n- {MARKUP}", studio=hafen)

    page = get(client, "/studios/hafen/legal/imprint/")

    main = page.html.partition("<main")[2].partition("</main>")[0]
    assert main.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3
    assert "<script" not in main
    assert "<b>" not in main


def test_a_text_has_paragraphs_headings_and_lists() -> None:
    text = "First line\r\nsecond line\r\n\r\n## Heading\r\nright below\r\n- one\r\n- two\r\n\r\n\r\nLast -"

    assert blocks(text) == [
        Block("paragraph", ("First line", "second line")),
        Block("heading", ("Heading",)),
        Block("paragraph", ("right below",)),
        Block("list", ("one", "two")),
        Block("paragraph", ("Last -",)),
    ]


def test_addresses_in_a_text_can_be_followed(client: Browser, hafen: Studio) -> None:
    write(text="Write to law@example.org or see https://law.example.org/ now.", studio=hafen)

    page = get(client, "/studios/hafen/legal/imprint/")

    assert page.link("law@example.org") == "mailto:law@example.org"
    assert page.link("https://law.example.org/") == "https://law.example.org/"


def test_a_page_elsewhere_is_led_on_to(client: Browser, hafen: Studio) -> None:
    write(url="https://gym.example.org/imprint", chain=hafen.chain)

    answer = client.get("/studios/hafen/legal/imprint/")

    assert (answer.status_code, answer["Location"]) == (302, "https://gym.example.org/imprint")


@pytest.mark.parametrize("path", ["/legal/imprint/", "/studios/hafen/legal/imprint/"])
def test_a_draft_is_not_there_for_members(client: Browser, hafen: Studio, path: str) -> None:
    write(chain=hafen.chain, is_published=False)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/legal/cookies/", "/studios/hafen/legal/imprint/", "/studios/nowhere/legal/imprint/"]
)
def test_what_is_not_there_is_not_found(client: Browser, hafen: Studio, path: str) -> None:
    write("terms")

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("stage", ["live", "paused", "closed"])
def test_a_studios_page_can_be_read_in_every_stage_after_preview_because_mails_lead_to_it(
    client: Browser, hafen: Studio, stage: str
) -> None:
    Studio.objects.filter(pk=hafen.pk).update(stage=stage)
    write(chain=hafen.chain)

    page = get(client, "/studios/hafen/legal/imprint/")

    assert page.answer.status_code == 200
    assert back_from(page) == ("/" if stage == "closed" else "/studios/hafen/")


def test_where_no_studio_is_meant_each_chain_has_a_heading(
    client: Browser, hafen: Studio, lisboa: Studio, ost: Studio
) -> None:
    write(chain=hafen.chain)
    write(studio=ost)
    write(url="https://pulse.example.org/imprint", chain=lisboa.chain)

    page = get(client, "/legal/imprint/")

    headings = [element.text for element in page.elements if element.tag == "h2"]
    assert sorted(headings) == sorted(["Iron & Oak Altstadt, Iron & Oak Hafen", ost.name, lisboa.name])
    assert page.link("https://pulse.example.org/imprint") == "https://pulse.example.org/imprint"


def test_a_site_of_one_chain_shows_its_page_without_one(client: Browser, hafen: Studio) -> None:
    Studio.objects.exclude(base_url=hafen.base_url).update(stage="closed")
    write(chain=hafen.chain)

    page = get(client, "/legal/imprint/")

    assert f"imprint of {hafen.chain} in en" in page.text
    assert [element for element in page.elements if element.tag == "h2"] == []


def test_a_studio_that_is_not_shown_gives_no_page_to_the_site(client: Browser, lisboa: Studio) -> None:
    Studio.objects.filter(pk=lisboa.pk).update(stage="preview")
    write(chain=lisboa.chain)
    write(studio=lisboa, kind="privacy")

    assert client.get("/legal/imprint/").status_code == 404
    assert client.get("/legal/privacy/").status_code == 404
    assert "/legal/" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://gym.example.org/", "text": "and a text"},
        {"url": "", "text": ""},
        {"text": "of both", "chain": "https://gym.example.org"},
        {"text": "the same once more", "language": "de"},
    ],
)
def test_the_database_keeps_no_page_that_makes_no_sense(hafen: Studio, wrong: dict[str, str]) -> None:
    write(language="de", studio=hafen)

    with pytest.raises(IntegrityError), transaction.atomic():
        LegalPage.objects.create(**{"kind": "imprint", "language": "en", "studio": hafen} | wrong)


def test_a_chain_has_one_page_of_a_kind_and_language(hafen: Studio) -> None:
    write(chain=hafen.chain)

    with pytest.raises(IntegrityError), transaction.atomic():
        write(chain=hafen.chain)
