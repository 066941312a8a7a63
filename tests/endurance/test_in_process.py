"""Thousands of steps that nobody thought of, with kills at every commit and every call: the books agree at the end.

`STEPS=100000 .venv/bin/pytest -n 0 tests/endurance/test_in_process.py` runs longer and tells what happened. A failure
names the SEED of its round, which plays it again alone; with `SHRINK=1` hypothesis looks for a shorter way there.
"""

import logging
import os
import textwrap
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import on_sqlite
from tests.endurance.members import Storm
from tests.endurance.world import World, running_world

# The choices are the same on every database, and so is what the site does about them: on a second one the first rounds
# are enough, in which each kind of step comes up many times.
STEPS = int(os.environ.get("STEPS", "1200" if on_sqlite() else "600"))
SEED = int(os.environ.get("SEED", "1"))
PHASES = (Phase.generate, Phase.shrink) if "SHRINK" in os.environ else (Phase.generate,)
ACTS_OF_AN_EXAMPLE = 100
EXAMPLES_OF_A_ROUND = 20


@pytest.mark.django_db(transaction=True)
def test_whatever_befalls_members_and_site_the_books_agree_in_the_end(
    monkeypatch: pytest.MonkeyPatch, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    Storm.steps, Storm.facts = Counter(), Counter()
    rounds = 0
    with running_world(monkeypatch, settings) as world:
        Storm.world = world
        logging.disable(logging.ERROR)  # a hundred thousand lines about trouble that was wished for
        try:
            while Storm.steps.total() < STEPS:
                _play_a_round(SEED + rounds)
                rounds += 1
        finally:
            logging.disable(logging.NOTSET)

    with capsys.disabled() if "STEPS" in os.environ else nullcontext():
        print(f"\n{rounds} rounds from seed {SEED}", *_told(world), sep="\n")


def _play_a_round(number: int) -> None:
    """Fixed examples for each number, so that no run of the suite meets what another does not."""
    try:
        run_state_machine_as_test(
            seed(number)(Storm),
            settings=settings(
                max_examples=EXAMPLES_OF_A_ROUND,
                stateful_step_count=ACTS_OF_AN_EXAMPLE,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=PHASES,
            ),
        )
    except BaseException as failure:
        failure.add_note(f"SEED={number} STEPS=1 plays this round again")
        raise


def _told(world: World) -> Iterator[str]:
    """What happened, for a report."""
    counted = {
        "steps": Storm.steps,
        "what came of them": Storm.facts,
        "boundaries": world.boundaries.passed,
        "kills": world.boundaries.kills,
        "overtaken": world.boundaries.overtaken,
    }
    for name, counts in counted.items():
        each = ", ".join(f"{what} {number}" for what, number in counts.most_common())
        yield textwrap.fill(f"{name}: {counts.total()} ({each})", 110, subsequent_indent="    ")
