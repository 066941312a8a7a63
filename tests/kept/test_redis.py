"""Several processes that share a Redis ask once, and go on without it."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from redis import Redis

from studios.booking import rush
from studios.sandbox.server import SandboxServer
from tests.databases import own_database
from tests.processes import Site, running_site
from tests.redis_server import HERE, RedisServer, running_redis
from tests.vendor import Vendor

pytestmark = pytest.mark.skipif(HERE is None, reason="needs redis-server, which CI installs")

VISITORS = 12
# Two web processes, each of which says it once.
PROCESSES = 2


@pytest.fixture
def gym() -> Iterator[Vendor]:
    with SandboxServer() as server:
        yield Vendor(server.url)


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "site.log"


@pytest.fixture
def site(gym: Vendor, redis: RedisServer, log: Path) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as environment, own_database(log.parent) as database:
        environment.setenv("CACHE_URL", redis.url)
        environment.setenv("SLOT_CACHE_SECONDS", "60")
        with running_site(database, gym.url, log) as site:
            yield site


def visit(site: Site, gym: Vendor, query: str = "") -> list[requests.Response]:
    """Everybody at once, each over a connection of their own: both processes serve some of them."""
    url = f"{site.url}/studios/hafen/appointments/{gym.appointment('hafen', 'Personal Training')}/{query}"
    with ThreadPoolExecutor(VISITORS) as pool:
        return list(pool.map(lambda _visitor: requests.get(url, timeout=60), range(VISITORS)))


def test_all_processes_together_ask_once(site: Site, gym: Vendor) -> None:
    gym.mishap("slots", "delay", seconds=0.5)

    pages = visit(site, gym)

    assert {page.status_code for page in pages} == {200}
    assert all("data-slot-start" in page.text for page in pages)
    assert (len(gym.requests("slots")), len(gym.requests("bookable"))) == (1, 1)


def test_a_redis_that_is_gone_takes_no_page_with_it(
    site: Site, gym: Vendor, redis: RedisServer, log: Path
) -> None:
    visit(site, gym)
    redis.kill()
    time.sleep(rush.GOOD_FOR_SECONDS)  # what was drawn for a rush needs no cache

    began = time.monotonic()
    pages = visit(site, gym)
    pages += visit(site, gym)
    took = time.monotonic() - began

    redis.start()
    assert {page.status_code for page in pages} == {200}
    assert all("data-slot-start" in page.text for page in pages)
    assert took < 60
    assert 1 <= log.read_text().count("The cache cannot be reached") <= PROCESSES


def test_one_that_is_back_is_used_again(site: Site, gym: Vendor, redis: RedisServer, log: Path) -> None:
    redis.kill()
    visit(site, gym)
    redis.start()
    for _ in range(40):
        visit(site, gym)
        if log.read_text().count("The cache can be reached again") >= PROCESSES:
            break
        time.sleep(0.5)
    gym.ask("DELETE", "requests")

    visit(site, gym)

    assert gym.requests("slots") == []
    assert any(key.startswith(":1:kept:") for key in keys_in(redis))  # it has begun anew, empty


def keys_in(redis: RedisServer) -> list[str]:
    with Redis.from_url(redis.url) as connection:
        return [key.decode() for key in connection.scan_iter()]


def test_keys_name_places_and_days_and_nobody(site: Site, gym: Vendor, redis: RedisServer) -> None:
    visit(site, gym)

    keys = keys_in(redis)
    assert keys
    assert all(key.startswith((":1:kept:", ":1:brakes:hafen")) for key in keys)
    assert {len(key) < 120 for key in keys} == {True}
