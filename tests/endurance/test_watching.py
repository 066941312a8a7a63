"""What would be answered and forgotten in the randomised run is noticed: failures of the worker, and wrong copies."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django_tasks import task

from studios import connections
from studios.magicline.gate import Call
from studios.management.worker import run_due_tasks
from studios.models import Booking
from tests.endurance import dust
from tests.endurance.stage import Stage
from tests.endurance.world import OFFERED, running_world

pytestmark = pytest.mark.django_db(transaction=True)
CALL = Call("hafen", "/v1/appointments/bookable", "GET")


@task()
def raises() -> None:
    raise LookupError


@task()
def asks_inside_a_transaction() -> None:
    with transaction.atomic():
        connections.gate.ask(CALL)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Stage]:
    with running_world(monkeypatch, settings) as world:
        world.begin()
        yield Stage(world, Counter(), Counter())


def the_desk_moves_what_ada_booked(stage: Stage) -> None:
    form = stage.choose("ada", OFFERED[0], 1, 0, None)
    assert form
    stage.confirm(form, None)
    stage.flush()
    run_due_tasks()
    stage.desk_moves(stage.world.at_the_vendor("ada")[0], 72)


def test_a_task_that_fails_is_noticed(stage: Stage) -> None:
    raises.enqueue()
    run_due_tasks()

    with pytest.raises(AssertionError, match="LookupError"):
        dust.nothing_was_wrong(stage.world, stage.wishes)


def test_a_call_that_a_task_makes_inside_a_transaction_is_noticed(stage: Stage) -> None:
    asks_inside_a_transaction.enqueue()
    run_due_tasks()

    assert stage.world.boundaries.wrongs


def test_news_that_arrived_and_was_not_acted_on_is_noticed(stage: Stage) -> None:
    the_desk_moves_what_ada_booked(stage)
    stage.flush()

    with pytest.raises(AssertionError, match="here, "):
        dust.the_mirror_is_true_before_anybody_looks(stage.world)


def test_news_that_was_acted_on_leaves_nothing_to_notice(stage: Stage) -> None:
    the_desk_moves_what_ada_booked(stage)
    stage.flush()
    run_due_tasks()

    dust.the_mirror_is_true_before_anybody_looks(stage.world)

    assert Booking.objects.exists()


def test_a_copy_may_be_old_until_somebody_looks_when_its_news_was_lost(stage: Stage) -> None:
    stage.world.vendor.mishap("webhook", "lose", count=9)
    the_desk_moves_what_ada_booked(stage)
    stage.flush()
    run_due_tasks()

    dust.the_mirror_is_true_before_anybody_looks(stage.world)

    assert Booking.objects.get().starts_at != stage.world.at_the_vendor("ada")[0].starts_at
