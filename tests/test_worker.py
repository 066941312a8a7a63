"""The task worker: runs what is due, several at a time, sweeps, and goes on whatever the database does."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from studios import sweeps
from studios.management.worker import Runner, Worker, run_due_tasks
from tests.databases import on_sqlite

ran: list[str] = []


@task()
def note(name: str) -> None:
    ran.append(name)


@task()
def fail() -> None:
    raise ValueError("nobody knows ada@example.org")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    ran.clear()
    monkeypatch.setattr(sweeps, "_registered", {})


@contextmanager
def working(**options: Any) -> Iterator[Worker]:
    """A worker at work in the background; stopped, and waited for, at the end."""
    worker = Worker(interval=0.02, **options)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(timeout=30)
        assert not thread.is_alive()


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_the_most_urgent_task_runs_first(db: None) -> None:
    note.enqueue("later")
    note.using(priority=100).enqueue("now")
    note.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("not yet")

    done = run_due_tasks()

    assert ran == ["now", "later"]
    assert {one.status for one in done} == {TaskResultStatus.SUCCESSFUL}


def test_tasks_of_every_queue_are_run(db: None) -> None:
    note.using(queue_name="default").enqueue("one")

    call_command("db_worker", "--batch")

    assert ran == ["one"]


def test_a_failing_task_is_marked_without_anybodys_address(db: None) -> None:
    fail.enqueue()

    (row,) = run_due_tasks()

    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED
    assert "ValueError" in row.traceback
    assert "ada@example.org" not in row.traceback


def test_a_batch_sweeps_once_and_runs_what_the_sweeps_found(db: None) -> None:
    @sweeps.sweep(every=timedelta(hours=1))
    def find_work(now: datetime) -> None:
        note.enqueue("found")

    call_command("db_worker", "--batch")

    assert ran == ["found"]


def test_a_batch_can_be_limited(db: None) -> None:
    for name in "abc":
        note.enqueue(name)

    call_command("db_worker", "--batch", "--max-tasks=2")

    assert ran == ["a", "b"]


@pytest.mark.parametrize("options", [["--max-tasks=1"], ["--queue-name=a", "--exclude-queues=b"]])
def test_options_that_make_no_sense_are_refused(options: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("db_worker", *options)


@pytest.mark.django_db(transaction=True)
def test_several_threads_run_each_task_once() -> None:
    names = [f"task {number}" for number in range(30)]
    for name in names:
        note.enqueue(name)

    with working(threads=4):
        until(lambda: not DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists())

    assert sorted(ran) == sorted(names)


@contextmanager
def locked_by_somebody_else() -> Iterator[Callable[[], None]]:
    """What a worker wants is locked until this is called, or to the end of the block."""
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        if on_sqlite():
            cursor.execute("BEGIN EXCLUSIVE")
        else:
            cursor.execute("BEGIN")
            cursor.execute(f"LOCK TABLE {DBTaskResult._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        yield lambda: cursor.execute("ROLLBACK")


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "studios.management.worker")
    option, ten_ms = ("timeout", 0.01) if on_sqlite() else ("options", "-c lock_timeout=10")
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], option, ten_ms)
    note.enqueue("patient")

    with locked_by_somebody_else() as let_go, working(threads=2):
        until(lambda: "OperationalError; trying again" in caplog.text)
        before = list(ran)
        let_go()
        until(lambda: bool(ran))

    assert before == []
    assert ran == ["patient"]


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_fails_stops_neither_the_others_nor_itself() -> None:
    calls: list[str] = []

    @sweeps.sweep(every=timedelta(seconds=0.01))
    def broken(now: datetime) -> None:
        calls.append("broken")
        raise RuntimeError("broken")

    @sweeps.sweep(every=timedelta(hours=1))
    def sound(now: datetime) -> None:
        calls.append("sound")

    with working(threads=1):
        until(lambda: calls.count("broken") >= 2 and "sound" in calls)

    assert calls.count("sound") == 1


@pytest.mark.django_db(transaction=True)
def test_who_has_looked_for_work_gives_a_sign_of_life_and_who_could_not_look_gives_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    is_there, take = threading.Event(), Runner._take

    def look(runner: Runner) -> object:
        looks.append("looked")
        if not is_there.is_set():
            raise OperationalError("the database is away")
        return take(runner)

    monkeypatch.setattr(Runner, "_take", look)
    with working(threads=1, alive_file=tmp_path / "alive"):
        until(lambda: len(looks) >= 2)
        seemed_well = (tmp_path / "alive").exists()
        is_there.set()
        until((tmp_path / "alive").exists)

    assert not seemed_well


def test_a_sign_of_life_that_cannot_be_given_keeps_no_task_waiting(
    transactional_db: None, tmp_path: Path
) -> None:
    note.enqueue("done")

    with working(threads=1, alive_file=tmp_path / "nowhere" / "alive"):
        until(lambda: ran == ["done"])


def test_sigterm_ends_the_command_and_a_missing_database_does_not(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "booking_site.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "manage.py", "db_worker", "--skip-checks"]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr
            first_lines = [next(process.stderr) for _ in range(6)]
            process.send_signal(signal.SIGTERM)
            code = process.wait(timeout=20)
        finally:
            process.kill()

    assert all("OperationalError; trying again" in line for line in first_lines)
    assert code == 0
