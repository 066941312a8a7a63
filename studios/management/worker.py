"""The task worker: several threads that run tasks, and one for every sweep.

Built on django-tasks-db's own, which runs one task at a time, takes the database's lock to look for work, and ends
when a lock outlasts the time-out.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import Error as DatabaseError
from django.db import connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as OneTaskRunner
from django_tasks_db.models import DBTaskResult

from booking_site import metrics, request_ids
from booking_site.log_filters import discreet
from studios import sweeps
from studios.sweeps import Sweep

logger = logging.getLogger(__name__)

TaskRow = DBTaskResult[Any, Any]

_LONGEST_PAUSE = 30.0
_OUTCOMES = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which tasks a worker runs; no queues means all of them, and no least priority any."""

    queues: Sequence[str] = ()
    excluded_queues: Sequence[str] = ()
    backend: str = "default"
    least_priority: int | None = None


ALL_TASKS = Scope()


@dataclass(slots=True)
class Runner:
    """Takes tasks and runs them, in the calling thread."""

    scope: Scope = ALL_TASKS
    worker_id: str = field(default_factory=lambda: get_random_string(32))

    def run_one(self) -> TaskRow | None:
        """Runs the most urgent task that is due and returns its row; nothing when none is due.

        A task that fails is marked so in its row, where nobody's address or name may stand: its traceback is
        kept like a log line.
        """
        task = self._take()
        if task is None:
            return None
        one = OneTaskRunner(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name=self.scope.backend,
            startup_delay=False,
            max_tasks=None,
            worker_id=self.worker_id,
        )
        with request_ids.numbered(str(task.id)):
            one.run_task(task)
        if task.status == TaskResultStatus.FAILED:
            task.traceback = discreet(task.traceback)
            task.save(update_fields=["traceback"])
        for outcome in _OUTCOMES:  # both, because nobody sees a row grow that begins with its first failure
            metrics.tasks.labels(task.task_path, outcome).inc(outcome == task.status)
        return task

    def _take(self) -> TaskRow | None:
        """Claims by a conditional update, so that looking for work takes no lock."""
        due = DBTaskResult.objects.ready().filter(backend_name=self.scope.backend)
        if self.scope.queues:
            due = due.filter(queue_name__in=self.scope.queues)
        if self.scope.least_priority is not None:
            due = due.filter(priority__gte=self.scope.least_priority)
        due = due.exclude(queue_name__in=self.scope.excluded_queues)
        while (task := due.first()) is not None:
            mine = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.READY).update(
                status=TaskResultStatus.RUNNING,
                started_at=timezone.now(),
                worker_ids=[*task.worker_ids, self.worker_id],
            )
            if mine:
                task.refresh_from_db()
                return task
        return None


def run_due_tasks(scope: Scope = ALL_TASKS, *, most: int | None = None) -> list[TaskRow]:
    """Calls every sweep once and runs every task that is due, in the calling thread; returns the tasks it ran."""
    for sweep in sweeps.registered():
        sweep.run(timezone.now())
    runner = Runner(scope)
    done: list[TaskRow] = []
    while (most is None or len(done) < most) and (task := runner.run_one()) is not None:
        done.append(task)
    return done


class Worker:
    """Runs tasks in `threads` threads, and every sweep in one of its own, until told to stop.

    Half of several threads leave tasks of negative priority alone: those may take minutes each, as the reading at night
    does, and a code to sign in with cannot wait for them. `alive_file` is touched whenever one of the threads
    has looked for a task: several times a second, while the database answers.
    """

    def __init__(
        self,
        scope: Scope = ALL_TASKS,
        *,
        threads: int = 4,
        interval: float = 0.2,
        alive_file: Path | None = None,
    ) -> None:
        self.interval, self.alive_file = interval, alive_file
        self.stopping = threading.Event()
        scopes = [replace(scope, least_priority=0) if n < threads // 2 else scope for n in range(threads)]
        self._threads = [self._thread(f"tasks-{n}", self._task_step(one)) for n, one in enumerate(scopes)]
        # Each sweep has its own, so that a slow or failing one keeps no other waiting.
        self._threads += [self._thread(sweep.name, self._sweep_step(sweep)) for sweep in sweeps.registered()]

    def run(self) -> None:
        """Works until `stop` is called, then lets the running tasks finish."""
        for thread in self._threads:
            thread.start()
        # Not `wait`: a signal that came while this thread holds the event's lock would wait for itself.
        while not self.stopping.is_set():
            time.sleep(0.1)
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        self.stopping.set()

    def stop_on_signals(self) -> None:
        """The first SIGINT or SIGTERM ends the worker after the running tasks, a second one at once."""

        def stop(signal_number: int, _frame: FrameType | None) -> None:
            if self.stopping.is_set():
                raise SystemExit(128 + signal_number)
            logger.info("%s: finishing what is running", signal.Signals(signal_number).name)
            self.stop()

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)

    def _task_step(self, scope: Scope) -> Callable[[], float]:
        runner = Runner(scope)

        def step() -> float:
            task = runner.run_one()
            if self.alive_file:
                with suppress(OSError):  # whoever looks for the file finds that out
                    self.alive_file.touch()
            return 0 if task else self.interval

        return step

    def _sweep_step(self, sweep: Sweep) -> Callable[[], float]:
        def step() -> float:
            sweep.run(timezone.now())
            metrics.sweeps.labels(sweep.name).inc()
            return sweep.every.total_seconds()

        return step

    def _thread(self, name: str, step: Callable[[], float]) -> threading.Thread:
        # Daemons, so that a second signal need not wait for them.
        return threading.Thread(target=self._repeat, args=[step], name=name, daemon=True)

    def _repeat(self, step: Callable[[], float]) -> None:
        """Calls `step` again and again, with the pause in seconds that it returns; nothing it raises ends the thread.

        A locked or restarting database raises here. The connection is closed, so that the next try has a new one.
        """
        failures = 0
        try:
            while not self.stopping.is_set():
                try:
                    pause, failures = step(), 0
                except DatabaseError as error:
                    failures += 1
                    pause = _pause_after(failures)
                    logger.warning("%s; trying again in %.1f s", type(error).__name__, pause)
                    connections.close_all()
                except Exception:
                    failures += 1
                    pause = _pause_after(failures)
                    logger.exception("Unexpected failure; trying again in %.1f s", pause)
                if pause:
                    self.stopping.wait(pause)
        finally:
            connections.close_all()


def _pause_after(failures: int) -> float:
    """Seconds: 0.2 after the first failure in a row, twice as long after each further one, 30 at most."""
    return min(0.1 * 2.0 ** min(failures, 10), _LONGEST_PAUSE)
