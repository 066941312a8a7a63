"""One flight for all who wait: of everybody in every process who wants the same answer one asks, and the rest take it.

An answer is good for a while. After that it is asked for again; it is still there for when nobody answers, and whoever
gets it then is told how old it is. What went wrong is kept nowhere: the next who asks is told by the studio again.
"""

import functools
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

from booking_site import metrics
from studios import connections, memory
from studios.magicline.errors import NoAnswer, NotSent, RateLimited, UnexpectedReply

T = TypeVar("T")
P = ParamSpec("P")

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
_KINDS = ("appointments", "information", "slots")  # as they stand in keys

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

    def age(self) -> float:
        return (datetime.now(UTC) - self.asked_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """What is asked: plain data, fit for any thread.

    `key` names it for all processes. With another `edition` than that of an answer, the answer is of yesterday's paper:
    something happened since that made it wrong. `ask` takes the deadline (of `time.monotonic`) and raises a
    `MagiclineError`.
    """

    key: str
    edition: str
    ask: Callable[[float], T]

    @property
    def lock(self) -> str:
        return f"{self.key}:{self.edition}:asking"


def _counted(
    answer: Callable[Concatenate[Question[T], P], Kept[T]],
) -> Callable[Concatenate[Question[T], P], Kept[T]]:
    """For `/metrics`: "fresh" is what was there before anybody asked for it, "missed" what was not."""

    @wraps(answer)
    def counting(question: Question[T], /, *args: P.args, **kwargs: P.kwargs) -> Kept[T]:
        began, outcome = datetime.now(UTC), "missed"
        try:
            told = answer(question, *args, **kwargs)
            outcome = "stale" if told.is_old else "fresh" if told.asked_at < began else "missed"
            return told
        finally:
            _count(question.key, outcome)

    return counting


def _count(key: str, outcome: str) -> None:
    kind = next((kind for kind in _KINDS if f":{kind}" in key), "other")
    metrics.cache_answers.labels(kind, outcome).inc()


@_counted
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
        kept: Kept[T] | None = _there_is(question.key)
        if kept and _is_good_still(question, kept, good_for, renewed_after):
            return kept
        lands_at = min(ends_at, time.monotonic() + OWN_SECONDS) if kept else ends_at
        if _take_off(question, lands_at):
            landed: Kept[T] | None = _there_is(question.key)
            if landed and _is_good(landed, question.edition, good_for):
                _land(question)  # between the two looks somebody else's flight has landed
                return landed
            told = _fly(question, kept, lands_at)
            if kept and told.is_old and time.monotonic() >= lands_at:
                _go_on_behind(question, kept)
            return told
        rests = kept and memory.get(question.lock) == _RESTS
        if kept and (rests or time.monotonic() >= waits_until):
            return replace(kept, is_old=True)
        if time.monotonic() + 2 * _LOOK_AGAIN >= ends_at:  # nothing comes of a flight that short
            raise NoAnswer("somebody else asked, and nothing came in time")
        time.sleep(_LOOK_AGAIN)


def known(question: Question[T], *, good_for: float, renewed_after: float = math.inf) -> Kept[T] | None:
    """The same where nobody has to be waited for, else None."""
    kept: Kept[T] | None = _there_is(question.key) if good_for > 0 else None
    if not (kept and _is_good_still(question, kept, good_for, renewed_after)):
        return None
    _count(question.key, "fresh")
    return kept


def _is_good(kept: Kept[T], edition: str, good_for: float) -> bool:
    return kept.edition == edition and abs(kept.age()) < good_for


def _is_good_still(question: Question[T], kept: Kept[T], good_for: float, renewed_after: float) -> bool:
    """And sees to it that it stays so."""
    if not _is_good(kept, question.edition, good_for):
        return False
    if kept.age() > renewed_after:
        _renew(question, kept)
    return True


def _there_is(key: str) -> Kept[Any] | None:
    kept: Kept[Any] | None = memory.get(key)
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
        memory.put(question.lock, _RESTS, REST_SECONDS)
        return replace(kept, is_old=True)
    except BaseException:
        _land(question)
        raise
    memory.put(question.key, fresh, OLDEST_SECONDS)
    _land(question)
    return fresh


def _land(question: Question[T]) -> None:
    memory.drop(question.lock)


def _asked(question: Question[T], ends_at: float) -> Kept[T]:
    asked_at = datetime.now(UTC)  # before: whatever happens meanwhile may be missing in the answer
    return Kept(question.ask(ends_at), asked_at, question.edition)


def _renew(question: Question[T], kept: Kept[T]) -> None:
    """Unless somebody is at it. One that hangs keeps nothing else from being renewed."""
    ends_at = time.monotonic() + BEHIND_SECONDS
    if _take_off(question, ends_at):
        # What goes wrong the client has written down; the next visitor asks again.
        connections.soon(functools.partial(_fly, question, kept, ends_at))


def _go_on_behind(question: Question[T], kept: Kept[T]) -> None:
    """A studio that takes longer than a visitor waits who has an older answer is slow, perhaps, and not dead: it gets
    the time there is for a page, and nobody else waits for it meanwhile.
    """
    memory.put(question.lock, _RESTS, BEHIND_SECONDS + 1)
    connections.soon(functools.partial(_fly, question, kept, time.monotonic() + BEHIND_SECONDS))
