"""What SECURITY.md says is shown by tests, is shown by tests that there are."""

import re

from tests.house.tree import ROOT

TEXT = re.sub(r"<!--.*?-->", "", (ROOT / "SECURITY.md").read_text(), flags=re.DOTALL)
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)


def rows() -> list[list[str]]:
    """The table's cells, line by line."""
    lines = [line for line in TEXT.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_test_that_is_named_is_there() -> None:
    missing = [
        f"{path}::{name}"
        for path, name in NAMED
        if not (ROOT / path).exists()
        or not re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.MULTILINE)
    ]

    assert missing == []


def test_every_line_of_the_table_names_one() -> None:
    assert len(rows()) > 15
    assert [row[:2] for row in rows() if len(row) != 4 or not re.search(r"`tests/\S+::\w+`", row[3])] == []
