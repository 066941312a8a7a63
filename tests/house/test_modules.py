"""Modules stay small enough to be read in one go, and the project knows nothing of the machine it was written on."""

import re

import pytest

from tests.house.tree import PACKAGES, ROOT, files, name

MOST_LINES = 250
# Written so that the patterns do not find themselves.
OUTSIDE = re.compile(
    r"(?<![\w.])/w[o]rk\b|\.\./sh[a]red|\bd[e]sign\.md|\bo[p]en-api\.md|fil[e]://|pyp[i]\.org|/tm[p]/|/ro[o]t/"
)


def test_no_module_has_outgrown_its_room() -> None:
    lengths = {
        name(path): path.read_text().count("\n")
        for path in files(".py", under=PACKAGES)
        if "migrations" not in path.parts
    }

    assert {module: lines for module, lines in lengths.items() if lines > MOST_LINES} == {}


def test_every_module_says_what_it_is_for() -> None:
    modules = [
        path
        for path in files(".py", under=PACKAGES)
        if "migrations" not in path.parts and path.stat().st_size
    ]

    assert [name(path) for path in modules if not path.read_text().startswith('"""')] == []


def test_nothing_mentions_a_place_outside_the_project() -> None:
    texts = files(
        ".py", ".html", ".txt", ".md", ".toml", ".css", ".js", ".po", ".svg", ".json", ".example", ""
    )

    mentions = {name(path): OUTSIDE.findall(path.read_text(errors="ignore")) for path in texts}

    assert {path: found for path, found in mentions.items() if found} == {}


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_nothing_is_left_for_later(word: str) -> None:
    ours = [path for path in files(".py", ".html", ".css", ".js") if path.parent != ROOT / "tests" / "house"]

    assert [name(path) for path in ours if re.search(rf"\b{word}\b", path.read_text())] == []
