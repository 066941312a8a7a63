"""Several gates as one: all are told, and the first that says no is the last that is asked."""

import pytest

from studios.magicline.errors import GateClosed
from studios.magicline.gate import Call, Gates, Outcome

CALL = Call("hafen", "/v1/appointments/bookable", "GET")


class Noting:
    def __init__(self, *, closed: bool = False) -> None:
        self.closed = closed
        self.heard: list[str] = []

    def ask(self, call: Call) -> None:
        self.heard.append("asked")
        if self.closed:
            raise GateClosed("the budget is used up")

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        self.heard.append(outcome)


def test_all_are_asked_and_told() -> None:
    first, second = Noting(), Noting()
    gates = Gates(first, second)

    gates.ask(CALL)
    gates.tell(CALL, Outcome.OK, 200, 0.2, "")

    assert first.heard == second.heard == ["asked", "ok"]


def test_behind_one_that_is_closed_nobody_is_asked() -> None:
    closed, behind = Noting(closed=True), Noting()

    with pytest.raises(GateClosed):
        Gates(closed, behind).ask(CALL)

    assert closed.heard == ["asked"]
    assert behind.heard == []
