"""PostgreSQL goes and comes back: nothing else has to be started again, and nothing is lost."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.conftest import CUSTOMERS
from tests.databases import rows
from tests.endurance.town import until
from tests.pages import Answer, Page
from tests.postgres_server import PROGRAMS, PostgresServer, running_postgres
from tests.processes import Site, running_site
from tests.vendor import Vendor, soon

pytestmark = pytest.mark.skipif(PROGRAMS is None, reason="needs PostgreSQL, which CI installs")

THREADS = 16  # of both web processes, each with a connection of its own


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[PostgresServer]:
    with running_postgres(tmp_path / "postgres.log") as server:
        yield server


@pytest.fixture
def site(postgres: PostgresServer, vendor: Vendor, tmp_path: Path) -> Iterator[Site]:
    log = tmp_path / "site.log"
    with (
        running_site(postgres.url, vendor.url, log) as site,
        site.running_worker(log.with_name("worker.log")),
    ):
        yield site


def test_pages_say_so_and_site_and_worker_go_on_by_themselves(
    site: Site, postgres: PostgresServer, vendor: Vendor
) -> None:
    session = requests.Session()
    session.cookies.set("sessionid", site.session_key, domain="127.0.0.1")
    vendor.hooks(url=f"{site.url}/webhooks/magicline/", automatic=False)

    def ask(path: str) -> requests.Response:
        return session.get(f"{site.url}{path}", headers={"Connection": "close"}, timeout=60)

    before = [ask("/bookings/") for _ in range(THREADS)]
    postgres.kill()
    away, ready, live = ask("/bookings/"), ask("/health/ready/"), ask("/health/live/")
    time.sleep(1)  # the worker meets it as well
    postgres.start()
    after = [ask("/bookings/") for _ in range(THREADS)]
    booking = _book_at_the_desk(vendor)
    vendor.flush_hooks()

    assert {page.status_code for page in before + after} == {200}
    assert away.status_code == 503
    assert "We cannot look anything up just now" in Page(Answer(away)).text
    assert (ready.status_code, live.status_code) == (503, 200)
    assert "database: not ok" in ready.text
    until(lambda: _is_known(postgres, booking), seconds=60, what="the worker has read what a webhook told")


def _book_at_the_desk(vendor: Vendor) -> int:
    body = {
        "studio": "hafen",
        "customer": CUSTOMERS["ada"],
        "appointment": vendor.appointment("hafen", "Body Scan"),
        "start": soon(days=3).isoformat(),
    }
    return int(vendor.ask("POST", "desk/bookings", body)["id"])


def _is_known(postgres: PostgresServer, booking: int) -> bool:
    return bool(rows(postgres.url, f"SELECT 1 FROM studios_booking WHERE booking_id = {booking}"))  # noqa: S608
