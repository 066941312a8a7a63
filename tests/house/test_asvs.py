"""What docs/asvs.md says is met, is shown by tests that there are, or says that none shows it."""

import re
from collections import Counter

from tests.house.named import missing_tests, rows, text_of

TEXT = text_of("docs/asvs.md")
REQUIREMENTS = [row for row in rows(TEXT) if re.match(r"V?\d", row[0])]
NOT_MET = r"(not|does not apply), because "
MET = r"met: `tests/\S+::\w+`|met, no test shows it: "


def test_every_test_that_is_named_is_there() -> None:
    assert missing_tests(TEXT) == []


def test_every_line_says_how_it_stands_and_by_what_that_is_seen() -> None:
    assert [row for row in REQUIREMENTS if len(row) != 4 or not re.match(f"{MET}|{NOT_MET}", row[3])] == []


def test_no_requirement_stands_there_twice() -> None:
    assert [number for number, times in Counter(row[0] for row in REQUIREMENTS).items() if times > 1] == []


def test_the_sentence_that_counts_them_has_counted() -> None:
    said = re.search(r"Met are (\d+) lines, not met (\d+), and (\d+) do not apply\.", TEXT)
    stands = Counter(re.split("[:,]", row[3])[0] for row in REQUIREMENTS)

    assert said
    assert [int(number) for number in said.groups()] == [
        stands["met"],
        stands["not"],
        stands["does not apply"],
    ]
