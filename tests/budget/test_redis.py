"""Two web processes count together through Redis; without it each for itself, and the log says so once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from studios import memory
from studios.brakes.budget import Spent
from studios.models import Studio
from studios.sandbox.server import SandboxServer
from tests.budget.conftest import forget_where_it_is, looking, use
from tests.databases import own_database
from tests.processes import Site, free_port, running_site
from tests.redis_server import RedisServer
from tests.vendor import Vendor

PER_MINUTE, FOR_LOOKING = 40, 32


@pytest.fixture
def gym() -> Iterator[Vendor]:
    with SandboxServer() as server:
        yield Vendor(server.url)


@pytest.fixture
def site(
    gym: Vendor, redis_server: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """Asks the studio for each page: nothing is kept."""
    monkeypatch.setenv("CACHE_URL", redis_server.url.replace("/0", "/5"))
    monkeypatch.setenv("UPSTREAM_PER_MINUTE", str(PER_MINUTE))
    monkeypatch.setenv("SLOT_CACHE_SECONDS", "0")
    with own_database(tmp_path) as database, running_site(database, gym.url, tmp_path / "site.log") as site:
        yield site


def test_all_processes_together_keep_below_the_limit(site: Site, gym: Vendor) -> None:
    gym.ask("POST", "desk/studios/hafen", {"rate_limit": PER_MINUTE})
    url = f"{site.url}/studios/hafen/appointments/{gym.appointment('hafen', 'Body Scan')}/"

    def visit(_visitor: int) -> int:
        """Over a connection of their own: both processes serve some of them."""
        return requests.get(url, timeout=30).status_code

    with ThreadPoolExecutor(10) as pool:
        seen = Counter(pool.map(visit, range(2 * PER_MINUTE)))

    answers = Counter((one["endpoint"], one["status"]) for one in gym.requests())
    assert {status for _endpoint, status in answers} == {200}
    assert max(answers.values()) == FOR_LOOKING
    assert set(seen) == {200, 503}


def test_without_it_a_process_counts_for_itself_and_the_log_says_so_once(
    hafen: Studio,
    vendor: Vendor,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "_reach", memory._Reach())
    settings.UPSTREAM_PER_MINUTE, settings.UPSTREAM_BROWSING_PERCENT = 5, 100
    use(settings, f"redis://127.0.0.1:{free_port()}/0")
    try:
        for _ in range(5):
            looking(hafen).studio_information()
        with pytest.raises(Spent):
            looking(hafen).studio_information()
    finally:
        forget_where_it_is()

    assert len(vendor.requests("information")) == 5
    assert [one.name for one in caplog.records if one.levelname == "WARNING"] == ["studios.memory"]
