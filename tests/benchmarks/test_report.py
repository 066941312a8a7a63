"""What is told of a run: figures beside what they are held against, what failed, and not whose machine it was."""

import platform
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.figures import Figure, Spread
from benchmarks.topics import Outcome, run, section, why


def figure(goal: str = "4", *, met: bool | None = True) -> Figure:
    return Figure(
        goal, "page", Spread(900, 850, 1000), Spread(300, 300, 300), "bare Django", "≥ 3×", met, "pages/s"
    )


@pytest.mark.parametrize(
    ("spread", "unit", "told"),
    [
        (Spread(1.234, 1.1, 1.3), "ms", "1.23 (1.10–1.30) ms"),
        (Spread(5, 5, 5), "", "5"),
        (Spread(12345.6, 12345.6, 12345.6), "bytes", "12,346 bytes"),
        (Spread(0.0123, 0.0123, 0.0123), "", "0.012"),
        (None, "ms", ""),
    ],
)
def test_a_figure_is_told_with_its_ends_where_they_differ(
    spread: Spread | None, unit: str, told: str
) -> None:
    assert report.told(spread, unit) == told


def test_the_middle_of_some_rounds_stands_between_their_ends() -> None:
    assert Spread.of([3, 1, 2, 10]) == Spread(2.5, 1, 10)


def test_the_table_is_by_goal_and_says_what_was_missed() -> None:
    lines = report.table([figure("7", met=False), figure("4")]).splitlines()

    assert lines[2:] == [
        "| 4 | page | 900 (850–1,000) pages/s | 300 pages/s | bare Django | 3× | ≥ 3× | met |",
        "| 7 | page | 900 (850–1,000) pages/s | 300 pages/s | bare Django | 3× | ≥ 3× | **missed** |",
    ]


def test_a_run_replaces_what_it_said_before_and_leaves_the_other_alone(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"

    report.write("Goals", "said first", document)
    report.write("Beside other software", "theirs", document)
    report.write("Goals", "new", document)

    text = document.read_text()
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Benchmarks",
        "## Goals",
        "## Beside other software",
    ]
    assert "said first" not in text
    assert text.index("new") < text.index("theirs")


def test_a_run_says_what_it_ran_on_but_not_where() -> None:
    told = report.conditions()

    assert platform.python_version() in told
    assert platform.release() in told
    assert platform.node() not in told
    assert str(report.ROOT) not in told


def test_why_something_failed_names_no_place() -> None:
    told = why(FileNotFoundError(2, "No such file", f"{Path.home()}/var/peers"))

    assert told == "FileNotFoundError: [Errno 2] No such file: '…"


@pytest.mark.parametrize(
    ("topic", "seconds", "reason"),
    [("no_such_topic", 60, "No module named"), ("webhook_answers", 0.01, "took longer than")],
)
def test_a_topic_that_fails_is_named_and_costs_the_others_nothing(
    topic: str, seconds: float, reason: str
) -> None:
    failed = run(topic, 1, seconds)

    told = section([failed, Outcome("from_cache", [figure()], 1.0)])

    assert reason in failed.failure
    assert f"- {topic}: {failed.failure}" in told
    assert "| 4 | page | 900" in told
