"""What the first view of the free times costs on a slow phone, with nothing kept from before.

Requests and bytes are the browser's own count, headers included, until nothing more comes by itself; pictures of other
hosts, which are the vendor's, are left out.
"""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

from benchmarks import report
from benchmarks.deployed import deployed_site
from benchmarks.figures import Figure, Spread
from benchmarks.phone import View, chromium, first_view

STUDIO = "/studios/hafen/"
MOST_KB = 25
MOST_REQUESTS = 5
FREE_TIMES = 60
MOST_KB_OF_A_WINDOW = 4  # for so many free times, as htmx asks for them
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
    return min(found, key=lambda page: abs(free_times(page.text) - FREE_TIMES)).url


def window_size(url: str) -> tuple[int, int]:
    """Bytes of the compressed body that htmx is given, and how many free times are in it."""
    with requests.get(url, headers=WINDOW, timeout=60, stream=True) as answer:
        size = len(answer.raw.read(decode_content=False))
    return size, free_times(requests.get(url, headers=WINDOW, timeout=60).text)


def looked(addresses: dict[str, str], rounds: int) -> dict[str, list[View]]:
    """Every round's first view of each, by turns; what was loaded in the last one is printed."""
    views: dict[str, list[View]] = {side: [] for side in addresses}
    with chromium() as browser:
        for number in range(1 + rounds):  # the first one warms the servers up
            for side, address in addresses.items():
                view = first_view(browser, address)
                if number:
                    views[side].append(view)
    for side, seen in views.items():
        print(f"  {side}, LCP of {seen[-1].lcp_element or 'nothing'}:", file=sys.stderr)
        for path, size in seen[-1].loaded:
            print(f"    {size:>7,} {path}", file=sys.stderr)
    return views


def measure(rounds: int) -> list[Figure]:
    """Ours alone, of which only the most counts: nothing of it is a matter of the machine."""
    with TemporaryDirectory() as name, deployed_site(Path(name)) as site:
        window = usual_window(site.url)
        size, times = window_size(window)
        views = looked({"ours": window}, rounds)["ours"]
    size_of_sixty = size / times * FREE_TIMES
    sizes = Spread.of([one.transferred / 1000 for one in views])
    requests_ = Spread.of([len(one.loaded) for one in views])
    moved = Spread.of([one.cls for one in views])

    def alone(what: str, ours: Spread, wanted: str, unit: str, *, met: bool) -> Figure:
        return Figure("6", what, ours, None, "", wanted, met, unit)

    return [
        alone(f"first view of {times} free times, transferred", sizes, f"≤ {MOST_KB} KB", "KB",
              met=sizes.high <= MOST_KB),
        alone("the same, requests", requests_, f"≤ {MOST_REQUESTS}", "", met=requests_.high <= MOST_REQUESTS),
        alone("the same, CLS", moved, "0", "", met=moved.high == 0),
        alone(f"{FREE_TIMES} free times as htmx asks for them", Spread.of([size_of_sixty / 1000]),
              f"≤ {MOST_KB_OF_A_WINDOW} KB", "KB", met=size_of_sixty <= 1000 * MOST_KB_OF_A_WINDOW),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
