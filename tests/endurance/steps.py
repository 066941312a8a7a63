"""What members and the desk do in the runs over HTTP, and how often each compared with the others."""

import random
from collections.abc import Callable

from tests.endurance.person import Person
from tests.endurance.step_log import StepLog

ENOUGH_BOOKINGS = 12  # of one person; who has more rather cancels one

OF_A_PERSON = {
    "book": 37,
    "double_click": 14,
    "two_tabs": 9,
    "send_again": 6,
    "cancel": 13,
    "cancel_twice": 4,
    "move": 15,
    "look_at_all": 7,
    "look_at_one": 7,
}
OF_THE_DESK = {
    "cancel": 3, "move": 4, "confirm": 3, "book": 3, "trouble": 14, "trouble_with_webhooks": 6,
}  # fmt: skip

Step = Callable[[random.Random], str]


def act(person: Person, name: str, chance: random.Random, log: StepLog) -> None:
    """One step of a person, written into the log."""
    if (
        name in ("book", "double_click")
        and chance.random() < 0.3
        and person.live_bookings() > ENOUGH_BOOKINGS
    ):
        name = "cancel"
    step: Step = getattr(person, name)
    log.note(person.name, name, step(chance))
