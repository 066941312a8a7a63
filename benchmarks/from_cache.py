"""How many views of the free times a second one core answers while they are kept, beside what Django does by itself.

One worker of gunicorn on one core, four kept connections from the other. Ours is the whole page as a signed-in member
asks for it, with session, language, policy, counts and log as deployed; the session is opened where a page needs to
know who looks, which this one does only while some studio is in preview. Django's own has none of these: the finished
page from the cache, or the same number of free times from a plain template. Every round asks each for the same time.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import load, report
from benchmarks.deployed import Deployed, deployed_site
from benchmarks.figures import Figure, Spread
from benchmarks.first_view import free_times, usual_window
from benchmarks.load import Page
from benchmarks.pinned import Worker, bare_django, load_apart
from tests.redis_server import running_redis

SECONDS = 4.0
WARM_UP_SECONDS = 1.5
UNIT = "pages/s"
LEAST_OF_CACHED = 1 / 3
LEAST_OF_PLAIN = 3
ZIPPED = {"Accept-Encoding": "gzip"}


def member_page(site: Deployed, window: str) -> Page:
    """The window of free times as Ada sees it."""
    cookies = f"sessionid={site.signed_in()}; django_language=en"
    return Page(window, "data-slot-start", {"Cookie": cookies, "Accept-Language": "en"})


@contextmanager
def sides(folder: Path, core: int) -> Iterator[tuple[dict[str, tuple[Page, Worker]], int]]:
    """What is asked by turns, with the worker that answers; and how many free times are on each."""
    with ExitStack() as running:
        (folder / "redis").mkdir()
        site = running.enter_context(deployed_site(folder, workers=1, core=core))
        window = usual_window(site.url)
        page = member_page(site, window)
        number = free_times(load.asked(page))
        bare, bare_worker = running.enter_context(bare_django(folder, core, number))
        redis = running.enter_context(running_redis()).url
        shared = running.enter_context(deployed_site(folder / "redis", workers=1, core=core, CACHE_URL=redis))
        bare_shared = running.enter_context(bare_django(folder, core, number, cache_url=redis))
        window_there = window.replace(site.url, shared.url)
        yield (
            {
                "ours": (page, site.worker),
                "cached": (Page(f"{bare}/cached/", "choice="), bare_worker),
                "plain": (Page(f"{bare}/plain/", "choice="), bare_worker),
                "zipped": (Page(page.url, "", {**page.headers, **ZIPPED}), site.worker),
                "ours, Redis": (member_page(shared, window_there), shared.worker),
                "cached, Redis": (Page(f"{bare_shared[0]}/cached/", "choice="), bare_shared[1]),
            },
            number,
        )


def by_turns(pages: dict[str, tuple[Page, Worker]], rounds: int) -> dict[str, list[float]]:
    """Pages a second of each, round by round; what a page costs in CPU is said on the way."""
    found: dict[str, list[float]] = {name: [] for name in pages}
    for page, _ in pages.values():
        load.pages_a_second(page, WARM_UP_SECONDS)
    for _ in range(rounds):
        for name, (page, worker) in pages.items():
            before, started = worker.worked(), time.perf_counter()
            found[name].append(load.pages_a_second(page, SECONDS))
            number = found[name][-1] * (time.perf_counter() - started)
            cost = 1000 * (worker.worked() - before) / number
            print(f"  {name}: {found[name][-1]:,.0f} pages/s, {cost:.2f} ms of CPU", file=sys.stderr)
    return found


def measure(rounds: int) -> list[Figure]:
    with TemporaryDirectory() as name, load_apart() as core, sides(Path(name), core) as (pages, number):
        found = by_turns(pages, rounds)
    what = f"page of {number} free times from the cache"
    rates = {side: Spread.of(rates) for side, rates in found.items()}
    of_cached = rates["ours"].median / rates["cached"].median
    of_plain = rates["ours"].median / rates["plain"].median
    return [
        Figure("4", what, rates["ours"], rates["cached"], "bare Django, the page from the cache",
               "≥ 0.33×", of_cached >= LEAST_OF_CACHED, UNIT),
        Figure("4", what, rates["ours"], rates["plain"], "bare Django, the page from a template",
               f"≥ {LEAST_OF_PLAIN}×", of_plain >= LEAST_OF_PLAIN, UNIT),
        Figure("4", f"{what}, compressed", rates["zipped"], rates["cached"],
               "bare Django, the page from the cache, not compressed", "", None, UNIT),
        Figure("4", f"{what}, which is Redis", rates["ours, Redis"], rates["cached, Redis"],
               "bare Django, the page from Redis", "", None, UNIT),
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
