"""Members book, move and cancel and others look around, while a web process, a worker, PostgreSQL and Redis are killed
in turn; few pages fail, each says why, and a minute later the site knows exactly what the studios know.

Takes minutes and much of a machine, so it runs only when asked to:

    MINUTES=5 .venv/bin/pytest -n 0 -s tests/endurance/test_with_real_parts.py

It needs Debian's `postgresql` and `redis-server`, and starts its own of both. `SEED=` repeats the choices of a run, not
its timing. `KILL=Redis` kills that part only; others are named in `large_town.py`. With `TROUBLE=1` the studios have
their troubles besides, and the share of failed pages is only told.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.endurance.desk import Desk
from tests.endurance.in_the_end import what_is_wrong
from tests.endurance.large_town import LargeTown
from tests.endurance.news import News
from tests.endurance.person import Person
from tests.endurance.step_log import StepLog
from tests.endurance.steps import OF_A_PERSON, OF_THE_DESK, act
from tests.endurance.town import until
from tests.endurance.truth import Truth, let_dust_settle, owed
from tests.endurance.visitor import Visitor
from tests.postgres_server import PROGRAMS, running_postgres
from tests.redis_server import HERE, running_redis

MINUTES = float(os.environ.get("MINUTES", "0"))
BETWEEN_KILLS = 25.0  # seconds
KEPT_WAITING = 1.0  # that a booking takes before which somebody kills something
SECONDS_TO_AGREE = 60.0
ONLOOKERS = 4
THINKING = 0.3  # seconds between two steps of one person
MOST_FAILED = 0.01  # of the pages beyond ten seconds after a kill
TROUBLE = "TROUBLE" in os.environ
DEEDS_OF_THE_DESK = [name for name in OF_THE_DESK if TROUBLE or not name.startswith("trouble")]

pytestmark = pytest.mark.skipif(not MINUTES, reason="takes minutes: MINUTES=5 runs it")


@pytest.fixture
def log(tmp_path: Path) -> StepLog:
    return StepLog(tmp_path / "steps.txt")


@pytest.fixture
def town(tmp_path: Path, log: StepLog) -> Iterator[LargeTown]:
    assert PROGRAMS, "PostgreSQL is missing (Debian: apt-get install postgresql)"
    assert HERE, "Redis is missing (Debian: apt-get install redis-server)"
    with running_postgres(tmp_path / "postgres.log") as postgres, running_redis() as redis:
        town = LargeTown(tmp_path, postgres, redis, log)
        with town.running():
            yield town


def test_whichever_part_is_killed_few_pages_fail_and_a_minute_later_all_is_known(
    town: LargeTown, log: StepLog
) -> None:
    seed = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    with town.telling_what_it_said():
        people = town.people(partial(Visitor, tally=town.tally))
        desk = Desk(town)

        _live(town, people, desk, log, random.Random(seed))
        agreed, last = _until_they_agree(town, people, desk)
        failed = [str(one) for one in town.tally.late(town.tally.failed())]
        pages = len(town.tally.late(town.tally.pages))
        told = [f"seed {seed}: {log.steps.total()} steps, {town.kills.total()} kills", *town.tally.summary()]
        print("", *told, f"agreed    after {agreed:.1f} s, last on {last[0][:200]}", sep="\n")
        let_dust_settle(town, people)

        truth, news = Truth(town, people, desk), News(town.database_url, town.mail_folder)
        print(*(f"{number:6} {what}" for what, number in sorted(log.outcomes.items())), sep="\n")
        print(f"attempts  {truth.ends('attempt')}", f"moves     {truth.ends('move')}", sep="\n")
        assert what_is_wrong(log, truth, news) == {}
        assert town.tally.without_a_sentence() == []
        assert TROUBLE or len(failed) <= MOST_FAILED * pages, failed
        assert agreed <= SECONDS_TO_AGREE
        assert set(town.kills) == set(_to_kill(town))


def _live(town: LargeTown, people: list[Person], desk: Desk, log: StepLog, chance: random.Random) -> None:
    """Everybody does one thing after the other, all at once, until the time is up; meanwhile parts are killed."""
    over = threading.Event()
    offers = people[0].studios
    onlookers = [
        Visitor(f"onlooker-{number}", (), town.url, "", offers, log, tally=town.tally)
        for number in range(ONLOOKERS)
    ]
    lives: list[tuple[Callable[[random.Random], None], float]] = [
        *((partial(_step_of, person, log), THINKING) for person in people),
        *((partial(_look_of, onlooker, log), THINKING) for onlooker in onlookers),
        (partial(_deed_of, desk, log), 3.0),
    ]
    with ThreadPoolExecutor(len(lives)) as pool:
        living = [pool.submit(_repeat, *life, over, random.Random(chance.random())) for life in lives]
        try:
            _kill_in_turn(town, living, chance)
        finally:
            over.set()
    for one in living:
        one.result()


def _repeat(
    step: Callable[[random.Random], None], pause: float, over: threading.Event, chance: random.Random
) -> None:
    while not over.wait(pause * (0.5 + chance.random())):
        step(chance)


def _step_of(person: Person, log: StepLog, chance: random.Random) -> None:
    (name,) = chance.choices(list(OF_A_PERSON), list(OF_A_PERSON.values()))
    act(person, name, chance, log)


def _look_of(onlooker: Visitor, log: StepLog, chance: random.Random) -> None:
    log.note(onlooker.name, "look_around", onlooker.look_around(chance))


def _deed_of(desk: Desk, log: StepLog, chance: random.Random) -> None:
    name = chance.choice(DEEDS_OF_THE_DESK)
    log.note("desk", f"desk_{name}", getattr(desk, name)(chance))


def _kill_in_turn(town: LargeTown, living: list[Future[None]], chance: random.Random) -> None:
    """Each part once, in an order that is new each time, while somebody's booking is kept waiting at the studio."""
    ends = time.monotonic() + MINUTES * 60
    turn: list[str] = []
    next_at = time.monotonic() + BETWEEN_KILLS / 2
    while time.monotonic() < ends:
        if any(one.done() for one in living):  # it failed; which way is told at the end
            return
        town.read_journal()
        time.sleep(0.5)
        if time.monotonic() < next_at or next_at + BETWEEN_KILLS > ends:
            continue
        turn = turn or chance.sample(_to_kill(town), len(_to_kill(town)))
        _keep_a_booking_waiting(town)
        time.sleep(chance.random() * KEPT_WAITING)
        next_at = time.monotonic() + BETWEEN_KILLS
        town.kill(turn.pop(), chance)


