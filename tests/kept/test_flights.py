"""Of all who want the same answer at once, one asks."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from studios import memory
from studios.kept import flights
from studios.kept.flights import Kept, Question
from studios.magicline.errors import KeyRejected, MagiclineError, NoAnswer, NotFound, RateLimited
from tests.kept.test_offer import until

KEY = "kept:test"


class Studio:
    """Answers after a while with a number that counts up, or with an error; counts how many ask at once."""

    def __init__(self, seconds: float = 0.0, error: MagiclineError | None = None) -> None:
        self.seconds, self.error = seconds, error
        self.asked = self.at_once = self.most_at_once = 0
        self._counting = threading.Lock()

    def __call__(self, ends_at: float) -> int:
        with self._counting:
            self.asked += 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            number = self.asked
        time.sleep(min(self.seconds, max(0.0, ends_at - time.monotonic())))
        with self._counting:
            self.at_once -= 1
        if self.error:
            raise self.error
        if time.monotonic() >= ends_at:
            raise NoAnswer("no answer in time")
        return number


def ask(studio: Studio, *, ends_at: float | None = None, edition: str = "one") -> Kept[int]:
    ends_at = time.monotonic() + 5 if ends_at is None else ends_at
    return flights.answer(Question(KEY, edition, studio), good_for=10, ends_at=ends_at)


def in_many_threads(question: Callable[[], Kept[int]], number: int = 12) -> list[Kept[int] | MagiclineError]:
    def told(_place: int) -> Kept[int] | MagiclineError:
        try:
            return question()
        except MagiclineError as error:
            return error

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(told, range(number)))


def put_old(seconds: float, *, edition: str = "one") -> None:
    """An answer, 99, of so many seconds ago."""
    memory.put(KEY, Kept(99, datetime.now(UTC) - timedelta(seconds=seconds), edition), 600)


def test_of_many_at_once_one_asks_and_all_are_told() -> None:
    studio = Studio(seconds=0.3)

    told = in_many_threads(lambda: ask(studio))

    assert studio.asked == 1
    assert [one.value for one in told if isinstance(one, Kept)] == [1] * 12


def test_whoever_asks_is_no_slower_for_those_who_wait() -> None:
    studio = Studio(seconds=1)
    began = time.monotonic()

    in_many_threads(lambda: ask(studio))

    assert time.monotonic() - began < 1.9


def test_a_failure_is_told_to_whoever_met_it_and_the_next_asks_again() -> None:
    studio = Studio(seconds=0.05, error=NoAnswer("down"))

    told = in_many_threads(lambda: ask(studio), 5)

    assert studio.asked == 5
    assert studio.most_at_once == 1
    assert all(isinstance(one, NoAnswer) for one in told)
    studio.error = None
    assert ask(studio).value == 6


@pytest.mark.parametrize("refusal", [NotFound("gone"), KeyRejected("no")])
def test_a_refusal_is_told_though_there_is_something_older(refusal: MagiclineError) -> None:
    put_old(60)

    with pytest.raises(type(refusal)):
        ask(Studio(error=refusal))

    assert ask(Studio()).value == 1


@pytest.mark.parametrize("silence", [NoAnswer("down"), RateLimited("busy")])
def test_what_there_was_is_told_as_old_where_nobody_answers(silence: MagiclineError) -> None:
    put_old(60)

    told = ask(Studio(error=silence))

    assert (told.value, told.is_old) == (99, True)


def test_after_a_flight_in_vain_nobody_asks_or_waits_for_a_while() -> None:
    put_old(60)
    studio = Studio(error=NoAnswer("down"))
    began = time.monotonic()

    told = [ask(studio) for _ in range(20)]

    assert studio.asked == 1
    assert all(one.is_old for one in told)
    assert time.monotonic() - began < flights.REST_SECONDS


def test_whoever_has_something_older_does_not_wait_long_for_a_studio_that_hangs() -> None:
    put_old(60)
    studio = Studio(seconds=4)
    began = time.monotonic()

    told = in_many_threads(lambda: ask(studio), 4)

    assert time.monotonic() - began < 3.9
    assert studio.asked <= 2  # by one of them, and behind their backs
    assert all(isinstance(one, Kept) and one.is_old for one in told)


def test_whoever_has_nothing_waits_for_the_one_who_asks_and_then_could_not_ask() -> None:
    studio = Studio(seconds=3)
    ends_at = time.monotonic() + 1

    told = in_many_threads(lambda: ask(studio, ends_at=ends_at), 4)

    assert studio.most_at_once == 1
    assert all(isinstance(one, NoAnswer) for one in told)


def test_an_answer_of_an_edition_that_is_over_is_asked_for_again() -> None:
    studio = Studio()
    ask(studio)

    told = ask(studio, edition="two")

    assert (told.value, told.edition) == (2, "two")
    assert ask(studio, edition="two").value == 2


def test_nobody_waits_for_a_flight_that_left_before_the_change() -> None:
    slow, quick = Studio(seconds=3), Studio()
    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(ask, slow)
        time.sleep(0.2)
        began = time.monotonic()

        told = ask(quick, edition="two")
        took = time.monotonic() - began

        assert before.result().edition == "one"
    assert (told.edition, quick.asked) == ("two", 1)
    assert took < 2
    assert ask(quick, edition="two").edition == "two"  # whatever landed last


def test_a_lock_that_a_dead_process_left_is_waited_out() -> None:
    assert memory.add(Question(KEY, "one", Studio()).lock, "flies", 1)

    assert ask(Studio()).value == 1


def test_an_answer_from_a_clock_that_is_ahead_is_not_good_for_long() -> None:
    kept = Kept.of(99)
    memory.put(KEY, replace(kept, asked_at=datetime.now(UTC) + timedelta(hours=1), edition="one"), 600)

    assert ask(Studio()).value == 1


def test_a_studio_that_is_only_slow_is_waited_for_behind_the_visitors_back() -> None:
    put_old(60)
    studio = Studio(seconds=flights.OWN_SECONDS + 1)

    told = [ask(studio) for _ in range(3)]
    until(lambda: not ask(studio).is_old)

    assert [(one.value, one.is_old) for one in told] == [(99, True)] * 3
    assert ask(studio).value == studio.asked == 2


def test_a_flight_that_nobody_ends_keeps_others_no_longer_than_it_may_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_old(60)
    seconds, add = [], memory.add
    monkeypatch.setattr(memory, "add", lambda *told: seconds.append(told[2]) or add(*told))

    ask(Studio(), ends_at=time.monotonic() + 30)

    assert max(seconds) <= flights.OWN_SECONDS + 1
