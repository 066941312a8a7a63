"""Where a process can die, or be overtaken by another one: every commit, and both sides of every call to the vendor."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from studios.magicline.gate import Call

BEFORE_COMMIT, AFTER_COMMIT = "before a commit", "after a commit"
BEFORE_CALL, AFTER_CALL = "before a call leaves", "after its answer"
CALLS = (BEFORE_CALL, AFTER_CALL)

Happening = Callable[[], None]


class Killed(BaseException):
    """SIGKILL, as far as one thread can play it: nothing in the product catches this."""


class Boundaries:
    """Lets the n-th boundary of a process be its last, or be the moment in which something else happens.

    After a death nothing works until the process has ended: whatever an `except` or a `finally` would still like to
    write or ask is stopped as well, and what was not committed is gone with the connection.
    """

    def __init__(self, tick: Callable[[], None]) -> None:
        self._tick = tick
        self.passed: Counter[str] = Counter()
        self.kills: Counter[str] = Counter()
        self.overtaken: Counter[str] = Counter()
        self._dead = False
        self._deaths_at = 0
        self._meanwhile_at = 0
        self._meanwhile: Happening | None = None
        self.wrongs: list[str] = []  # what is raised in a task of the worker is answered and forgotten
        self.watch_call: Callable[[str, Call, str], None] = lambda where, call, outcome: None

    @contextlib.contextmanager
    def process(
        self, *, dies_at: int = 0, meanwhile_at: int = 0, meanwhile: Happening | None = None
    ) -> Iterator[None]:
        """The life of one process: a request, or a turn of the worker. Counted from 1; 0 is never.

        `meanwhile` happens at the n-th boundary of a call: no transaction is open there, as in another process.
        """
        before = self._deaths_at, self._meanwhile_at, self._meanwhile
        self._deaths_at, self._meanwhile_at, self._meanwhile = dies_at, meanwhile_at, meanwhile
        try:
            yield
        except Killed:
            self._dead = False
            connection.close()
        finally:
            self._deaths_at, self._meanwhile_at, self._meanwhile = before

    def pass_by(self, where: str) -> None:
        """Something stands at this boundary."""
        if self._dead:
            raise Killed
        self._tick()
        self.passed[where] += 1
        self._deaths_at -= 1
        if self._deaths_at == 0:
            self.kills[where] += 1
            self._dead = True
            connection.close()
            raise Killed
        if where in CALLS:
            self._meanwhile_at -= 1
            if self._meanwhile_at == 0 and self._meanwhile:
                self.overtaken[where] += 1
                happening, self._meanwhile = self._meanwhile, None
                happening()

    # The gate of the client

    def ask(self, call: Call) -> None:
        if connection.in_atomic_block:
            self.wrongs.append(f"{call.endpoint} was asked inside a transaction")
            raise AssertionError(self.wrongs[-1])
        self.pass_by(BEFORE_CALL)
        self.watch_call(BEFORE_CALL, call, "")

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        self.watch_call(AFTER_CALL, call, outcome)
        self.pass_by(AFTER_CALL)

    # The database

    @contextlib.contextmanager
    def at_every_commit(self) -> Iterator[None]:
        """Watches this thread's connection: its transactions, and what is written outside of any."""
        real = connection._commit

        def commit() -> Any:
            self.pass_by(BEFORE_COMMIT)
            done = real()
            self.pass_by(AFTER_COMMIT)
            return done

        connection._commit = commit  # type: ignore[method-assign]
        try:
            with connection.execute_wrapper(self._execute):
                yield
        finally:
            connection._commit = real  # type: ignore[method-assign]

    def _execute(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self._dead:
            raise Killed
        alone = not connection.in_atomic_block and sql.startswith(("INSERT", "UPDATE", "DELETE"))
        if alone:
            self.pass_by(BEFORE_COMMIT)
        done = execute(sql, params, many, context)
        if alone:
            self.pass_by(AFTER_COMMIT)
        return done
