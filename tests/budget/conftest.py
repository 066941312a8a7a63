"""Here calls pass the brakes, as they do on a real site, with the memory in the process and with it in a Redis."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from studios import connections, memory
from studios.brakes.gate import Brakes
from studios.magicline import retrying
from studios.magicline.client import Client
from studios.magicline.gate import Gates
from studios.models import Studio
from tests.conftest import TransactionGate
from tests.redis_server import HERE, RedisServer, running_redis

Later = Callable[[float], AbstractContextManager[object]]
Looks = Callable[..., Client]


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    if HERE is None:
        pytest.skip("needs redis-server, which CI installs")
    with running_redis() as server:
        yield server


def use(settings: Any, url: str) -> None:
    """From now on the memory is in the Redis of that address."""
    _hold(settings, {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url})


def _hold(settings: Any, cache: dict[str, str]) -> None:
    settings.CACHES = {"default": cache}
    forget_where_it_is()


def forget_where_it_is() -> None:
    memory._cache.cache_clear()
    memory._numbers.cache_clear()


@pytest.fixture(params=["in the process", "in Redis"])
def remembered(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """Runs a test with either memory."""
    if request.param == "in Redis":
        use(settings, request.getfixturevalue("redis_server").url)
    else:
        _hold(settings, {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"})
    memory.clear()
    yield
    forget_where_it_is()


@pytest.fixture(autouse=True)
def _brakes(transaction_gate: TransactionGate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "gate", Gates(transaction_gate, Brakes()))
    monkeypatch.setattr(retrying, "FIRST_PAUSE_SECONDS", 0.01)


@pytest.fixture
def other_process(transaction_gate: TransactionGate, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From here on it is another process that asks: it shares nothing but the memory."""
    return lambda: monkeypatch.setattr(connections, "gate", Gates(transaction_gate, Brakes()))


@pytest.fixture
def later() -> Later:
    """`with later(11):` is eleven seconds later, for the site and the sandbox."""
    return lambda seconds: time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=True)


def looking(studio: Studio, seconds: float | None = None) -> Client:
    """A client for somebody who only looks around."""
    return connections.to(studio, browsing=True, seconds=seconds)


def booking(studio: Studio) -> Client:
    """A client for somebody who is about to book."""
    return connections.to(studio)
