"""What was wanted of what is kept is in the figures."""

import time

import pytest

from booking_site import metrics
from studios.kept import flights
from studios.kept.flights import Question
from studios.magicline.errors import NoAnswer


def counted(outcome: str, what: str = "slots") -> float:
    return metrics.cache_answers.labels(what, outcome)._value.get()


def test_what_is_asked_for_what_is_kept_and_what_is_old_are_told_apart() -> None:
    answers = iter(["one"])

    def ask(_ends_at: float) -> str:
        told = next(answers, None)
        if told is None:
            raise NoAnswer("away")
        return told

    def wanted(good_for: float, edition: str = "one") -> str:
        question = Question("kept:counts:slots:1", edition, ask)
        return flights.answer(question, good_for=good_for, ends_at=time.monotonic() + 5).value

    before = [counted(outcome) for outcome in ("missed", "fresh", "stale")]

    said = [wanted(60), wanted(60), wanted(60), wanted(60, "another")]

    assert said == ["one"] * 4
    after = [counted(outcome) for outcome in ("missed", "fresh", "stale")]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 2, 1]


def test_what_nobody_answers_is_missed() -> None:
    def ask(_ends_at: float) -> str:
        raise NoAnswer("away")

    before = counted("missed", "information")

    with pytest.raises(NoAnswer):
        flights.answer(
            Question("kept:counts:information", "", ask), good_for=60, ends_at=time.monotonic() + 5
        )

    assert counted("missed", "information") == before + 1
