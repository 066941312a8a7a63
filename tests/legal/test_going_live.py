"""Outside the demo no studio goes live without the law's pages; one that is live already is warned of."""

from typing import Any

import pytest
from django.core import checks
from django.db import OperationalError
from django.test import Client as Browser

from studios.legal import checks as legal_checks
from studios.models import LegalPage, Studio
from tests.admin.studio_forms import ADD, errors, filled_in, newcomer, page_of
from tests.legal.writing import write
from tests.pages import Page
from tests.vendor import Vendor


def go_live(desk: Browser, studio: Studio) -> Any:
    Studio.objects.filter(pk=studio.pk, stage="live").update(stage="preview")
    return desk.post(page_of(studio), filled_in(studio))


def test_a_new_studio_has_to_begin_in_preview(desk: Browser, vendor: Vendor) -> None:
    refused = desk.post(ADD, newcomer(vendor))
    kept = desk.post(ADD, newcomer(vendor, stage="preview"))

    (sentence,) = errors(refused)["stage"]
    for missing in ("Imprint", "Privacy notice", "Accessibility", "choose “Preview”"):
        assert missing in sentence
    assert kept.status_code == 302
    assert Studio.objects.get().stage == "preview"


def test_the_sentence_links_to_a_draft_of_what_is_missing(desk: Browser, hafen: Studio) -> None:
    write("imprint", chain=hafen.chain)
    write("privacy", studio=hafen, is_published=False)

    page = Page(go_live(desk, hafen))

    hafen.refresh_from_db()
    assert hafen.stage == "preview"
    draft = Page(desk.get(page.link("Privacy notice")))
    assert "Verantwortlich" in draft.text
    assert f'value="{hafen.chain}" selected' in draft.html
    assert "Imprint" not in errors(page.answer)["stage"][0]


@pytest.mark.parametrize("scope", ["site", "chain", "studio"])
def test_pages_of_the_studio_its_chain_or_the_site_are_enough(
    desk: Browser, hafen: Studio, scope: str
) -> None:
    where = {"site": {}, "chain": {"chain": hafen.chain}, "studio": {"studio": hafen}}[scope]
    write("imprint", "de", url="https://gym.example.org/imprint", **where)
    write("privacy", "de", **where)
    write("accessibility", "en", **where)

    answer = go_live(desk, hafen)

    hafen.refresh_from_db()
    assert answer.status_code == 302
    assert hafen.stage == "live"


def test_pages_of_another_chain_are_not(desk: Browser, hafen: Studio, lisboa: Studio, ost: Studio) -> None:
    for kind in ("imprint", "privacy", "accessibility"):
        write(kind, chain=lisboa.chain)
        write(kind, studio=ost)

    assert "stage" in errors(go_live(desk, hafen))


def test_a_studio_that_is_live_already_can_still_be_changed(desk: Browser, hafen: Studio) -> None:
    answer = desk.post(page_of(hafen), filled_in(hafen, name="Hafen"))

    hafen.refresh_from_db()
    assert answer.status_code == 302
    assert hafen.name == "Hafen"


def test_but_not_moved_to_a_chain_without_pages(desk: Browser, hafen: Studio, lisboa: Studio) -> None:
    for kind in ("imprint", "privacy", "accessibility"):
        write(kind, chain=hafen.chain)

    answer = desk.post(page_of(hafen), filled_in(hafen, base_url=lisboa.base_url))

    assert "stage" in errors(answer)


def test_the_demo_asks_for_nothing(desk: Browser, hafen: Studio, settings: Any) -> None:
    settings.DEMO = True

    assert go_live(desk, hafen).status_code == 302


def warnings() -> list[str]:
    found = checks.run_checks(tags=["studios"], databases=["default"])
    return [problem.msg for problem in found if problem.id == "studios.W003"]


def test_live_studios_without_their_pages_are_warned_of_at_the_start(
    hafen: Studio, altstadt: Studio, lisboa: Studio, settings: Any
) -> None:
    Studio.objects.exclude(pk__in=[hafen.pk, lisboa.pk]).update(stage="preview")
    for kind in ("imprint", "privacy"):
        write(kind, chain=hafen.chain)

    warned = warnings()
    settings.DEMO = True
    in_the_demo = warnings()

    assert len(warned) == 2
    of_hafen = next(sentence for sentence in warned if hafen.name in sentence)
    assert "Accessibility" in of_hafen
    assert "Imprint" not in of_hafen
    assert in_the_demo == []


def test_the_warning_needs_a_table_and_a_database_that_answers(
    hafen: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise OperationalError("database is locked")

    assert warnings()
    with monkeypatch.context() as patch:
        patch.setattr(LegalPage._meta, "db_table", "not_migrated_yet")
        assert warnings() == []
    monkeypatch.setattr(legal_checks, "live_without", busy)
    assert warnings() == []
