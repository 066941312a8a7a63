"""Whether the time of an answer tells who is a member. No run of the suite collects it: it takes a quiet machine.

    .venv/bin/python -m pytest -n 0 -s tests/signing_in/timing.py

A known and an unknown address are asked about in a random order, and the two heaps of times compared by rank (Mann and
Whitney). Were there no difference, a probability below 0.01 would come once in a hundred runs: two of three must be
above it.
"""

import gc
import math
import random
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import pytest

from studios.management.worker import run_due_tasks
from studios.models import Challenge, Studio
from studios.models import challenge as challenge_module
from studios.signing_in import limits
from tests.signing_in.conftest import Visitor, wrong_codes

EACH = 500
RUNS = 3
LEAST = 0.01
KNOWN, UNKNOWN = "ada@example.org", "eve@example.org"
PLENTY = 10**9
Act = Callable[[Visitor, str], object]


@pytest.fixture(autouse=True)
def _no_limits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would end it after twenty tries; all is counted as ever."""
    settings.SIGN_INS_PER_CLIENT = settings.SIGN_INS_PER_MINUTE = PLENTY
    for name in ("MAILS_PER_ADDRESS", "MAILS_PER_ADDRESS_AND_DAY"):
        monkeypatch.setattr(limits, name, PLENTY)
    for name in ("MOST_GUESSES", "MOST_GUESSES_PER_ADDRESS"):
        monkeypatch.setattr(challenge_module, name, PLENTY)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda visitor, email: visitor.browser.post("/sign-in/", {"email": email}), id="asking"),
        pytest.param(lambda visitor, _email: visitor.browser.get("/sign-in/code/"), id="looking"),
        pytest.param(
            lambda visitor, _email: visitor.browser.post("/sign-in/code/", {"code": wrong_codes()[0]}),
            id="guessing",
        ),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_time_of_an_answer_tells_nothing(hafen: Studio, act: Act, request: pytest.FixtureRequest) -> None:
    chances = []
    for run in range(RUNS):
        known, unknown = times(hafen, act)
        chances.append(p_value(known, unknown))
        medians = [1000 * statistics.median(heap) for heap in (known, unknown)]
        print(
            f"\n{request.node.callspec.id}, run {run + 1}: {EACH} answers each, medians {medians[0]:.3f} ms (known) "
            f"and {medians[1]:.3f} ms (unknown), p = {chances[-1]:.3f}"
        )

    assert sum(chance > LEAST for chance in chances) >= 2, chances


def times(hafen: Studio, act: Act) -> tuple[list[float], list[float]]:
    """Seconds of each answer, for the known and the unknown address; the worker has asked about both before."""
    Challenge.objects.all().delete()
    visitors = {email: Visitor(hafen) for email in (KNOWN, UNKNOWN)}
    for email, visitor in visitors.items():
        visitor.ask_for_a_code(email)
    run_due_tasks()
    heaps: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    order = [KNOWN, UNKNOWN] * EACH
    random.shuffle(order)
    gc.collect()
    gc.disable()  # a collection hits whoever comes next
    try:
        for email in order:
            started = time.perf_counter()
            act(visitors[email], email)
            heaps[email].append(time.perf_counter() - started)
    finally:
        gc.enable()
    return heaps[KNOWN], heaps[UNKNOWN]


def p_value(ones: Sequence[float], others: Sequence[float]) -> float:
    """How likely ranks that differ so much are by chance: the U test, two-sided, by the normal approximation."""
    n, m = len(ones), len(others)
    ranked = sorted([(value, True) for value in ones] + [(value, False) for value in others])
    rank_sum, ties, before = 0.0, 0, 0
    for _value, group in groupby(ranked, key=lambda pair: pair[0]):
        same = list(group)
        rank_sum += sum(is_one for _, is_one in same) * (before + (len(same) + 1) / 2)
        ties += len(same) ** 3 - len(same)
        before += len(same)
    u = rank_sum - n * (n + 1) / 2
    spread = math.sqrt(n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1))))
    return math.erfc(abs(u - n * m / 2) / spread / math.sqrt(2)) if spread else 1.0


def test_the_comparison_finds_a_small_difference_and_none_where_there_is_none() -> None:
    chance = random.Random(4711)
    ones = [chance.gauss(10, 1) for _ in range(EACH)]
    alike = [chance.gauss(10, 1) for _ in range(EACH)]
    slower = [chance.gauss(10.3, 1) for _ in range(EACH)]

    assert p_value(ones, alike) > LEAST
    assert p_value(ones, slower) < LEAST
    assert p_value([1.0] * 5, [1.0] * 5) == 1.0
