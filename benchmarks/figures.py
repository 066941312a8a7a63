"""Figures of a run: times of many requests as one line, and each goal with what it is held against."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self


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


@dataclass(frozen=True, slots=True)
class Spread:
    """What several rounds said: the middle one, the lowest and the highest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        return cls(median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of docs/benchmarks.md: what was measured of ours and, in the same rounds, of what it is held against.

    `goal` is its number ("1"), `what` a short name of the thing measured, `wanted` the goal in words ("≤ 1.05×").
    `against` is nothing where a goal is no ratio, and `met` is nothing where a figure only stands beside the others.
    `unit` is that of both: "ms", "pages/s", "KB", "MiB", "requests", "%", "" for what is counted or a ratio.
    """

    goal: str
    what: str
    ours: Spread
    against: Spread | None
    against_what: str
    wanted: str
    met: bool | None
    unit: str

    @property
    def ratio(self) -> float | None:
        """Ours to the other's, of the medians; nothing where there is no other."""
        return self.ours.median / self.against.median if self.against and self.against.median else None


# Of a topic of `make bench`, by its own module: so many rounds, each with both sides in it.
Measure = Callable[[int], list[Figure]]
