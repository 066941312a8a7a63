"""What looks for work every few seconds reads through no table that grows with every booking: it asks an index."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from studios import sweeps
from studios.models import Attempt, Booking, BookingChange, Letter, Member, Move, WebhookMessage
from tests.databases import on_sqlite

GROWING = {
    one._meta.db_table for one in (Attempt, Booking, BookingChange, Letter, Member, Move, WebhookMessage)
}
OFTEN = [one for one in sweeps.registered() if one.every <= timedelta(minutes=5)]
# The few that there are of these are joined to their attempts; no sweep asks for all of them.
FEW = {Move._meta.db_table}


@contextmanager
def asked() -> Iterator[list[tuple[str, Sequence[Any]]]]:
    """The queries inside, with their values."""
    seen: list[tuple[str, Sequence[Any]]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def read_through(sql: str, params: Sequence[Any]) -> set[str]:
    """The tables that the database would read from end to end for this query, if they were large."""
    with connection.cursor() as cursor:
        if on_sqlite():
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            told, pattern = [row[-1] for row in cursor.fetchall()], r"^SCAN (\w+)(?! USING)"
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")  # else small tables are always read through
            cursor.execute(f"EXPLAIN {sql}", params)
            told, pattern = [row[0] for row in cursor.fetchall()], r"Seq Scan on (\w+)"
    return {name for line in told for name in re.findall(pattern, line)}


def test_there_are_sweeps_to_look_at() -> None:
    assert len(OFTEN) > 10


@pytest.mark.parametrize("sweep", OFTEN, ids=lambda sweep: sweep.name)
def test_a_sweep_finds_its_work_by_an_index(sweep: sweeps.Sweep, db: None) -> None:
    with asked() as queries:
        sweep.run(timezone.now())

    looks = [(sql, params) for sql, params in queries if sql.startswith("SELECT")]
    assert {table for sql, params in looks for table in read_through(sql, params)} & GROWING - FEW == set()


def test_without_an_index_it_would_be_noticed(db: None) -> None:
    with asked() as queries:
        list(Letter.objects.filter(kind="booked"))

    assert read_through(*queries[0]) == {Letter._meta.db_table}