def _to_kill(town: LargeTown) -> list[str]:
    return [os.environ["KILL"]] if "KILL" in os.environ else list(town.parts)


def _keep_a_booking_waiting(town: LargeTown) -> None:
    """Returns when one is, or when nobody books for a while."""
    town.vendor.mishap("book", "delay_after", seconds=KEPT_WAITING)
    ends = time.monotonic() + 5
    while town.vendor.ask("GET", "mishaps") and time.monotonic() < ends:
        time.sleep(0.05)


def _until_they_agree(town: LargeTown, people: list[Person], desk: Desk) -> tuple[float, list[str]]:
    """Until every member is shown what the studios have, and nothing is open but mails: how many seconds from now, and
    what was the last that was not so.
    """
    town.vendor.ask("DELETE", "mishaps")
    began, last = time.monotonic(), [""]

    def agree() -> bool:
        waiting = [
            (what, found) for what, found in owed(town).items() if what not in ("mails", "changes") and found
        ]
        if found := [str(one) for one in waiting] or Truth(town, people, desk).differences():
            last[:] = found
        return not found

    try:
        until(agree, seconds=3 * SECONDS_TO_AGREE, what="site and studios agree")
    except AssertionError as error:
        raise AssertionError(f"{error}: {last}") from None
    return time.monotonic() - began, last
