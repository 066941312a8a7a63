"""What SECURITY.md says is shown by tests, is shown by tests that there are."""

import re

from tests.house.named import missing_tests, rows, text_of

TEXT = text_of("SECURITY.md")


def test_every_test_that_is_named_is_there() -> None:
    assert missing_tests(TEXT) == []


def test_every_line_of_the_table_names_one() -> None:
    table = rows(TEXT)

    assert len(table) > 15
    assert [row[:2] for row in table if len(row) != 4 or not re.search(r"`tests/\S+::\w+`", row[3])] == []
