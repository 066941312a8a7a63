"""Copies of the whole database while the site runs: one file each, whole or not there, looked at once written.

What is in them is personal, so nobody but their owner may read them. The keys that parts of it are encrypted with are
not in them.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connection

_NAME = re.compile(r"site-(\d{8}T\d{6})Z\.(?:sqlite3|dump)")
_WRITTEN = "%Y%m%dT%H%M%S"
_UNFINISHED = ".unfinished"
_ABANDONED = timedelta(days=1)  # no copy takes that long: its process was killed


class CannotBackUp(Exception):
    """Why there is no copy; the text is a sentence for the operator."""


class CannotRestore(Exception):
    """Why the database is not as in the copy; the text is a sentence for the operator."""


def make(folder: Path, *, now: datetime) -> Path:
    """A copy of this moment in `folder`: a database file on SQLite, an archive for pg_restore on PostgreSQL.

    Raises CannotBackUp, and leaves nothing then.
    """
    on_sqlite = connection.vendor == "sqlite"
    name = f"site-{now.astimezone(UTC):{_WRITTEN}}Z.{'sqlite3' if on_sqlite else 'dump'}"
    unfinished = folder / f"{name}{_UNFINISHED}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            (_copy_sqlite if on_sqlite else _dump_postgresql)(unfinished)
            _on_disk(unfinished)
            return unfinished.rename(folder / name)
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, DatabaseError, sqlite3.Error, _Failed) as error:
        raise CannotBackUp(f"There is no backup: {error}") from error


def restore(copy: Path) -> None:
    """The database becomes what it was in `copy`, tables that came later gone, while nothing else uses it.

    Raises CannotRestore, and then nothing has changed.
    """
    try:
        if connection.vendor == "sqlite":
            _look_at_sqlite(copy)
            with closing(sqlite3.connect(_read_only(copy), uri=True)) as source:
                connection.ensure_connection()
                source.backup(connection.connection)
            connection.close()
        else:
            connection.close()
            _restore_postgresql(copy)
    except (OSError, DatabaseError, sqlite3.Error, _Failed) as error:
        raise CannotRestore(f"This was not restored: {error}") from error


def thin_out(folder: Path, *, keep: int, now: datetime) -> list[Path]:
    """Removes all but the copies of the newest `keep` days, and what a killed process left half written; the copies
    removed. Days, which are those of UTC, because what is copied before an upgrade may not cost a night.
    """
    copies = _copies(folder)
    kept = sorted({_made_at(copy).date() for copy in copies})[-keep:]
    old = [copy for copy in copies if _made_at(copy).date() not in kept]
    abandoned = [
        path
        for path in folder.glob(f"site-*{_UNFINISHED}")
        if path.stat().st_mtime < (now - _ABANDONED).timestamp()
    ]
    for path in (*old, *abandoned):
        path.unlink()
    return old


def next_due(folder: Path, at: time, *, now: datetime) -> datetime:
    """When the next of the daily copies is to be made, in UTC as `at` is: in the past where one was missed."""
    copies = _copies(folder)
    if not copies:
        return now
    made_at = _made_at(copies[-1])
    same_day = datetime.combine(made_at.date(), at, tzinfo=UTC)
    return same_day if same_day > made_at else same_day + timedelta(days=1)


def _copies(folder: Path) -> list[Path]:
    """The oldest first."""
    found = [path for path in folder.glob("site-*") if _NAME.fullmatch(path.name)]
    return sorted(found, key=_made_at)


def _made_at(copy: Path) -> datetime:
    written = _NAME.fullmatch(copy.name)
    assert written  # noqa: S101 - `_copies` finds no others
    return datetime.strptime(written[1], _WRITTEN).replace(tzinfo=UTC)


def _copy_sqlite(file: Path) -> None:
    """Consistent while others write, and without the pages that are free: not what copying the file would be."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    connection.close()
    _look_at_sqlite(file)


def _look_at_sqlite(file: Path) -> None:
    with closing(sqlite3.connect(_read_only(file), uri=True)) as copy:
        (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise _Failed(f"{file.name} is damaged: {said}")


def _read_only(file: Path) -> str:
    return f"{file.resolve().as_uri()}?mode=ro&immutable=1"


def _dump_postgresql(file: Path) -> None:
    """With PostgreSQL's own programs, which are to be as new as the server or newer."""
    where, environment = _where()
    _run(
        ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}", *where], environment
    )
    _run(["pg_restore", "--file=/dev/null", str(file)], None)  # reads all of it, and not its list alone


def _restore_postgresql(copy: Path) -> None:
    """In one transaction, which is committed when the copy was read to its end: else all is as it was.

    Not pg_restore's --clean: it leaves the tables that the copy does not know.
    """
    where, environment = _where()
    with (
        _started(
            ["pg_restore", "--no-owner", "--file=-", str(copy)], None, stdout=subprocess.PIPE
        ) as reading,
        _started(
            ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", *where],
            environment,
            stdin=subprocess.PIPE,
        ) as writing,
    ):
        assert reading.stdout  # noqa: S101 - so it was started
        assert writing.stdin  # noqa: S101 - so it was started
        with suppress(BrokenPipeError):  # psql has stopped, and says why
            writing.stdin.write(b"BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
            shutil.copyfileobj(reading.stdout, writing.stdin)
            if reading.wait() == 0:
                writing.stdin.write(b"\nCOMMIT;\n")
            writing.stdin.close()
        reading.stdout.close()
        _look_at_end(writing)
        _look_at_end(reading)


def _where() -> tuple[list[str], dict[str, str] | None]:
    """The database, as psql is told where it is and pg_dump understands it too, its name last; and the password."""
    psql, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    return list(psql[1:]), environment


class _Failed(Exception):
    """What a program or a look at a file said."""


def _run(command: list[str], environment: dict[str, str] | None) -> None:
    with _named(command):
        done = subprocess.run(  # noqa: S603 - no part of it comes from a visitor
            command, env=os.environ | (environment or {}), capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise _Failed(done.stderr.strip())


def _started(
    command: list[str],
    environment: dict[str, str] | None,
    *,
    stdin: int | None = None,
    stdout: int | None = None,
) -> subprocess.Popen[bytes]:
    with _named(command):
        return subprocess.Popen(  # noqa: S603 - as above
            command,
            env=os.environ | (environment or {}),
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )


@contextmanager
def _named(command: list[str]) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise _Failed(f"{command[0]} is not installed. Debian has it in postgresql-client.") from error


def _look_at_end(program: subprocess.Popen[bytes]) -> None:
    """Raises `_Failed` with what it said, where it did not end well."""
    assert program.stderr  # noqa: S101 - see `_started`
    said = program.stderr.read().decode(errors="replace").strip()
    if program.wait():
        raise _Failed(said)


def _on_disk(file: Path) -> None:
    """Before it gets its name: a power cut would leave a name without its bytes."""
    with file.open("rb") as written:
        os.fsync(written.fileno())
