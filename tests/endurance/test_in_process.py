"""Thousands of steps that nobody thought of, with kills at every commit and every call: the books agree at the end.

`STEPS=100000 SEED=7 pytest -n 0 tests/endurance/test_in_process.py` runs longer; SEED is what a failure names.
"""

import logging
import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.endurance.members import Storm
from tests.endurance.world import running_world

STEPS = int(os.environ.get("STEPS", "2000"))
SEED = int(os.environ.get("SEED", "1"))
STEPS_OF_AN_EXAMPLE = 100
EXAMPLES_OF_A_ROUND = 20


@pytest.mark.django_db(transaction=True)
def test_members_storms_and_kills_leave_books_that_agree(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    # A hundred thousand lines about trouble that was wished for.
    monkeypatch.setattr(logging.root.manager, "disable", logging.ERROR)
    with running_world(monkeypatch, settings) as world:
        Storm.world, Storm.steps, Storm.facts = world, Counter(), Counter()
        number = SEED
        while Storm.steps.total() < STEPS:
            _play_a_round(number)
            number += 1
    print(
        Storm.steps, Storm.facts, world.boundaries.passed, world.boundaries.kills, world.boundaries.overtaken
    )


def _play_a_round(number: int) -> None:
    examples = min(EXAMPLES_OF_A_ROUND, -(-(STEPS - Storm.steps.total()) // STEPS_OF_AN_EXAMPLE))
    run_state_machine_as_test(
        seed(number)(Storm),
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS_OF_AN_EXAMPLE,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,) if "NOSHRINK" in os.environ else (Phase.generate, Phase.shrink),
        ),
    )
