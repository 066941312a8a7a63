"""What memory a worker of the web server takes, and what it takes after ten thousand views more.

One worker, warm, with all its threads at work, that answers every kind of page in turn, to strangers and to a member,
with the cache on. Beside it stands Django as `startproject` sets it up, under the same gunicorn with as many threads,
after as many views, with the same drivers imported (psycopg, redis): no Django that serves people runs without its
models, sessions and sign-in. The barest one, of templates alone, is told for comparison. PSS is a process's own memory
and its part of what it shares; USS is its own alone.
"""

import itertools
import re
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import load, report
from benchmarks.deployed import Deployed, deployed_site
from benchmarks.figures import Figure, Spread
from benchmarks.first_view import usual_window
from benchmarks.load import Connection, Page
from benchmarks.pinned import THREADS, Worker, bare_django, load_apart, started_django

VIEWS = 10_000
WARM_UP_VIEWS = 1_000
# More at once than there are threads. Each thread takes most of a megabyte when it first serves, for its connection to
# the database and the statements that this keeps, and a few visitors get only some of them started, others much later.
WARM_UP_VISITORS = 2 * THREADS
VISITORS = 4
MOST_OF_BARE = 1.3
MOST_GROWTH = 3.0  # per cent
BOTH_DRIVERS = ("--config=python:benchmarks.drivers",)


def mixed(site: Deployed) -> list[Page]:
    """A page of each kind, as a stranger and as a signed-in member see it."""
    window = usual_window(site.url)
    choice = re.search(r'href="([^"]*choice=[^"]*)"', load.asked(Page(window)))
    times = window.partition("?")[0]
    own = {"Cookie": f"sessionid={site.signed_in()}", "Accept-Encoding": "gzip"}
    for_all = [
        f"{site.url}/",
        f"{site.url}/studios/hafen/",
        times,
        window,
        f"{site.url}/sign-in/?studio=hafen",
    ]
    for_ada = [*for_all[:-1], f"{site.url}/bookings/"]
    if choice:
        for_ada.append(site.url + choice[1].replace("&amp;", "&"))
    return [
        *(Page(url, headers={"Accept-Encoding": "gzip"}) for url in for_all),
        *(Page(url, headers=own) for url in for_ada),
    ]


def mixed_started(url: str, session: str) -> list[Page]:
    """What is nearest to ours in it: lists, the form of a sign-in, a page that knows who asks."""
    own = {"Cookie": f"sessionid={session}"}
    return [
        Page(f"{url}/plain/"),
        Page(f"{url}/cached/"),
        Page(f"{url}/admin/login/", "csrfmiddlewaretoken"),
        Page(f"{url}/mine/", "ada", headers=own),
    ]


def look(pages: Sequence[Page], views: int, visitors: int = VISITORS) -> None:
    """So many views by several visitors at once, each page as often as any other."""
    turn = itertools.cycle(pages)
    lock, left = threading.Lock(), views

    def next_page() -> Page | None:
        nonlocal left
        with lock:
            left -= 1
            return next(turn) if left >= 0 else None

    def visit(connection: Connection) -> None:
        while page := next_page():
            connection.ask(page)

    load.at_once(visitors, visit)


def readings(pages: Sequence[Page], worker: Worker, parts: int) -> list[tuple[float, float]]:
    """PSS and USS once it is warm, and after each part of the views."""
    look(pages, WARM_UP_VIEWS, WARM_UP_VISITORS)
    found = [worker.memory()]
    for _ in range(parts):
        look(pages, VIEWS // parts)
        found.append(worker.memory())
    return found


def measure(rounds: int) -> list[Figure]:
    """A round is a part of the views, at the end of which memory is read."""
    with TemporaryDirectory() as name, load_apart() as core:
        with deployed_site(
            Path(name), workers=1, core=core, options=BOTH_DRIVERS, UPSTREAM_PER_MINUTE="1000000"
        ) as site:
            ours = readings(mixed(site), site.worker, rounds)
        with started_django(Path(name), core, 60, options=BOTH_DRIVERS) as (url, worker, session):
            started = readings(mixed_started(url, session), worker, rounds)
        with bare_django(Path(name), core, 60, options=BOTH_DRIVERS) as (url, worker):
            barest = readings([Page(f"{url}/plain/"), Page(f"{url}/cached/")], worker, rounds)
    found = []
    for kind, what in enumerate(("PSS", "USS")):
        here, there, least = (Spread.of([one[kind] for one in side]) for side in (ours, started, barest))
        found.append(
            Figure("7", f"a warm worker’s memory, {what}", here, there,
                   "Django as startproject sets it up, same drivers, threads and views",
                   f"≤ {MOST_OF_BARE}×", here.median <= MOST_OF_BARE * there.median, "MiB")
        )  # fmt: skip
        found.append(
            Figure("7", f"the same, {what}", here, least,
                   "Django without applications and middleware, same drivers", "", None, "MiB")
        )  # fmt: skip
    start, end = ours[0][0], ours[-1][0]
    growth = 100 * (end / start - 1)
    found.append(
        Figure("7", f"growth over {VIEWS:,} views, from {start:.1f} to {end:.1f} MiB (PSS)", Spread.of([growth]),
               None, "", f"≤ {MOST_GROWTH:.0f} %", growth <= MOST_GROWTH, "%")
    )  # fmt: skip
    return found


if __name__ == "__main__":
    sys.exit(report.run_alone(measure, __doc__, rounds=3))
