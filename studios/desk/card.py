"""A card of the desk: one thing, whether it is well, and where to go if it is not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studios.models import Attempt


class State(StrEnum):
    """Shown by an icon and a word."""

    OK = "ok"
    NOTHING_YET = "nothing-yet"  # not found out, or not in use; nobody has to do anything about it
    LOOK = "look"
    WRONG = "wrong"


NEEDS_SOMEBODY = (State.LOOK, State.WRONG)


class Way(StrEnum):
    """Where a card leads; the templates know the address and the words of each."""

    CHECK = "check"
    STUDIO = "studio"
    WEBHOOKS = "webhooks"
    FAILURES = "failures"
    MAILS = "mails"
    ATTEMPTS = "attempts"
    MOVES = "moves"
    DRIFT = "drift"
    TASKS = "tasks"


@dataclass(frozen=True, slots=True)
class Card:
    """`name` marks it in the page; `attempts` are those that can be settled by hand from here."""

    name: str
    title: str
    state: State
    sentences: Sequence[str]
    way: Way | None = None
    attempts: Sequence[Attempt] = ()

    @property
    def needs_somebody(self) -> bool:
        return self.state in NEEDS_SOMEBODY


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one line above the cards."""

    state: State
    sentence: str


def verdict(cards: Iterable[Card]) -> Verdict:
    """As bad as the worst card; how many need somebody is said."""
    needing = [card.state for card in cards if card.needs_somebody]
    if not needing:
        return Verdict(State.OK, _("All is well"))
    sentence = ngettext("%(count)d thing needs you", "%(count)d things need you", len(needing))
    return Verdict(State.WRONG if State.WRONG in needing else State.LOOK, sentence % {"count": len(needing)})
