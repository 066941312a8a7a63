"""A language that nobody speaks: English with accents, two fifths longer. What holds it holds most real ones.

It is made for tests and never shipped.
"""

import re
from pathlib import Path
from typing import Any

import polib

from tests.house.tree import ROOT

CODE = "en-xa"  # as platforms call such a language
LONGER = 0.4
# Every text of the site stands in any of its catalogues.
TEXTS = ROOT / "booking_site/locale/de/LC_MESSAGES/django.po"
_ACCENTS = str.maketrans("aceinosuyzACEINOSUYZ", "áçéíñóšúýžÁÇÉÍÑÓŠÚÝŽ")
# What is not for reading stays as it is: placeholders, tags, entities.
_KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|&\w+;)")
_WORD = re.compile(r"[^\W\d_]+")


def pseudo(text: str) -> str:
    """`text` in it."""
    parts = _KEPT.split(text)
    return "".join(part if place % 2 else _WORD.sub(_longer, part) for place, part in enumerate(parts))


def _longer(word: re.Match[str]) -> str:
    """The letters after the first are said twice until the word is long enough; it has no new place to be broken."""
    letters = word[0]
    more = round(len(letters) * LONGER + 0.5)
    return (letters[:1] + "".join(one * 2 for one in letters[1 : more + 1]) + letters[more + 1 :]).translate(
        _ACCENTS
    )


def write(folder: Path) -> None:
    """Its compiled catalogue, below `folder`, which is for `LOCALE_PATHS`."""
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for entry in polib.pofile(str(TEXTS)):
        both = {0: pseudo(entry.msgid), 1: pseudo(entry.msgid_plural)} if entry.msgid_plural else {}
        catalogue.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgid_plural=entry.msgid_plural,
                msgstr="" if both else pseudo(entry.msgid),
                msgstr_plural=both,
            )
        )
    place = folder / "en_XA" / "LC_MESSAGES"
    place.mkdir(parents=True)
    catalogue.save_as_mofile(str(place / "django.mo"))


def speak(settings: Any, folder: Path) -> None:
    """From here to the end of the test the site speaks it beside its own."""
    write(folder)
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, folder]
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Pseudo")]
