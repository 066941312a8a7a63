"""Where the memory cannot be reached each process remembers for itself, and what is told for a moment always."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client as Browser

from studios import memory
from studios.booking import rush
from studios.models import LegalPage, Studio


class Cuttable(LocMemCache):
    """A cache whose line can be cut."""

    is_cut = False

    def get(self, *told: object, **more: object) -> object:
        if self.is_cut:
            raise OSError
        return super().get(*told, **more)

    def set(self, *told: object, **more: object) -> None:
        if self.is_cut:
            raise OSError
        super().set(*told, **more)


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cuttable]:
    cache = Cuttable("shared", {})
    monkeypatch.setattr(memory, "_reach", memory._Reach())
    monkeypatch.setattr(caches, "create_connection", lambda _alias: cache)
    memory._cache.cache_clear()
    yield cache
    cache.clear()
    memory._cache.cache_clear()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """After it the memory is tried again."""
    return lambda: monkeypatch.setattr(memory._reach, "_again_at", 0.0)


def test_what_is_put_while_it_is_away_is_there_and_when_it_is_back_that_counts(
    shared: Cuttable, later: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    memory.put("key", "of all", 60)

    shared.is_cut = True
    during = memory.get("key")
    memory.put("key", "of this process", 60)
    told = memory.get("key")
    shared.is_cut = False
    later()

    assert (during, told) == (None, "of this process")
    assert memory.get("key") == "of all"
    assert sum(one.levelname == "WARNING" for one in caplog.records) == 1


def test_while_one_tries_again_the_others_go_on_without() -> None:
    reach = memory._Reach()

    def lost() -> str:
        raise OSError

    def lost_again() -> str:
        """Another thread comes along while this one waits."""
        meanwhile.append(reach.call(lambda: "asked", lambda: "went on"))
        raise OSError

    meanwhile: list[str] = []
    reach.call(lost, lambda: "went on")
    reach._again_at = 0
    reach.call(lost_again, lambda: "went on")
    reach._again_at = 0

    assert meanwhile == ["went on"]
    assert reach.call(lambda: "there", lambda: "went on") == "there"
    assert reach.call(lambda: "there", lambda: "went on") == "there"


def test_what_is_told_for_a_moment_is_asked_again_after_it(settings: Any) -> None:
    asked: list[str] = []

    def ask() -> int:
        asked.append("asked")
        return len(asked)

    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as clock:
        assert [memory.for_a_moment("what", ask) for _ in range(3)] == [1, 1, 1]
        assert memory.for_a_moment("something else", ask) == 2
        clock.shift(memory.A_MOMENT)
        assert memory.for_a_moment("what", ask) == 3
        clock.shift(-60)  # a clock that was put back
        assert memory.for_a_moment("what", ask) == 4

    settings.OFFER_CACHE_SECONDS = 0
    assert [memory.for_a_moment("what", ask) for _ in range(2)] == [5, 6]


def test_a_legal_page_stands_in_the_footer_a_moment_after_it_was_published(
    client: Browser, hafen: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "A_MOMENT", 60)
    assert "Imprint" not in client.get("/studios/hafen/").content.decode()
    LegalPage.objects.create(kind="imprint", language="en", text="This.")
    rush._drawn.clear()

    assert "Imprint" not in client.get("/studios/hafen/").content.decode()
    rush._drawn.clear()
    monkeypatch.setattr(memory, "A_MOMENT", 0)
    assert "Imprint" in client.get("/studios/hafen/").content.decode()
