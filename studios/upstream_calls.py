"""Counts what goes to Magicline, for `/metrics`: how often, what came of it, and how long it took."""

from functools import cache

from prometheus_client import Counter

from booking_site import metrics
from studios.magicline.gate import Call, Outcome


class Counts:
    """A gate that lets every call pass."""

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
        """Not by studio: there may be thousands, each of which would be a row of figures for every endpoint."""
        _rows(call.endpoint, call.method)[outcome].inc()
        metrics.upstream_seconds.labels(call.endpoint, call.method).observe(seconds)


@cache
def _rows(endpoint: str, method: str) -> dict[str, Counter]:
    """One for each outcome. All of them begin with the first call, at nought: of a row that begins with its first
    trouble, Prometheus does not see that it has grown.
    """
    return {outcome: metrics.upstream_calls.labels(endpoint, method, outcome) for outcome in Outcome}
