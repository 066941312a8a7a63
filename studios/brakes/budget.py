"""How many calls of a minute have left: Magicline counts them for each endpoint and key, and above its limit it turns
all of the next minute away.

A studio has one key, and no two have the same. What is counted is not the minute of a clock but the last one at every
moment, because nobody knows when Magicline's begins.
"""

import math
from collections.abc import Sequence

from django.conf import settings

from studios.magicline.errors import GateClosed
from studios.magicline.gate import Call

# Counted in steps. Together they are a minute and between five and ten seconds more: a call that left earlier may have
# arrived later, and the clocks of machines differ a little.
STEP_SECONDS = 5
STEPS = 14
KEPT_SECONDS = STEP_SECONDS * (STEPS + 1)


class Spent(GateClosed):
    """What may leave in a minute has left; `retry_after` says when some of it may again."""


def keys(place: str, *, now: float) -> list[str]:
    """Where the calls of the last minute are counted: in the step that is now, the next one, and those before.

    The next one because of two calls as one step ends the later may be counted first: the other must not overlook it.
    """
    step = int(now // STEP_SECONDS)
    return [f"brakes:{place}:{step - back}" for back in (0, -1, *range(1, STEPS))]


def check(call: Call, steps: Sequence[int], *, now: float) -> None:
    """Raises `Spent` where `steps`, the numbers of `keys` with this call in them, are more than may leave.

    Whoever looks around gets a share of it; the rest is kept for booking, cancelling, and what they need.
    """
    most = settings.UPSTREAM_PER_MINUTE
    if call.browsing:
        most = most * settings.UPSTREAM_BROWSING_PERCENT // 100
    if sum(steps) > most:
        raise Spent("the budget is spent", retry_after=_seconds_until_free(steps, most, now=now))


def _seconds_until_free(steps: Sequence[int], most: int, *, now: float) -> float:
    """Until so many of the oldest steps are over that one call more fits."""
    in_this, in_the_next, *before = steps
    oldest_last = [in_this + in_the_next, *before]
    left, over = sum(steps), 0
    while left > most:
        over += 1
        left -= oldest_last[-over]
    return math.ceil(over * STEP_SECONDS - now % STEP_SECONDS)
