"""gunicorn with two processes and a worker beside it: one answer tells of all of them, also after one was killed."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from tests.databases import own_database
from tests.processes import Site, running_site, secrets_of_the_demo
from tests.vendor import Vendor
from tests.watching.conftest import BEARER, TOKEN, Figures


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("watching")


@pytest.fixture(scope="module")
def site(_running_vendor: Vendor, folder: Path) -> Iterator[Site]:
    with (
        pytest.MonkeyPatch.context() as environment,
        own_database(folder) as database,
    ):
        environment.setenv("METRICS_TOKEN", TOKEN)
        environment.setenv("METRICS_DIR", str(folder / "metrics"))
        with running_site(database, _running_vendor.url, folder / "site.log") as site:
            yield site


def read(site: Site) -> Figures:
    answer = requests.get(f"{site.url}/metrics", headers=BEARER, timeout=30)
    assert answer.status_code == 200
    return Figures(answer.text)


def visit(site: Site, times: int) -> None:
    for _ in range(times):  # each over a connection of its own, so that both processes get some
        requests.get(f"{site.url}/studios/hafen/", timeout=30).raise_for_status()


def seen(site: Site) -> float:
    return read(site).of("site_pages_total", view="booking:appointments", status="2xx")


def test_without_the_token_nothing_is_told(site: Site) -> None:
    assert requests.get(f"{site.url}/metrics", timeout=30).status_code == 401


def test_each_answer_tells_of_both_processes(site: Site) -> None:
    before = seen(site)

    visit(site, 20)

    assert {seen(site) - before for _ in range(8)} == {20}


def test_nothing_is_lost_with_a_killed_process_and_its_place_is_taken_again(site: Site, folder: Path) -> None:
    visit(site, 10)
    before, places = seen(site), count_places(folder)

    for _ in range(2):
        site.kill_web_processes()
        wait_for(site)

    assert seen(site) == before
    visit(site, 10)
    assert seen(site) == before + 10
    # Each may have come before the place of a dead one was free. Were none taken again, there were three times as many.
    assert count_places(folder) <= 2 * places


def test_the_worker_is_told_of_by_the_web_server(site: Site, folder: Path) -> None:
    with site.running_worker(folder / "worker.log"):
        for _ in range(100):
            figures = read(site)
            if figures.of("site_sweeps_total", sweep="studios.webhooks.tasks.react_to_all"):
                break
            time.sleep(0.2)

    assert figures.of("site_sweeps_total") >= 5
    assert not any(key in figures.text for key in secrets_of_the_demo())


def test_where_the_folder_cannot_be_used_the_site_serves_and_says_so(site: Site, folder: Path) -> None:
    (folder / "a file").touch()
    elsewhere = replace(
        site, environment=site.environment | {"METRICS_DIR": str(folder / "a file" / "in it")}
    )
    log = folder / "alone.log"

    with elsewhere.running_worker(log):
        for _ in range(100):
            if log.exists() and "METRICS_DIR cannot be used" in log.read_text():
                break
            time.sleep(0.2)

    assert "METRICS_DIR cannot be used" in log.read_text()
    assert "Traceback" not in log.read_text()


def count_places(folder: Path) -> int:
    return len(list((folder / "metrics").glob("*.lock")))


def wait_for(site: Site) -> None:
    for _ in range(100):
        try:
            if requests.get(f"{site.url}/health/ready/", timeout=30).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError("the site did not come back")
