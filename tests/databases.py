"""A database of one test's own, for processes beside the test's, on the engine that the suite runs on; and what the
test's is asked."""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import environ
import psycopg
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext


def on_sqlite() -> bool:
    return settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """The DATABASE_URL of a new, empty database: a file in `folder`, or one more on PostgreSQL, dropped at the end."""
    if on_sqlite():
        yield f"sqlite:///{folder / 'site.sqlite3'}"
        return
    url, question_mark, options = os.environ["DATABASE_URL"].partition("?")
    server, _slash, _name = url.rpartition("/")
    name = f"test_{uuid4().hex}"
    _on_the_server(f"CREATE DATABASE {name}")
    try:
        yield f"{server}/{name}{question_mark}{options}"
    finally:
        _on_the_server(f"DROP DATABASE {name} WITH (FORCE)")


def everything_in(url: str) -> bytes:
    """All that a database of `own_database` holds: the bytes of its files, or its rows as text."""
    if on_sqlite():
        file = Path(url.removeprefix("sqlite:///"))
        return b"".join(part.read_bytes() for part in file.parent.glob(f"{file.name}*"))
    with _connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        texts = [
            text
            for (table,) in tables
            for (text,) in connection.execute(f'SELECT row::text FROM "{table}" row').fetchall()  # noqa: S608
        ]
    return "\n".join(texts).encode()


def everything_seen_by_django() -> dict[str, str]:
    """What the tables of the test's own connection hold at this moment, what is not committed yet included."""
    texts = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            texts[table] = "\n".join(str(row) for row in cursor.fetchall())
    return texts


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """What a query of a database of `own_database` finds, while others are writing to it."""
    if url.startswith("sqlite:"):
        reading = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True, timeout=20)
        with closing(reading) as connection:
            return connection.execute(query).fetchall()
    with _connect(url) as connection:
        return connection.execute(query).fetchall()


def _on_the_server(statement: str) -> None:
    with _connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(statement)


def _connect(url: str) -> psycopg.Connection:
    """Past Django, which allows a test its database only where it asked for one."""
    database = environ.Env.db_url_config(url)
    return psycopg.connect(
        dbname=database["NAME"],
        user=database["USER"] or None,
        password=database["PASSWORD"] or None,
        host=database["HOST"] or None,
        port=database["PORT"] or None,
        autocommit=True,
    )


def statements(act: Callable[[], object]) -> list[str]:
    """What is asked of the database, without values and the names of cursors and savepoints."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return [re.sub(r"'[^']*'|\b\d+\b|s\d+_x\d+|_django_curs_\w+", "?", one["sql"]) for one in queries]
