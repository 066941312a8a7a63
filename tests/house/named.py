"""Documents that name tests: the tests, and the cells of tables."""

import re

from tests.house.tree import ROOT


def text_of(document: str) -> str:
    """What a reader sees of it: without comments."""
    return re.sub(r"<!--.*?-->", "", (ROOT / document).read_text(), flags=re.DOTALL)


def missing_tests(text: str) -> list[str]:
    """The tests, written `tests/folder/file.py::name`, that are named in it and not there."""
    return [
        f"{path}::{name}"
        for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
        if not (ROOT / path).exists()
        or not re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.MULTILINE)
    ]


def rows(text: str) -> list[list[str]]:
    """The cells of its tables, line by line, without their heads."""
    lines = text.splitlines()
    heads = {place - 1 for place, line in enumerate(lines) if line.startswith("| ---")}
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for place, line in enumerate(lines)
        if line.startswith("| ") and not line.startswith("| ---") and place not in heads
    ]
