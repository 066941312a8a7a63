"""Where the memory cannot be reached each process remembers for itself."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

from studios import memory


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
