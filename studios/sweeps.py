"""Sweeps: small pieces of work that the task worker does again and again, such as picking up what is due.

A task is only a nudge; what must happen is written in rows, and a sweep finds the rows that a lost nudge left behind.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

N = TypeVar("N", int, str)
SweepFunction = Callable[[datetime], None]


@dataclass(frozen=True, slots=True)
class Sweep:
    """A function to be called with the present instant, about every `every`; safe to call more often."""

    name: str
    every: timedelta
    run: SweepFunction


_registered: dict[str, Sweep] = {}


def sweep(*, every: timedelta) -> Callable[[SweepFunction], SweepFunction]:
    """Registers the function below it; the worker calls it as `function(now)`."""

    def register(function: SweepFunction) -> SweepFunction:
        name = f"{function.__module__}.{function.__qualname__}"
        _registered[name] = Sweep(name, every, function)
        return function

    return register


def registered() -> list[Sweep]:
    """Every sweep of the site, in the order of registration."""
    return list(_registered.values())


def nudge(task: Task[[N], None], numbers: Iterable[N]) -> None:
    """Enqueues `task` for each row that no nudge waits for already: behind a slow studio they would pile up.

    One question for all of them, because a mail server that was down leaves thousands.
    """
    numbers = list(numbers)
    if not numbers:
        return
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=task.module_path)
    nudged = {row["args"][0] for row in waiting.values_list("args_kwargs", flat=True)}
    for number in numbers:
        if number not in nudged:
            task.enqueue(number)
