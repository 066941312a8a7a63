"""justbookmycal, the closest peer: free times drawn by the server, from a calendar that it keeps.

Its page of a week with sixty free times and ours, by turns: pages a second of one worker on one core, a first view on
a slow phone, and the memory of the worker once it is warm.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import report
from benchmarks.deployed import deployed_site
from benchmarks.figures import Figure, Spread
from benchmarks.first_view import looked, usual_window
from benchmarks.from_cache import by_turns, member_page
from benchmarks.load import Page
from benchmarks.peers import justbookmycal
from benchmarks.phone import View
from benchmarks.pinned import load_apart

NAME = "justbookmycal"
TIMES_AS_MANY = 5


def measure(rounds: int) -> list[Figure]:
    with (
        TemporaryDirectory() as name,
        load_apart() as core,
        deployed_site(Path(name), workers=1, core=core) as site,
        justbookmycal.running_peer(Path(name), core) as (address, worker),
    ):
        window = usual_window(site.url)
        pages = {"ours": (member_page(site, window), site.worker), NAME: (Page(address, "slot"), worker)}
        rates = by_turns(pages, rounds)
        memory = [[one.memory()[0]] for one in (site.worker, worker)]
        views = looked({"ours": window, NAME: address}, rounds)
    return [rate(rates, NAME, TIMES_AS_MANY), *first_views(views, NAME, most_lcp=1), held(memory, NAME)]


def rate(rates: dict[str, list[float]], peer: str, least: float | None) -> Figure:
    ours, theirs = Spread.of(rates["ours"]), Spread.of(rates[peer])
    met = None if least is None else ours.median >= least * theirs.median
    wanted = "" if least is None else f"≥ {least}×"
    return Figure("4", "page of free times from the cache", ours, theirs, peer, wanted, met, "pages/s")


def first_views(views: dict[str, list[View]], peer: str, *, most_lcp: float | None) -> list[Figure]:
    """Time to the largest paint, what was transferred, requests, and how far things moved."""

    def figure(what: str, of: Callable[[View], float], unit: str, most: float | None = None) -> Figure:
        ours, theirs = (Spread.of([of(one) for one in views[side]]) for side in ("ours", peer))
        met = None if most is None else ours.median <= most * theirs.median
        return Figure(
            "6", f"first view, {what}", ours, theirs, peer, "" if most is None else f"≤ {most}×", met, unit
        )

    return [
        figure("LCP on a slow phone", lambda one: one.lcp, "ms", most_lcp),
        figure("transferred", lambda one: one.transferred / 1000, "KB"),
        figure("requests", lambda one: len(one.loaded), ""),
        figure("CLS", lambda one: one.cls, ""),
    ]


def held(memory: list[list[float]], peer: str) -> Figure:
    ours, theirs = (Spread.of(readings) for readings in memory)
    return Figure("7", "a warm worker’s memory, PSS", ours, theirs, peer, "", None, "MiB")


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
