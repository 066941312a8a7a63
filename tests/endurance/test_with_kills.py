"""Members book, move and cancel while everything goes wrong and every program is killed, again and again; in the end
the site knows exactly what the studios know.

300 steps by default. By hand, with a summary of what was done:

    MINUTES=45 .venv/bin/pytest -n 0 -s tests/endurance/test_with_kills.py

`STEPS=` counts steps instead (150 or more), `SEED=` repeats the choices of a run (not its timing).
"""

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.databases import on_sqlite, own_database
from tests.endurance.desk import Desk
from tests.endurance.in_the_end import what_is_wrong
from tests.endurance.news import News
from tests.endurance.person import Form, Person
from tests.endurance.step_log import StepLog
from tests.endurance.steps import OF_A_PERSON, OF_THE_DESK, act
from tests.endurance.town import Town, until
from tests.endurance.truth import Truth, let_dust_settle

STEPS = int(os.environ.get("STEPS", "300" if on_sqlite() else "150"))
MINUTES = float(os.environ.get("MINUTES", "0"))
KEPT_WAITING = 1.7  # seconds

# Dealt in another order each time: so many of each in 150 steps, with those of `steps`.
KILLS = {
    "kill_a_web_process": 1, "kill_gunicorn": 1, "kill_worker": 1, "kill_sandbox": 1, "kill_during_a_post": 1,
}  # fmt: skip


@pytest.fixture
def log(tmp_path: Path) -> StepLog:
    return StepLog(tmp_path / "steps.txt")


@pytest.fixture
def town(tmp_path: Path, log: StepLog) -> Iterator[Town]:
    with own_database(tmp_path) as database_url:
        town = Town(tmp_path, database_url, log)
        with town.running():
            yield town


def test_whatever_is_killed_everybody_ends_with_what_the_studios_have(town: Town, log: StepLog) -> None:
    seed = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    with town.telling_what_it_said():
        people, desk = town.people(), Desk(town)

        _live(town, people, desk, log, random.Random(seed))
        let_dust_settle(town, people)

        truth, news = Truth(town, people, desk), News(town.database_url, town.mail_folder)
        print(_summary(truth, news, log, seed))
        assert what_is_wrong(log, truth, news) == {}
        assert {"task worker", "sandbox"} <= set(town.kills)


def _live(town: Town, people: list[Person], desk: Desk, log: StepLog, chance: random.Random) -> None:
    """Each person does one thing after the other, all of them at once; the desk and the kills come in between."""
    ends = time.monotonic() + MINUTES * 60
    busy: dict[str, Future[None]] = {}
    done = 0
    with ThreadPoolExecutor(len(people)) as pool:
        while time.monotonic() < ends if MINUTES else done < STEPS:
            for kind, name in _deal(chance):
                if done >= STEPS and not MINUTES:
                    break
                done += 1
                its_own = random.Random(chance.random())
                person = chance.choice(people)
                if kind == "person":
                    _wait_for(busy, person)
                    busy[person.name] = pool.submit(act, person, name, its_own, log)
                elif kind == "desk":
                    log.note("desk", f"desk_{name}", getattr(desk, name)(its_own))
                elif name == "kill_during_a_post":
                    _wait_for(busy, person)
                    log.note(person.name, name, _kill_during_a_post(town, person, its_own))
                else:
                    getattr(town, name)(its_own)
                    log.note("", name, "killed")
        for person in people:
            _wait_for(busy, person)


def _deal(chance: random.Random) -> list[tuple[str, str]]:
    deck = [
        (kind, name)
        for kind, names in (("person", OF_A_PERSON), ("desk", OF_THE_DESK), ("kill", KILLS))
        for name, count in names.items()
        for _ in range(count)
    ]
    chance.shuffle(deck)
    return deck


def _wait_for(busy: dict[str, Future[None]], person: Person) -> None:
    if person.name in busy:
        busy.pop(person.name).result(timeout=300)


def _kill_during_a_post(town: Town, person: Person, chance: random.Random) -> str:
    """Waits until a booking is being kept waiting at the sandbox, then kills one end of it."""
    form: Form | str = ""

    def has_a_form() -> bool:
        nonlocal form
        form = person.form(chance)
        return isinstance(form, Form)

    until(has_a_form, seconds=120, what=f"{person.name} finds a time to book")
    assert isinstance(form, Form)
    town.vendor.mishap("book", chance.choice(("delay", "delay_after")), seconds=KEPT_WAITING)
    with ThreadPoolExecutor(1) as pool:
        post = pool.submit(person.send, form)

        def under_way() -> bool:
            planned = town.vendor.ask("GET", "mishaps")
            return post.done() or not any(one["seconds"] == KEPT_WAITING for one in planned)

        until(under_way, seconds=120, what="somebody books")
        time.sleep(chance.random() * KEPT_WAITING / 2)
        kill = chance.choice((town.kill_a_web_process, town.kill_gunicorn, town.kill_sandbox))
        kill(chance)
        return post.result(timeout=120)


def _summary(truth: Truth, news: News, log: StepLog, seed: int) -> str:
    town, mails = truth.town, news.mails
    at_desk = sum(one["made_at_desk"] for one in truth.bookings)
    lines = [
        f"seed {seed}: {log.steps.total()} steps in {log.seconds:.0f} s, {town.kills.total()} kills",
        f"kills     {dict(town.kills)}",
        f"bookings  {len(town.posts)} requests arrived, {len(truth.bookings) - at_desk} made and {at_desk} at the desk",
        f"attempts  {truth.ends('attempt')}",
        f"moves     {truth.ends('move')}",
        f"mails     {len(mails)}, of which {sum(count > 1 for count in mails.values())} went out more than once",
        *(f"{number:6} {what}" for what, number in sorted(log.outcomes.items())),
    ]
    return "\n".join(["", *lines])
