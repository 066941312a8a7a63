"""Leaves somebody alone who was in trouble several times in a row: for a rest, after which one call tries again."""

import logging
import math
import time
from collections.abc import Sequence

from studios import memory
from studios.magicline.errors import GateClosed
from studios.magicline.gate import Outcome

logger = logging.getLogger(__name__)

# Between two in a row there is not more than this; and after a rest it is known for so long why it was one.
ROW_SECONDS = 30
REST_SECONDS = 10
# So long a trial keeps the others waiting; no read takes longer.
TRIAL_SECONDS = 10
LONGEST_PAUSE_SECONDS = 60
# Who waited less has not proved that nobody answers.
SHORTEST_PATIENCE_SECONDS = 2.5


class Rests(GateClosed):
    """The studio has not answered for a while, and is not asked for some seconds."""


class Paused(GateClosed):
    """Magicline has said that it has had too many calls, and is asked nothing of the kind for a while."""


class Breaker:
    """`trouble` is what counts, and what `ends_it` begins the row anew; from `most` in a row on there is a rest."""

    def __init__(
        self, closed: type[GateClosed], trouble: frozenset[Outcome], ends_it: frozenset[Outcome], *, most: int
    ) -> None:
        self._closed, self._trouble, self._ends_it, self._most = closed, trouble, ends_it, most
        # Of whom this process has heard that they are in trouble: for all others good news is no news.
        self._in_trouble: set[str] = set()

    @staticmethod
    def keys(subject: str) -> tuple[str, str]:
        """Where its two numbers are: troubles in a row, and until when it rests (milliseconds since 1970)."""
        return f"brakes:{subject}:troubles", f"brakes:{subject}:rests-until"

    def check(self, subject: str, numbers: Sequence[int], *, now: float, may_go: bool) -> None:
        """Raises what this one is closed with during a rest, unless the call may go whatever happens to it; `numbers`
        are those of `keys`.
        """
        troubles, rests_until = numbers
        if troubles:
            self._in_trouble.add(subject)
        rest = rests_until / 1000 - now
        if rest > 0 and not may_go:
            raise self._closed("it is left alone", retry_after=math.ceil(rest))

    def let_one_try(self, subject: str, numbers: Sequence[int]) -> None:
        """After a rest, raises for all but one. To be asked last: a call that something else keeps from leaving would
        use the trial up, and nobody tries.
        """
        troubles, _rests_until = numbers
        if troubles >= self._most and not memory.add(_trial(subject), 1, TRIAL_SECONDS):
            raise self._closed("somebody is trying", retry_after=TRIAL_SECONDS)

    def tell(self, subject: str, outcome: str, *, seconds: float, retry_after: float | None) -> None:
        if outcome in self._trouble:
            if outcome != Outcome.TIMED_OUT or seconds >= SHORTEST_PATIENCE_SECONDS:
                self._note(subject, retry_after)
        elif outcome in self._ends_it and subject in self._in_trouble:
            # A rest goes on: this call may have left before.
            self._in_trouble.discard(subject)
            memory.drop_number(self.keys(subject)[0])
            memory.drop(_trial(subject))

    def _note(self, subject: str, retry_after: float | None) -> None:
        troubles_key, rests_key = self.keys(subject)
        troubles, rests_until = memory.count(troubles_key, ROW_SECONDS, others=[rests_key])
        self._in_trouble.add(subject)
        if troubles < self._most and not retry_after:
            return
        rest = min(retry_after or REST_SECONDS, LONGEST_PAUSE_SECONDS)
        ends = int((time.time() + rest) * 1000)
        if ends > rests_until:  # what we were told before goes on
            memory.set_number(rests_key, ends, math.ceil(rest))
        memory.drop(_trial(subject))
        if troubles == self._most or (retry_after and troubles == 1):
            logger.warning("%s is left alone for %d seconds: %s", subject, rest, self._closed.__name__)


def _trial(subject: str) -> str:
    return f"brakes:{subject}:trial"


def of_studios() -> Breaker:
    """For a studio that does not answer, whatever it is asked."""
    return Breaker(
        Rests,
        frozenset({Outcome.NOT_CONNECTED, Outcome.TIMED_OUT, Outcome.FAILED}),
        frozenset({Outcome.OK, Outcome.REFUSED, Outcome.RATE_LIMITED, Outcome.ODD}),
        most=5,
    )


def of_endpoints() -> Breaker:
    """For an endpoint that has had too many calls, ours and those of the gym's other software.

    One 429 that does not say how long to wait is no reason to stop: it is repeated, and comes through.
    """
    return Breaker(
        Paused,
        frozenset({Outcome.RATE_LIMITED}),
        frozenset({Outcome.OK, Outcome.REFUSED}),
        most=3,
    )
