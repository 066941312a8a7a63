"""Whether a request is sent again, and after how long. Decides only: no clock, no chance, no network."""

from studios.magicline.gate import Outcome

MOST_ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.25
SHORTEST_TRY_SECONDS = 0.2

_READS_REPEAT = frozenset({Outcome.FAILED, Outcome.CUT, Outcome.NOT_CONNECTED})


def pause_before_next(
    outcome: Outcome,
    *,
    write: bool,
    attempt: int,
    retry_after: float | None,
    seconds_left: float,
    chance: float,
) -> float | None:
    """Seconds to wait before the request is sent again, or None when it must not or need not be.

    A 429 was rejected before it was processed, so anything may be repeated. After everything else a write may have
    been carried out and is never sent twice. `attempt` counts from 1, `chance` is between 0 and 1: it spreads the
    repeats of many clients. A wait that does not fit into `seconds_left` is not begun.
    """
    may_repeat = outcome is Outcome.RATE_LIMITED or (not write and outcome in _READS_REPEAT)
    if not may_repeat or attempt >= MOST_ATTEMPTS:
        return None
    backoff = FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * (0.5 + chance)
    pause = max(backoff, retry_after or 0.0)
    return pause if pause + SHORTEST_TRY_SECONDS <= seconds_left else None
