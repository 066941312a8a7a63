"""Texts to begin with: what this software does is told in them, what only the gym knows stands in [brackets].

They are drafts and no legal advice; a page with brackets left in it cannot be published.
"""

import re
from pathlib import Path
from string import Template

from django.conf import settings

from studios.models.challenge import KEPT

_FOLDER = Path(__file__).parent / "drafts"
_BRACKETS = re.compile(r"\[([^\[\]\n]+)\]")


def is_there(kind: str, language: str) -> bool:
    """Whether there is a draft of this kind in this language."""
    return (kind, language) in _files()


def draft(kind: str, language: str) -> str:
    """The draft, with this site's address and the spans it is set to keep things for. Raises `KeyError` if none."""
    text = _files()[kind, language].read_text(encoding="utf-8")
    return Template(text).substitute(
        site=settings.SITE_URL,
        session_days=settings.SESSION_COOKIE_AGE // (60 * 60 * 24),
        retention_days=settings.RETENTION_DAYS,
        sign_in_hours=int(KEPT.total_seconds() // 3600),
    )


def example(kind: str, language: str) -> str:
    """The draft with round brackets in the place of square ones: for the demo, where nothing is to be filled in."""
    return _BRACKETS.sub(r"(\1)", draft(kind, language))


def _files() -> dict[tuple[str, str], Path]:
    """Named `<kind>.<language>.txt`; whatever was typed into an address is only looked up here."""
    return {(file.stem.split(".")[0], file.stem.split(".")[1]): file for file in _FOLDER.glob("*.*.txt")}
