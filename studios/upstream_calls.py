"""Counts what goes to Magicline, for `/metrics`: how often, what came of it, and how long it took."""

from booking_site import metrics
from studios.magicline.gate import Call


class Counts:
    """A gate that lets every call pass."""

    def ask(self, call: Call) -> None:
        pass

    def tell(self, call: Call, outcome: str, status: int | None, seconds: float, trace_id: str) -> None:
        """Not by studio: there may be thousands, each of which would be a row of figures for every endpoint."""
        metrics.upstream_calls.labels(call.endpoint, call.method, outcome).inc()
        metrics.upstream_seconds.labels(call.endpoint, call.method).observe(seconds)
