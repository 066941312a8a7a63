"""One catalogue, complete: nothing missing, fuzzy or left over, and compiled from what is there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.house.tree import ROOT

CATALOGUE = Path("booking_site/locale/de/LC_MESSAGES/django.po")
PARTS = ("booking_site", "studios", "templates")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """The catalogue as `makemessages` would leave it now, made in a copy of the project."""
    copy = tmp_path_factory.mktemp("project")
    for part in PARTS:
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", copy)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale=de", "--no-location"],
        cwd=copy,
        env={"PATH": os.environ["PATH"]},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return polib.pofile(str(copy / CATALOGUE))


def texts(entries: list[polib.POEntry]) -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in entries}


def test_every_text_of_the_site_is_in_german(extracted: polib.POFile) -> None:
    committed = polib.pofile(str(ROOT / CATALOGUE))

    assert texts([entry for entry in extracted if not entry.obsolete]) == texts(list(committed))
    assert texts(committed.untranslated_entries()) == set()
    assert texts(committed.fuzzy_entries()) == set()
    assert texts(committed.obsolete_entries()) == set()


def test_the_compiled_catalogue_is_the_written_one() -> None:
    committed = polib.pofile(str(ROOT / CATALOGUE))
    compiled = polib.mofile(str(ROOT / CATALOGUE.with_suffix(".mo")))

    assert {said(entry) for entry in compiled} == {said(entry) for entry in committed}


def test_placeholders_survive_translation() -> None:
    checked = subprocess.run(
        ["msgfmt", "--check", "--output-file=/dev/null", str(ROOT / CATALOGUE)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr


def said(entry: polib.POEntry) -> tuple[object, ...]:
    return entry.msgctxt, entry.msgid, entry.msgstr, tuple(sorted(entry.msgstr_plural.items()))
