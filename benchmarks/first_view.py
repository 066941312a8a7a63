"""What the first view of the free times costs on a slow phone, and the closest peer's, looked at by turns.

Requests and bytes are the browser's own count, headers included, until nothing more comes by itself; pictures of other
hosts, which are the vendor's, are told apart. `--rounds N` looks N times at each.
"""

import re
import statistics
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

from benchmarks import peer
from benchmarks.deployed import deployed_site
from benchmarks.phone import View, chromium, first_view

STUDIO = "/studios/hafen/"
MOST_BYTES = 25_000
MOST_REQUESTS = 5
MOST_BYTES_OF_A_WINDOW = 4_000  # for sixty free times, as htmx asks for them
WINDOW = {"Accept-Encoding": "gzip", "HX-Request": "true"}


def free_times(page: str) -> int:
    return page.count("data-slot-start")


def usual_window(site: str) -> str:
    """The address of the first window with anything free, of the appointment for which it is most like sixty times."""
    offered = requests.get(f"{site}{STUDIO}", timeout=60).text
    numbers = sorted(set(re.findall(rf'"{STUDIO}appointments/(\d+)/"', offered)))
    found = [
        requests.get(f"{site}{STUDIO}appointments/{number}/next-free/", timeout=60) for number in numbers
    ]
    return min(found, key=lambda page: abs(free_times(page.text) - peer.FREE_TIMES)).url


def window_size(url: str) -> tuple[int, int]:
    """Bytes of the compressed body that htmx is given, and how many free times are in it."""
    with requests.get(url, headers=WINDOW, timeout=60, stream=True) as answer:
        size = len(answer.raw.read(decode_content=False))
    return size, free_times(requests.get(url, headers=WINDOW, timeout=60).text)


def spread(values: Sequence[float], written: str = "{:,.0f}") -> str:
    """Median, lowest and highest."""
    middle, *ends = (written.format(one) for one in (statistics.median(values), min(values), max(values)))
    return middle if ends[0] == ends[1] else f"{middle} ({ends[0]}–{ends[1]})"


def table(views: dict[str, list[View]]) -> str:
    rows = {
        "requests": [spread([len(one.loaded) for one in side]) for side in views.values()],
        "  of the vendor’s pictures": [
            spread([len(one.elsewhere) for one in side]) for side in views.values()
        ],
        "bytes transferred": [spread([one.transferred for one in side]) for side in views.values()],
        "first byte, ms": [spread([one.first_byte for one in side]) for side in views.values()],
        "from there to LCP, ms": [
            spread([one.lcp - one.first_byte for one in side]) for side in views.values()
        ],
        "LCP, ms": [spread([one.lcp for one in side]) for side in views.values()],
        "CLS": [spread([one.cls for one in side], "{:.4f}") for side in views.values()],
    }
    lines = [["", *views], *([name, *cells] for name, cells in rows.items())]
    return "\n".join("  ".join(f"{cell:<26}" for cell in line).rstrip() for line in lines)


def loaded(name: str, view: View) -> str:
    return "\n".join([f"{name}, in its last round:", *(f"  {size:>7,} {path}" for path, size in view.loaded)])


def main() -> int:
    """The exit status: 1 when a goal is missed."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with (
        TemporaryDirectory() as name,
        deployed_site(Path(name)) as site,
        peer.running_peer(Path(name)) as peers_page,
        chromium() as browser,
    ):
        addresses = {"booking site": usual_window(site.url), "justbookmycal": peers_page}
        size, times = window_size(addresses["booking site"])
        views: dict[str, list[View]] = {side: [] for side in addresses}
        for number in range(1 + rounds):  # the first one warms both servers up
            for side, address in addresses.items():
                view = first_view(browser, address)
                if number:
                    views[side].append(view)
    print(table(views))
    for side, seen in views.items():
        print(loaded(side, seen[-1]))
    print(
        f"{times} free times here and {peer.FREE_TIMES} there; the window as htmx asks for it: {size:,} bytes"
    )
    ours, theirs = views.values()
    ratio = statistics.median(one.lcp for one in ours) / statistics.median(one.lcp for one in theirs)
    goals = {
        f"≤ {MOST_BYTES:,} bytes": max(one.transferred for one in ours) <= MOST_BYTES,
        f"≤ {MOST_REQUESTS} requests": max(len(one.loaded) for one in ours) <= MOST_REQUESTS,
        "nothing moves": not any(one.cls for one in ours),
        f"LCP {ratio:.2f}× of justbookmycal’s, ≤ 1×": ratio <= 1,
        f"≤ {MOST_BYTES_OF_A_WINDOW:,} bytes for a window of {peer.FREE_TIMES}": (
            size / times * peer.FREE_TIMES <= MOST_BYTES_OF_A_WINDOW
        ),
    }
    for goal, met in goals.items():
        print(f"  {'met   ' if met else 'MISSED'} {goal}")
    return 0 if all(goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
