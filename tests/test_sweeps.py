"""Sweeps: many rows that wait cost few questions, and none of them is asked for twice."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from studios.management.worker import run_due_tasks
from studios.models import Letter, Studio, owed
from studios.models.letter import LetterKind
from studios.my_bookings import tasks
from studios.sweeps import nudge
from tests.conftest import member

AtMost = Callable[..., AbstractContextManager[object]]


@task()
def do_nothing(number: int) -> None:
    pass


@pytest.fixture
def three_hundred(hafen: Studio) -> int:
    """Mails that are due, about nothing in particular: none is sent."""
    now = timezone.now()
    for number in range(300):
        Letter.objects.owe(LetterKind.BOOKED, member(hafen, "ada"), key=str(number), now=now)
    return 300


def test_what_waits_for_a_worker_is_asked_for_in_one_question(
    three_hundred: int, django_assert_max_num_queries: AtMost
) -> None:
    tasks.send_all(timezone.now())
    assert DBTaskResult.objects.count() == three_hundred

    with django_assert_max_num_queries(3):
        tasks.send_all(timezone.now())

    assert DBTaskResult.objects.count() == three_hundred


def test_of_very_many_rows_the_longest_waiting_are_asked_for_first_and_all_in_the_end(
    three_hundred: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owed, "MOST_AT_A_TIME", 200)
    oldest = list(Letter.objects.order_by("next_try_at").values_list("pk", flat=True)[:200])

    tasks.send_all(timezone.now())

    nudged = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    assert {row["args"][0] for row in nudged} == set(oldest)
    run_due_tasks()
    run_due_tasks()
    assert not Letter.objects.exclude(next_try_at=None).exists()


def test_a_row_is_nudged_again_once_its_task_has_run(db: None) -> None:
    nudge(do_nothing, [1, 2])
    nudge(do_nothing, [2, 3])
    assert DBTaskResult.objects.count() == 3
    run_due_tasks()

    nudge(do_nothing, [2])

    assert DBTaskResult.objects.count() == 4
