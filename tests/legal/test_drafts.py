"""Drafts to start from: there for every kind and language, with what this site is set to and blanks for the rest."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from studios.legal import drafting
from studios.legal.plain_text import blocks
from studios.models import LegalPage
from studios.models.legal_page import LONGEST_TEXT

EVERY = [(kind, language) for kind in LegalPage.Kind.values for language in ("de", "en")]
every = pytest.mark.parametrize(("kind", "language"), EVERY)


@every
def test_there_is_a_draft_that_reads_well_and_has_blanks(kind: str, language: str) -> None:
    text = drafting.draft(kind, language)

    found = blocks(text)
    assert LegalPage(text=text).blanks
    assert len(text) < LONGEST_TEXT
    assert {block.form for block in found} >= {"paragraph", "heading"}
    assert not re.search(r"[$<>]|\{|\}|\*\*", text)
    assert not any(line.startswith(("#", "-", "•")) for block in found for line in block.lines)
    assert text.count("[") == text.count("]") == len(re.findall(r"\[[^\[\]\n]+\]", text))


@every
def test_a_draft_cannot_be_published_as_it_is(kind: str, language: str) -> None:
    page = LegalPage(kind=kind, language=language, text=drafting.draft(kind, language))

    with pytest.raises(ValidationError, match="still to be filled in"):
        page.clean()


@every
def test_the_demo_has_them_without_blanks(kind: str, language: str) -> None:
    LegalPage(kind=kind, language=language, text=drafting.example(kind, language)).clean()


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_privacy_notice_tells_what_this_site_is_set_to(language: str, settings: Any) -> None:
    settings.RETENTION_DAYS = 123
    settings.SESSION_COOKIE_AGE = 9 * 24 * 60 * 60
    settings.SITE_URL = "https://book.example.org"

    text = drafting.draft("privacy", language)

    assert re.search(r"\b123 (Tagen|days)\b", text)
    assert re.search(r"\b9 (Tage|days)\b", text)
    assert re.search(r"\b2 (Stunden|hours)\b", text)
    assert "https://book.example.org" in text


def test_there_is_no_draft_of_what_nobody_wrote() -> None:
    assert drafting.is_there("imprint", "de")
    assert not drafting.is_there("imprint", "fr")
    assert not drafting.is_there("../drafting", "de")
