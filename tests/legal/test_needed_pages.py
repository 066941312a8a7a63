"""What a live studio has to show is neither unpublished nor deleted, unless another page takes its place."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from studios.models import LegalPage, Studio
from tests.legal.test_writing import LIST, filled_in, of_hafen
from tests.legal.writing import write
from tests.pages import Page, get

__all__ = ["of_hafen"]

REFUSED = "must find this page as long as the studio is live"


@pytest.fixture
def imprint(hafen: Studio) -> LegalPage:
    """Hafen's own, and the only one that holds for it; no other studio is live."""
    Studio.objects.exclude(pk=hafen.pk).update(stage="preview")
    return write(studio=hafen)


def page_of(page: LegalPage, view: str = "change") -> str:
    return reverse(f"admin:studios_legalpage_{view}", args=[page.pk])


def change(browser: Browser, page: LegalPage, **changes: Any) -> Page:
    studio = str(page.studio_id or "")
    return Page(
        browser.post(page_of(page), filled_in(studio=studio, chain=page.chain, **changes), follow=True)
    )


def delete_both(browser: Browser, *pages: LegalPage) -> Page:
    """From the list, with everything ticked."""
    form = {"action": "delete_selected", "_selected_action": [page.pk for page in pages], "post": "yes"}
    return Page(browser.post(LIST, form, follow=True))


@pytest.mark.parametrize("changes", [{"is_published": ""}, {"kind": "terms"}])
def test_the_studio_s_desk_cannot_take_it_away_in_the_form(
    of_hafen: Browser, hafen: Studio, imprint: LegalPage, changes: dict[str, str]
) -> None:
    page = change(of_hafen, imprint, **changes)

    imprint.refresh_from_db()
    assert REFUSED in page.text
    assert hafen.name in page.text
    assert (imprint.is_published, imprint.kind) == (True, "imprint")


def test_nor_delete_it(of_hafen: Browser, imprint: LegalPage) -> None:
    page = get(of_hafen, page_of(imprint, "delete"))
    done = Page(of_hafen.post(page_of(imprint, "delete"), {"post": "yes"}, follow=True))

    assert REFUSED in page.text
    assert REFUSED in done.text
    assert LegalPage.objects.get() == imprint


def test_nor_delete_both_languages_at_once(of_hafen: Browser, hafen: Studio, imprint: LegalPage) -> None:
    page = delete_both(of_hafen, imprint, write(language="de", studio=hafen))

    assert REFUSED in page.text
    assert LegalPage.objects.count() == 2


def test_nor_can_whoever_may_do_everything_for_the_site(desk: Browser, hafen: Studio) -> None:
    page = write()

    answers = [
        change(desk, page, is_published=""),
        change(desk, page, is_published="on") and get(desk, page_of(page, "delete")),
        delete_both(desk, page),
    ]

    page.refresh_from_db()
    assert all(REFUSED in answer.text for answer in answers)
    assert page.is_published


def test_nor_move_it_to_another_chain(
    desk: Browser, hafen: Studio, lisboa: Studio, imprint: LegalPage
) -> None:
    moved = Page(desk.post(page_of(imprint), filled_in(studio="", chain=lisboa.chain), follow=True))
    widened = Page(desk.post(page_of(imprint), filled_in(studio="", chain=hafen.chain), follow=True))

    assert REFUSED in moved.text
    assert REFUSED not in widened.text
    assert LegalPage.objects.get().chain == hafen.chain


@pytest.mark.parametrize("scope", ["language", "chain", "site"])
def test_another_page_that_holds_for_the_studio_takes_its_place(
    of_hafen: Browser, hafen: Studio, imprint: LegalPage, scope: str
) -> None:
    where = {"language": {"language": "de", "studio": hafen}, "chain": {"chain": hafen.chain}, "site": {}}
    write(**where[scope])

    page = get(of_hafen, page_of(imprint, "delete"))
    change(of_hafen, imprint, is_published="")

    imprint.refresh_from_db()
    assert REFUSED not in page.text
    assert not imprint.is_published


def test_of_what_no_live_studio_needs_all_can_be_taken_away(
    of_hafen: Browser, hafen: Studio, imprint: LegalPage
) -> None:
    terms = write("terms", studio=hafen)
    draft = write("privacy", studio=hafen, is_published=False)
    delete_both(of_hafen, terms, draft)
    Studio.objects.filter(pk=hafen.pk).update(stage="preview")

    delete_both(of_hafen, imprint)

    assert not LegalPage.objects.exists()


def test_the_demo_lets_go_of_everything(of_hafen: Browser, imprint: LegalPage, settings: Any) -> None:
    settings.DEMO = True

    delete_both(of_hafen, imprint)

    assert not LegalPage.objects.exists()
