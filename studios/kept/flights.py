"""One flight for all who wait: of everybody in every process who wants the same answer one asks, and the rest take it.

An answer is good for a while. After that it is asked for again; it is still there for when nobody answers, and whoever
gets it then is told how old it is. What went wrong is kept nowhere: the next who asks is told by the studio again.
"""

import functools
import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Generic, Self, TypeVar

from studios import connections, memory
from studios.magicline.errors import NoAnswer, NotSent, RateLimited, UnexpectedReply

S = TypeVar("S")
T = TypeVar("T")

# So old an answer may be that is shown because nobody gives a newer one.
OLDEST_SECONDS = 600
# How long one who has such an answer waits for somebody else's flight, and for one of their own.
WAIT_SECONDS, OWN_SECONDS = 1.0, 2.0
# After a flight that failed they do not wait at all for so long.
REST_SECONDS = 3
# How long behind a visitor's back: nobody waits.
BEHIND_SECONDS = 8.0
_LOOK_AGAIN = 0.02
_RESTS = "rests"

# What a visitor is not told while there is an older answer; a refusal is an answer itself.
_SILENCE = (NotSent, NoAnswer, RateLimited, UnexpectedReply)


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """An answer, and when it was asked for. `edition` is the one of whatever it is about, see `Question`.

    `is_old`: it ought to be newer, but nobody gives a newer one. That has to be said.
    """

    value: T
    asked_at: datetime
    edition: str
    is_old: bool = False

    @classmethod
    def of(cls, value: T) -> Self:
        """What nobody had to be asked for."""
        return cls(value, datetime.now(UTC), "")

    def made_into(self, value: S) -> "Kept[S]":
        """What was made of it: no younger than it."""
        return Kept(value, self.asked_at, self.edition, self.is_old)

    def age(self) -> float:
        return (datetime.now(UTC) - self.asked_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """What is asked: plain data, fit for any thread.

    `key` names it for all processes. With another `edition` than that of an answer, the answer is of yesterday's paper:
    something happened since that made it wrong. `ask` takes the deadline (of `time.monotonic`) and raises a
    `MagiclineError`; where it hands on something kept, the answer is as old as that.
    """

    key: str
    edition: str
    ask: Callable[[float], T | Kept[T]]

    @property
    def lock(self) -> str:
        return f"{self.key}:{self.edition}:asking"


def answer(
    question: Question[T], *, good_for: float, ends_at: float, renewed_after: float = math.inf
) -> Kept[T]:
    """An answer that is not older than `good_for` seconds, or an old one that says so; 0 asks without keeping anything.

    From the age of `renewed_after` on it is asked for behind the visitor's back, for the next. Raises what asking
    raises, and `NoAnswer` where somebody else asks and gets none up to `ends_at`.
    """
    if good_for <= 0:
        return _asked(question, ends_at)
    waits_until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            kept = _there_is(question)
            if kept and _is_good(question, kept, good_for, renewed_after):
                return kept
            is_ours = _take_off(question, ends_at)
            if is_ours and (landed := _there_is(question)) and _is_good(question, landed, good_for):
                _land(question)  # between the two looks somebody else's flight has landed
                return landed
            rests = kept and not is_ours and memory.get(question.lock) == _RESTS
        except memory.Unreachable:
            return _asked(question, ends_at)
        if is_ours:
            soon = time.monotonic() + OWN_SECONDS
            return _fly(question, kept, min(ends_at, soon) if kept else ends_at)
        if kept and (rests or time.monotonic() >= waits_until):
            return replace(kept, is_old=True)
        if time.monotonic() + 2 * _LOOK_AGAIN >= ends_at:  # nothing comes of a flight that short
            raise NoAnswer("somebody else asked, and nothing came in time")
        time.sleep(_LOOK_AGAIN)


def known(question: Question[T], *, good_for: float, renewed_after: float = math.inf) -> Kept[T] | None:
    """The same where nobody has to be waited for, else None."""
    if good_for <= 0:
        return None
    try:
        kept = _there_is(question)
        return kept if kept and _is_good(question, kept, good_for, renewed_after) else None
    except memory.Unreachable:
        return None


def _is_good(question: Question[T], kept: Kept[T], good_for: float, renewed_after: float = math.inf) -> bool:
    """Sees to it that it stays so."""
    if kept.edition != question.edition or abs(kept.age()) >= good_for:
        return False
    if kept.age() > renewed_after:
        _renew(question, kept)
    return True


def _there_is(question: Question[T]) -> Kept[T] | None:
    kept: Kept[T] | None = memory.get(question.key)
    return kept if kept and kept.age() < OLDEST_SECONDS else None


def _take_off(question: Question[T], ends_at: float) -> bool:
    """Whether the flight is ours. The lock outlives the deadline, so that whoever lands removes their own."""
    return memory.add(question.lock, "flies", math.ceil(max(0.0, ends_at - time.monotonic())) + 1)


def _fly(question: Question[T], kept: Kept[T] | None, ends_at: float) -> Kept[T]:
    """Asks, keeps what comes, and lets the others in."""
    try:
        fresh = _asked(question, ends_at)
    except _SILENCE:
        if kept is None:
            _land(question)
            raise
        with suppress(memory.Unreachable):
            memory.put(question.lock, _RESTS, REST_SECONDS)
        return replace(kept, is_old=True)
    except BaseException:
        _land(question)
        raise
    if not fresh.is_old:
        with suppress(memory.Unreachable):
            memory.put(question.key, fresh, OLDEST_SECONDS)
    _land(question)
    return fresh


def _land(question: Question[T]) -> None:
    with suppress(memory.Unreachable):
        memory.drop(question.lock)


def _asked(question: Question[T], ends_at: float) -> Kept[T]:
    asked_at = datetime.now(UTC)  # before: whatever happens meanwhile may be missing in the answer
    told = question.ask(ends_at)
    return told if isinstance(told, Kept) else Kept(told, asked_at, question.edition)


def _renew(question: Question[T], kept: Kept[T]) -> None:
    """Unless somebody is at it. One that hangs keeps nothing else from being renewed."""
    ends_at = time.monotonic() + BEHIND_SECONDS
    if not _take_off(question, ends_at):
        return
    # What goes wrong the client has written down; the next visitor asks again.
    connections.soon(functools.partial(_fly, question, kept, ends_at))
