"""A diary of what went wrong at Magicline: noticed in whichever thread asked, written down when there is time for it.

Only a diary: nothing depends on a line of it, and no page waits for one.
"""

import logging
import threading
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.signals import request_finished
from django.db import Error as DatabaseError
from django.dispatch import receiver
from django_tasks.signals import task_finished

from studios.magicline.gate import Call, Outcome
from studios.models import UpstreamFailure
from studios.models.upstream_failure import Noticed
from studios.sweeps import sweep

logger = logging.getLogger(__name__)

MOST_KEPT = 1000  # in memory; then the oldest is dropped
MOST_AT_A_TIME = 50  # a short write, because others wait for it on SQLite
_TROUBLE = frozenset(
    {
        Outcome.RATE_LIMITED,
        Outcome.FAILED,
        Outcome.ODD,
        Outcome.NOT_CONNECTED,
        Outcome.CUT,
        Outcome.TIMED_OUT,
    }
)
# Of refusals, those that are about our key and its scopes; the others are ordinary answers, and so are those that the
# caller asked for.
_KEY_TROUBLE = frozenset({401, 403})


class Diary:
    """A gate that lets every call pass and remembers which went wrong, until they are written down."""

    def __init__(self) -> None:
        self._noticed: deque[Noticed] = deque(maxlen=MOST_KEPT)
        self._writing = threading.Lock()

    def ask(self, call: Call) -> None:
        pass

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        """Only remembers: the thread may be one of a fan-out, without a database."""
        if outcome in _TROUBLE or (
            outcome == Outcome.REFUSED and status in _KEY_TROUBLE - call.expected_refusals
        ):
            self._noticed.append(
                Noticed(
                    studio=call.studio,
                    at=datetime.now(UTC),
                    method=call.method,
                    endpoint=call.endpoint,
                    outcome=str(outcome),
                    status=status,
                    trace_id=trace_id[:60],
                    seconds=seconds,
                )
            )

    def write_down(self) -> None:
        """Writes some of it, if there is any and no other thread is at it. Raises nothing: what the database does not
        take is gone.
        """
        if not self._noticed or not self._writing.acquire(blocking=False):
            return
        try:
            UpstreamFailure.objects.note(self._take())
        except DatabaseError as error:
            logger.warning("Failures at Magicline were not written down: %s", type(error).__name__)
        finally:
            self._writing.release()

    def _take(self) -> list[Noticed]:
        taken: list[Noticed] = []
        while self._noticed and len(taken) < MOST_AT_A_TIME:
            taken.append(self._noticed.popleft())
        return taken


diary = Diary()


@receiver([request_finished, task_finished], dispatch_uid="studios.failures")
def when_there_is_time(**_signal: Any) -> None:
    """Behind every answer that is out, and every task that is done."""
    diary.write_down()


@sweep(every=timedelta(seconds=10))
def write_down_the_rest(_now: datetime) -> None:
    """What the worker's sweeps met, and more than fitted."""
    diary.write_down()
