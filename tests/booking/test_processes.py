"""Twenty clicks at once, against the site as it is deployed: one booking, one page."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.databases import everything_in, own_database
from tests.pages import Answer, Page
from tests.processes import Site, running_site, secrets_of_the_demo
from tests.vendor import Vendor


@pytest.fixture
def database(tmp_path: Path):
    """The DATABASE_URL of the running site."""
    with own_database(tmp_path) as url:
        yield url


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The running site's log file."""
    return tmp_path / "site.log"


@pytest.fixture
def site(vendor: Vendor, database: str, log: Path):
    with running_site(database, vendor.url, log) as site:
        yield site


@pytest.fixture
def browser(site: Site):
    """Ada's browser at the running site: how to get a page, and how to post its form."""
    url = site.url
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=40))
        session.cookies.set("sessionid", site.session_key, domain="127.0.0.1")

        def get(path: str) -> Page:
            return Page(Answer(session.get(url + path, timeout=60)))

        def post(path: str, page: Page) -> Page:
            return Page(
                Answer(session.post(url + path, data=page.fields(), timeout=60, headers={"Referer": url}))
            )

        yield get, post


def slots_of(get, vendor: Vendor, title: str) -> list[tuple[str, str]]:
    page = get(f"/studios/hafen/appointments/{vendor.appointment('hafen', title)}/next-free/")
    return [
        (slot.attributes["data-slot-start"], slot.attributes["href"]) for slot in page.all("data-slot-start")
    ]


def test_twenty_posts_of_one_form_make_one_booking_and_one_page(browser, vendor: Vendor) -> None:
    get, post = browser
    url = slots_of(get, vendor, "Body Scan")[0][1]
    form = get(url)
    vendor.mishap("book", "delay", seconds=1.0, count=50)

    with ThreadPoolExecutor(20) as pool:
        pages = list(pool.map(lambda _: post(url, form), range(20)))

    assert {page.answer.status_code for page in pages} == {200}
    assert len({page.value("data-booking-reference") for page in pages}) == 1
    assert len({page.answer.url for page in pages}) == 1
    assert len(vendor.bookings()) == 1
    assert len(vendor.requests("book")) == 1


def test_two_trainers_at_one_start_from_two_tabs_at_once_make_one_booking(browser, vendor: Vendor) -> None:
    get, post = browser
    at: dict[str, list[str]] = {}
    for start, href in slots_of(get, vendor, "Personal Training"):
        at.setdefault(start, []).append(href)
    tabs = next(links for links in at.values() if len(links) == 2)
    forms = [(url, get(url)) for url in tabs] * 5
    vendor.mishap("book", "delay", seconds=1.0, count=50)

    with ThreadPoolExecutor(10) as pool:
        pages = list(pool.map(lambda form: post(*form), forms))

    assert {page.answer.status_code for page in pages} == {200}
    assert len({page.value("data-booking-reference") for page in pages}) == 1
    assert len(vendor.bookings()) == 1
    assert len(vendor.requests("book")) == 1


def test_no_key_is_in_the_log_or_in_the_database(browser, vendor: Vendor, database: str, log: Path) -> None:
    get, post = browser
    url = slots_of(get, vendor, "Body Scan")[0][1]
    vendor.mishap("validate", "500", count=9)
    get(url)
    vendor.ask("DELETE", "mishaps")
    post(url, get(url))

    written = log.read_bytes() + everything_in(database)

    assert b"GET /studios/hafen/" in written
    assert b"Ada" in written  # names stand in the database as they are: it was looked at
    for key in secrets_of_the_demo():
        assert key.encode() not in written


def test_kill_9_between_the_post_and_its_answer_ends_with_the_truth_within_a_minute(
    site: Site, browser, vendor: Vendor, tmp_path: Path
) -> None:
    get, post = browser
    url = slots_of(get, vendor, "Body Scan")[0][1]
    form = get(url)
    vendor.mishap("book", "delay_after", seconds=5)

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(post, url, form)
        wait_until(lambda: vendor.bookings(), seconds=30)
        site.kill_web_processes()
        with pytest.raises(requests.ConnectionError):
            answer.result()
    wait_until(lambda: requests.get(f"{site.url}/health/live/", timeout=5).ok, seconds=30)
    with site.running_worker(tmp_path / "worker.log"):
        while_unknown = get("/bookings/").values("data-booking-status")
        wait_until(lambda: get("/bookings/").values("data-booking-status") == ["BOOKED"], seconds=60)

    assert while_unknown in (["SENDING"], ["BOOKED"])  # never "nothing", and never "book again"
    assert len(vendor.requests("book")) == 1
    assert len(vendor.bookings()) == 1


def wait_until(is_so: Callable[[], object], *, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            if is_so():
                return
        except requests.ConnectionError:  # nobody listens yet
            pass
        time.sleep(0.25)
    raise AssertionError("it did not come to it in time")
