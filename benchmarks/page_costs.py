"""What a view of each page costs in CPU: the deployed site answers it again and again, and its processes' time is read.

Time that a process has worked is the same on a busy machine and on a quiet one, nearly; a clock on the wall is not.
"""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

from tests.databases import own_database
from tests.pages import Answer, Page
from tests.processes import Site, running_site
from tests.vendor import Vendor, running_vendor

TICKS = os.sysconf("SC_CLK_TCK")


def worked(site: Site) -> float:
    """Seconds of CPU of the web server's processes, those of threads that have ended included."""
    parent = site.web.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in children]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def addresses(site: Site, vendor: Vendor, session: requests.Session) -> dict[str, str]:
    """A page of each kind."""
    times = f"{site.url}/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    window = session.get(f"{times}next-free/")
    choice = Page(Answer(window)).all("data-slot-start")[0].attributes["href"]
    form = Page(Answer(session.get(site.url + choice))).fields()
    booked = session.post(site.url + choice, form)
    return {
        "nothing": f"{site.url}/health/live/",
        "studios": f"{site.url}/",
        "appointments": f"{site.url}/studios/hafen/",
        "slots": window.url,
        "next_free": f"{times}next-free/",
        "confirm": site.url + Page(Answer(window)).all("data-slot-start")[1].attributes["href"],
        "one_booking": booked.url,
        "my_bookings": f"{site.url}/bookings/",
        "sign_in": f"{site.url}/sign-in/?studio=hafen",
    }


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--views", type=int, default=100)
    views = parser.parse_args().views
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("SEARCHES_PER_CLIENT", "100000")
    with (
        TemporaryDirectory() as name,
        own_database(Path(name)) as database,
        running_vendor() as vendor,
        running_site(database, vendor.url, Path(name) / "site.log") as site,
        requests.Session() as session,
    ):
        session.cookies.set("sessionid", site.session_key)
        session.headers["Accept-Encoding"] = "gzip"
        for page, address in addresses(site, vendor, session).items():
            for _ in range(10):  # warm
                session.get(address, allow_redirects=False).raise_for_status()
            before = worked(site)
            for _ in range(views):
                answer = session.get(address, allow_redirects=False)
            cost = (worked(site) - before) / views
            print(f"{page:<16}{cost * 1000:6.1f} ms of CPU, {len(answer.content):>7,} bytes of HTML")
    return 0


if __name__ == "__main__":
    sys.exit(main())
