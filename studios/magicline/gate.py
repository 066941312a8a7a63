"""Where rate budget, breaker and metrics stand: who makes a client may watch its requests or stop them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Call:
    """Which call of which studio; `endpoint` is the path with `{id}` where an id stands: no ids in logs.

    `expected_refusals` are statuses that would be an answer to what the caller wants to know, and no failure: whoever
    tries what a key may do learns it by a 403. `browsing`: for somebody who looks around and can be shown something
    else, or for work that can wait, so it is the first that is kept from leaving.
    """

    studio: str
    endpoint: str
    method: str
    expected_refusals: frozenset[int] = frozenset()
    browsing: bool = False


class Outcome(StrEnum):
    """What became of one HTTP request."""

    OK = "ok"
    REFUSED = "refused"
    RATE_LIMITED = "rate limited"
    FAILED = "failed"  # 5xx and 408
    ODD = "odd"  # redirects, other statuses, more bytes than anybody asked for
    NOT_CONNECTED = "not connected"
    CUT = "cut"
    TIMED_OUT = "timed out"


class Gate(Protocol):
    """Asked before every HTTP request, repeats included, and told after it, both in the caller's thread."""

    def ask(self, call: Call) -> None:
        """Raise `GateClosed` to keep the call from leaving."""

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        """Hear how it went; `outcome` is one of `Outcome`, `retry_after` the seconds that the answer asks us to wait.

        Must not raise: the deed may be done.
        """


class _Open:
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
        pass


OPEN: Gate = _Open()


class Gates:
    """Several as one. They are asked in their order, until one keeps the call from leaving; of one that has left, all
    are told.
    """

    def __init__(self, *gates: Gate) -> None:
        self._gates = gates

    def ask(self, call: Call) -> None:
        for gate in self._gates:
            gate.ask(call)

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        for gate in self._gates:
            gate.tell(call, outcome, status, seconds, trace_id, retry_after)
