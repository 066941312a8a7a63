"""One catalogue for each complete language: nothing missing, fuzzy or left over, and compiled from what is there.

A catalogue that is still being written may lack texts; what stands in it is held to the same rules.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polib
import pytest

from booking_site.languages import COMPLETE, NAMES, SOURCE
from tests.house.tree import ROOT

LOCALE = Path("booking_site/locale")
PARTS = ("booking_site", "studios", "templates")
WHOLE = sorted(COMPLETE - {SOURCE})
WRITTEN = sorted(path.name for path in (ROOT / LOCALE).iterdir() if path.is_dir())
# What a program fills in or a browser reads: it has to come out of the translation as it went in.
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>")
# In a catalogue every sentence of a plural may leave its number out: "a minute" instead of "1 minute".
NUMBERS = {"%(count)d", "%(number)d", "%(number)s", "%(days)s", "%(minutes)s", "%(counter)s", "%(hours)s"}


def catalogue(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def committed(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / catalogue(language)))


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the catalogues as `makemessages` would leave them now."""
    copy = tmp_path_factory.mktemp("project")
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", copy)
    subprocess.run(
        [
            sys.executable,
            "manage.py",
            "makemessages",
            *(f"--locale={language}" for language in WHOLE),
            "--no-location",
        ],
        cwd=copy,
        env={"PATH": os.environ["PATH"]},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return copy


def texts(entries: list[polib.POEntry]) -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in entries}


def test_only_languages_that_are_known_have_a_catalogue() -> None:
    assert set(WHOLE) <= set(WRITTEN) <= set(NAMES) - {SOURCE}


@pytest.mark.parametrize("language", WHOLE)
def test_every_text_of_the_site_is_in_every_complete_language(extracted: Path, language: str) -> None:
    wanted = polib.pofile(str(extracted / catalogue(language)))
    there = committed(language)

    assert texts([entry for entry in wanted if not entry.obsolete]) == texts(list(there))
    assert texts(there.untranslated_entries()) == set()
    assert texts(there.fuzzy_entries()) == set()
    assert texts(there.obsolete_entries()) == set()


@pytest.mark.parametrize("language", WRITTEN)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    written = [entry for entry in committed(language) if entry.translated()]
    compiled = polib.mofile(str(ROOT / catalogue(language).with_suffix(".mo")))

    assert {said(entry) for entry in compiled} == {said(entry) for entry in written}


@pytest.mark.parametrize("language", WRITTEN)
def test_gettext_finds_nothing_wrong(language: str) -> None:
    checked = subprocess.run(
        ["msgfmt", "--check", "--output-file=/dev/null", str(ROOT / catalogue(language))],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("language", WRITTEN)
def test_placeholders_and_tags_survive_translation(language: str) -> None:
    entries = [entry for entry in committed(language) if entry.translated() and not entry.obsolete]

    assert [fault for entry in entries for fault in faults(entry)] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("%(name)s is here", "Hier ist %(nam)s"),
        ("{} of {}", "von {}"),
        ("{when}", "wann"),
        ("<b>x</b>", "x"),
        ("%s", "%d"),
    ],
)
def test_a_lost_placeholder_is_found(before: str, after: str) -> None:
    assert list(faults(polib.POEntry(msgid=before, msgstr=after)))


def faults(entry: polib.POEntry) -> list[str]:
    if not entry.msgid_plural:
        return [] if kept(entry.msgid) == kept(entry.msgstr) else [entry.msgstr]
    wanted = kept(entry.msgid_plural)
    return [
        text
        for form, text in entry.msgstr_plural.items()
        if wanted != kept(text) and not (form == 0 and wanted.keys() - kept(text).keys() <= NUMBERS)
    ]


def kept(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text) + TAG.findall(text))


def said(entry: polib.POEntry) -> tuple[object, ...]:
    return entry.msgctxt, entry.msgid, entry.msgstr, tuple(sorted(entry.msgstr_plural.items()))
