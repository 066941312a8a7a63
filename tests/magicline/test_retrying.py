"""What is sent again, and after how long: the whole table."""

import pytest

from studios.magicline.gate import Outcome
from studios.magicline.retrying import pause_before_next


@pytest.fixture(autouse=True)
def _quick_repeats():
    """The real pauses, here."""


def pause(outcome=Outcome.FAILED, **changes):
    given = {"write": False, "attempt": 1, "retry_after": None, "seconds_left": 8.0, "chance": 0.5}
    return pause_before_next(outcome, **(given | changes))


@pytest.mark.parametrize(
    ("outcome", "read_repeats", "write_repeats"),
    [
        (Outcome.OK, False, False),
        (Outcome.REFUSED, False, False),
        (Outcome.RATE_LIMITED, True, True),
        (Outcome.FAILED, True, False),
        (Outcome.ODD, False, False),
        (Outcome.NOT_CONNECTED, True, False),
        (Outcome.CUT, True, False),
        (Outcome.TIMED_OUT, False, False),
    ],
)
def test_reads_and_what_was_never_processed_are_repeated(outcome, read_repeats, write_repeats):
    assert (pause(outcome, write=False) is not None) == read_repeats
    assert (pause(outcome, write=True) is not None) == write_repeats


def test_every_outcome_has_its_line_in_the_table():
    table = test_reads_and_what_was_never_processed_are_repeated.pytestmark[0].args[1]

    assert {line[0] for line in table} == set(Outcome)


def test_there_are_three_attempts_and_growing_pauses():
    assert [pause(attempt=attempt) for attempt in (1, 2, 3)] == [0.25, 0.5, None]


def test_chance_spreads_the_pauses():
    assert pause(chance=0.0) == 0.125
    assert pause(chance=1.0) == 0.375


@pytest.mark.parametrize("outcome", [Outcome.RATE_LIMITED, Outcome.FAILED])
def test_retry_after_is_honoured_when_it_fits(outcome):
    assert pause(outcome, retry_after=3.0) == 3.0
    assert pause(outcome, retry_after=0.0) == 0.25


def test_a_wait_that_does_not_fit_is_not_begun():
    assert pause(Outcome.RATE_LIMITED, retry_after=60.0) is None
    assert pause(seconds_left=0.3) is None
    assert pause(seconds_left=-1.0) is None
