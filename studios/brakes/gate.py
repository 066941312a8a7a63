"""The gate that breaker and budget are: one round trip to the memory for each call, and mostly none after it."""

import time
from functools import cache
from http import HTTPStatus

from prometheus_client import Counter

from booking_site import metrics
from studios import memory
from studios.brakes import breaker, budget
from studios.brakes.breaker import Paused, Rests
from studios.brakes.budget import Spent
from studios.magicline.errors import GateClosed
from studios.magicline.gate import Call

ANSWERS: dict[type[GateClosed] | None, str] = {
    None: "may leave",
    Rests: "studio rests",
    Paused: "endpoint paused",
    Spent: "spent",
}


class Brakes:
    """Keeps calls of whoever looks around from leaving: to a studio that does not answer, to an endpoint that has said
    429, and where the budget has left only what is kept for booking. Of the others only those above the limit.
    """

    def __init__(self) -> None:
        self._studios, self._endpoints = breaker.of_studios(), breaker.of_endpoints()

    def ask(self, call: Call) -> None:
        """Raises `Rests`, `Paused` or `Spent`."""
        try:
            self._ask(call)
        except GateClosed as closed:
            _rows(call.endpoint)[type(closed)].inc()
            raise
        _rows(call.endpoint)[None].inc()

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        # A 500 is about this one question: were it about the studio, anybody's odd one could close it for all.
        if status != HTTPStatus.INTERNAL_SERVER_ERROR:
            self._studios.tell(call.studio, outcome, seconds=seconds, retry_after=None)
        self._endpoints.tell(_place(call), outcome, seconds=seconds, retry_after=retry_after)

    def _ask(self, call: Call) -> None:
        now, place = time.time(), _place(call)
        mine, *before = budget.keys(place, now=now)
        others = [*before, *self._studios.keys(call.studio), *self._endpoints.keys(place)]
        numbers = memory.count(mine, budget.KEPT_SECONDS, others=others)
        steps, (of_studio, of_endpoint) = numbers[:-4], (numbers[-4:-2], numbers[-2:])
        try:
            self._studios.check(call.studio, of_studio, now=now, may_go=not call.browsing)
            self._endpoints.check(place, of_endpoint, now=now, may_go=not call.browsing)
            budget.check(call, steps, now=now)
            if call.browsing:
                self._endpoints.let_one_try(place, of_endpoint)
                self._studios.let_one_try(call.studio, of_studio)
        except GateClosed:
            memory.take_back(mine)
            raise


def _place(call: Call) -> str:
    """What Magicline counts together. Whether it tells methods apart is not known: they are counted as one."""
    return f"{call.studio}:{call.endpoint}"


@cache
def _rows(endpoint: str) -> dict[type[GateClosed] | None, Counter]:
    """One for each answer, at nought from the first call on, as in `upstream_calls`."""
    return {kind: metrics.budget_answers.labels(endpoint, answer) for kind, answer in ANSWERS.items()}
