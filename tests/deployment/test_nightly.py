"""A backup every night: a missed one is made up for, a failed one tried again."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from studios.management import backups

NIGHT = datetime(2030, 1, 7, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ("20300106T023000", NIGHT),  # as every night
        ("20300106T023412", NIGHT),  # the last one came late
        ("20300106T150000", NIGHT),  # made by hand in between
        ("20300104T023000", NIGHT - timedelta(days=2)),  # missed: due at once
    ],
)
def test_every_night_has_its_copy_and_a_missed_one_is_made_up_for(
    tmp_path: Path, last: str, due: datetime
) -> None:
    (tmp_path / f"site-{last}Z.sqlite3").touch()

    assert backups.next_due(tmp_path, time(2, 30), now=NIGHT) == due


def test_a_night_without_a_copy_is_an_error_in_the_log_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "file"
    folder.touch()
    pauses: list[float] = []
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("studios.management.commands.backup.clock.sleep", ending_after(pauses, 2))

    call_command("backup", f"--into={folder / 'copies'}", "--daily-at=02:30")

    assert [line.levelname for line in caplog.records] == ["ERROR", "ERROR"]
    assert pauses == [600.0, 600.0]


def ending_after(pauses: list[float], count: int) -> Callable[[float], None]:
    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == count:
            raise KeyboardInterrupt

    return sleep
