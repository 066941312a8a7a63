"""One peer and ours in the same rounds: pages a second of one core, a first view, and a warm worker's memory."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.deployed import deployed_site
from benchmarks.figures import Figure, Spread
from benchmarks.first_view import looked, usual_window
from benchmarks.from_cache import by_turns, member_page
from benchmarks.load import Page
from benchmarks.phone import View
from benchmarks.pinned import Worker, load_apart


@dataclass(frozen=True)
class Peer:
    """`running` starts it in a folder and on a core: the address of its page of sixty times, and its worker.

    `shows` stands on that page. Goals: so many times as many pages a second, and at most so many times its LCP.
    """

    name: str
    running: Callable[[Path, int], AbstractContextManager[tuple[str, Worker]]]
    shows: str
    least_rate: float | None = None
    most_lcp: float | None = None


def measure_beside(peer: Peer, rounds: int) -> list[Figure]:
    with TemporaryDirectory() as name, ExitStack() as running:
        with load_apart() as core:
            site = running.enter_context(deployed_site(Path(name), workers=1, core=core))
            address, worker = running.enter_context(peer.running(Path(name), core))
            window = usual_window(site.url)
            pages = {
                "ours": (member_page(site, window), site.worker),
                peer.name: (Page(address, peer.shows), worker),
            }
            rates = by_turns(pages, rounds)
            memory = [[one.memory()[0]] for one in (site.worker, worker)]
        views = looked({"ours": window, peer.name: address}, rounds)  # the browser on all cores
    return [
        rate(rates, peer.name, peer.least_rate),
        *first_views(views, peer.name, peer.most_lcp),
        held(memory, peer.name),
    ]


def rate(rates: dict[str, list[float]], peer: str, least: float | None) -> Figure:
    ours, theirs = Spread.of(rates["ours"]), Spread.of(rates[peer])
    met = None if least is None else ours.median >= least * theirs.median
    wanted = "" if least is None else f"≥ {least}×"
    return Figure("4", "page of free times from the cache", ours, theirs, peer, wanted, met, "pages/s")


def first_views(views: dict[str, list[View]], peer: str, most_lcp: float | None) -> list[Figure]:
    """Time to the largest paint, what was transferred, requests, and how far things moved."""

    def figure(what: str, of: Callable[[View], float], unit: str, most: float | None = None) -> Figure:
        ours, theirs = (Spread.of([of(one) for one in views[side]]) for side in ("ours", peer))
        met = None if most is None else ours.median <= most * theirs.median
        return Figure(
            "6", f"first view, {what}", ours, theirs, peer, "" if most is None else f"≤ {most}×", met, unit
        )

    return [
        figure("LCP on a slow phone", lambda one: one.lcp, "ms", most_lcp),
        figure("first byte of that", lambda one: one.first_byte, "ms"),
        figure("transferred", lambda one: one.transferred / 1000, "KB"),
        figure("requests", lambda one: len(one.loaded), ""),
        figure("CLS", lambda one: one.cls, ""),
    ]


def held(memory: list[list[float]], peer: str) -> Figure:
    ours, theirs = (Spread.of(readings) for readings in memory)
    return Figure("7", "a warm worker’s memory, PSS", ours, theirs, peer, "", None, "MiB")
