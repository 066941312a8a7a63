"""The map in README.md is the tree."""

import re

from tests.house.tree import ROOT, name, ours

_MAP = re.search(r"## Map\n.*?```\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def mapped() -> set[str]:
    """Every path on the map: names stand before the first gap of two spaces, indented below their folder."""
    paths: set[str] = set()
    folder = ""
    for line in _MAP.group(1).splitlines() if _MAP else []:
        names = re.split(r" {2,}", line.strip())[0].split()
        inside = folder if line.startswith(" ") else ""
        paths |= {inside + one for one in names}
        if not inside:
            folder = names[0] if len(names) == 1 and names[0].endswith("/") else ""
    return paths


def in_the_tree() -> set[str]:
    """The top level, and one level of the app; dot files and what makes a folder a package go without saying."""
    found = [*ROOT.iterdir(), *(ROOT / "studios").iterdir()]
    return {
        name(path) + "/" * path.is_dir()
        for path in found
        if ours(path) and not path.name.startswith(".") and not path.name.startswith("__")
    }


def test_everything_is_on_the_map() -> None:
    assert in_the_tree() - mapped() == set()


def test_everything_on_the_map_is_there() -> None:
    assert {path for path in mapped() if not (ROOT / path).exists()} == set()
