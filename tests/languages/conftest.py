"""A site that speaks other languages than the usual two."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from booking_site import languages
from tests.languages import pseudo


@pytest.fixture
def speaks(settings: Any) -> Callable[..., None]:
    """`speaks("de")`: only these are on."""

    def turn_on(*codes: str) -> None:
        settings.LANGUAGES_ON = list(codes)
        settings.LANGUAGES = languages.named(codes)
        settings.LANGUAGE_CODE = settings.LANGUAGES[0][0]

    return turn_on


@pytest.fixture
def three(settings: Any, tmp_path: Path) -> None:
    """English, German, and a third."""
    pseudo.speak(settings, tmp_path)
