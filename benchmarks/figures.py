"""Times of many requests as one line."""

import statistics
import time
from collections.abc import Callable, Sequence


def seconds(do: Callable[[], object]) -> float:
    """How long it takes, by the wall clock."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def median(times: Sequence[float]) -> float:
    return statistics.median(times)


def p99(times: Sequence[float]) -> float:
    """What ninety-nine of a hundred do not exceed; needs a hundred times or more."""
    return statistics.quantiles(times, n=100)[98]


def line(name: str, times: Sequence[float], beside: Sequence[float]) -> str:
    """Median and p99 in milliseconds, and as ratios to those of `beside`."""
    figures = [
        f"{what} {one * 1000:7.1f} ms ({one / other:4.1f}×)"
        for what, one, other in (
            ("median", median(times), median(beside)),
            ("p99", p99(times), p99(beside)),
        )
    ]
    return f"{name:<28} {'   '.join(figures)}   of {len(times)}"
