"""The language that nobody speaks is longer, and everything in it that is not for reading is as it was."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser

from tests.languages.pseudo import CODE, pseudo, speak


@pytest.mark.parametrize(
    "text",
    [
        "%(count)d of %(name)s",
        "<strong>%(email)s</strong>",
        'at <a href="/demo/mail/">here</a>',
        "{}: {name} &amp; 100%%",
    ],
)
def test_what_is_not_for_reading_stays(text: str) -> None:
    said = pseudo(text)

    for kept in (
        "%(count)d",
        "%(name)s",
        "<strong>%(email)s</strong>",
        '<a href="/demo/mail/">',
        "{}",
        "{name}",
        "%%",
    ):
        assert (kept in said) == (kept in text)


@pytest.mark.parametrize("text", ["Me", "My bookings", "Please try again in a moment"])
def test_every_word_is_two_fifths_longer_or_more(text: str) -> None:
    for before, after in zip(text.split(), pseudo(text).split(), strict=True):
        assert len(after) >= 1.4 * len(before) or len(before) == 1


def test_the_site_speaks_it_when_it_is_told_to(db: None, settings: Any, tmp_path: Path) -> None:
    speak(settings, tmp_path)
    browser = Browser()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = CODE

    page = browser.get("/language/").content.decode()

    assert f'<html lang="{CODE}">' in page
    assert pseudo("My bookings") in page
