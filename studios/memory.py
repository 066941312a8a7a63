"""What all processes of the site remember together and for a short time: Django's cache, and how to go on without it.

Nothing may depend on it: whatever is in it can be gone the next moment, and Redis itself can be. As long as it cannot
be reached each process remembers for itself, and looks every few seconds whether it is back.
"""

import functools
import logging
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Protocol, TypeVar, cast

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

T = TypeVar("T")

LEFT_ALONE_SECONDS = 5.0
_TIDIED_EVERY_SECONDS = 30


class _Reach:
    """Whether the memory could be reached the last time. Threads may meet here: none of them breaks what is kept."""

    def __init__(self) -> None:
        self._is_lost = False
        self._again_at = 0.0

    def call(self, ask: Callable[[], T], instead: Callable[[], T]) -> T:
        """What `ask` tells; what `instead` does, where the memory cannot be reached."""
        if self._is_lost and time.monotonic() < self._again_at:
            return instead()
        # While this one tries, the others go on without: where nobody answers, it takes a while to notice.
        self._again_at = time.monotonic() + LEFT_ALONE_SECONDS
        try:
            answer = ask()
        except (RedisError, OSError) as error:
            was_lost, self._is_lost = self._is_lost, True
            self._again_at = time.monotonic() + LEFT_ALONE_SECONDS
            if not was_lost:
                logger.warning(
                    "The cache cannot be reached: %s. Each process remembers for itself.",
                    type(error).__name__,
                )
            return instead()
        if self._is_lost:
            self._is_lost = False
            logger.info("The cache can be reached again.")
        return answer


_reach = _Reach()


@functools.cache
def _cache() -> BaseCache:
    """One for all threads: Django would give each a pool of connections of its own, and those of a fan-out are new."""
    return caches.create_connection("default")


# Of this process alone, for as long as the cache cannot be reached.
_spare = LocMemCache("spare", {"OPTIONS": {"MAX_ENTRIES": 500}})


def _ask(question: Callable[[BaseCache], T]) -> T:
    return _reach.call(lambda: question(_cache()), lambda: question(_spare))


def get(key: str) -> Any:
    """What is remembered, or None."""
    return _ask(lambda cache: cache.get(key))


def put(key: str, value: object, seconds: float) -> None:
    """Remembers it for so long, unless the room is needed before."""
    _ask(lambda cache: cache.set(key, value, seconds))


def add(key: str, value: object, seconds: float) -> bool:
    """Remembers it if there is nothing yet; of several who do so at once, True for one."""
    return _ask(lambda cache: cache.add(key, value, seconds))


def drop(key: str) -> None:
    _ask(lambda cache: cache.delete(key))


def clear() -> None:
    """Forgets everything. For tests, and for whoever wants to begin anew."""
    _ask(lambda cache: cache.clear())
    _spare.clear()
    _here.clear()
    _moments.clear()


# Of this process alone. When there are more, all are asked anew.
_moments: dict[Hashable, tuple[float, Any]] = {}
_MOST_MOMENTS = 1000
A_MOMENT = 1.0  # seconds


def for_a_moment(key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` tells, for a second: of what every page asks the database and may be told so late.

    Asked each time where nothing is kept of what a studio offers either (`OFFER_CACHE_SECONDS`).
    """
    now = time.time()
    asked_at, told = _moments.get(key, (0.0, None))
    if settings.OFFER_CACHE_SECONDS and abs(now - asked_at) < A_MOMENT:
        return cast(T, told)
    told = ask()
    if len(_moments) >= _MOST_MOMENTS:
        _moments.clear()
    _moments[key] = now, told
    return told


# Numbers, of which none gets lost when many count at once: by all processes together where the cache is a Redis that
# can be reached, else by each for itself.


def _count(question: Callable[["_Numbers"], T]) -> T:
    return _reach.call(lambda: question(_numbers()), lambda: question(_here))


def count(key: str, seconds: int, *, others: Sequence[str] = ()) -> list[int]:
    """Adds one: what that comes to, and behind it the numbers of `others`, 0 for none, all in one round trip.

    Forgotten when it was not counted for so many seconds.
    """
    return _count(lambda numbers: numbers.count(key, seconds, others))


def take_back(key: str) -> None:
    """One less of what `count` has counted."""
    _count(lambda numbers: numbers.take_back(key))


def set_number(key: str, number: int, seconds: int) -> None:
    _count(lambda numbers: numbers.set(key, number, seconds))


def drop_number(key: str) -> None:
    _count(lambda numbers: numbers.drop(key))


class _Numbers(Protocol):
    def count(self, key: str, seconds: int, others: Sequence[str]) -> list[int]: ...
    def take_back(self, key: str) -> None: ...
    def set(self, key: str, number: int, seconds: int) -> None: ...
    def drop(self, key: str) -> None: ...


class _Here:
    """Those of this process. Not in Django's cache, which drops what there is no room for, and is slower."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[int, float]] = {}
        self._tidied_at = 0.0

    def count(self, key: str, seconds: int, others: Sequence[str]) -> list[int]:
        now = time.time()
        with self._lock:
            self._tidy(now)
            number = self._read(key, now) + 1
            self._kept[key] = number, now + seconds
            return [number, *(self._read(other, now) for other in others)]

    def take_back(self, key: str) -> None:
        with self._lock:
            number, until = self._kept.get(key, (0, 0.0))
            if number:
                self._kept[key] = number - 1, until

    def set(self, key: str, number: int, seconds: int) -> None:
        with self._lock:
            self._kept[key] = number, time.time() + seconds

    def drop(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    def _read(self, key: str, now: float) -> int:
        number, until = self._kept.get(key, (0, now))
        return number if until > now else 0

    def _tidy(self, now: float) -> None:
        if abs(now - self._tidied_at) > _TIDIED_EVERY_SECONDS:
            self._kept = {key: kept for key, kept in self._kept.items() if kept[1] > now}
            self._tidied_at = now


class _InRedis:
    """Past Django's own `incr`, which takes two round trips and needs a third before. Numbers are kept as Django keeps
    them, so that both can read them.
    """

    def __init__(self, cache: RedisCache) -> None:
        self._cache = cache
        self._redis: Redis = cache._cache.get_client(write=True)

    def count(self, key: str, seconds: int, others: Sequence[str]) -> list[int]:
        name = self._cache.make_key(key)
        with self._redis.pipeline(transaction=False) as trip:
            trip.incr(name)
            trip.expire(name, seconds)
            if others:
                trip.mget([self._cache.make_key(other) for other in others])
            number, _is_kept, *told = trip.execute()
        return [number, *(int(other or 0) for other in (told[0] if told else ()))]

    def take_back(self, key: str) -> None:
        self._redis.decr(self._cache.make_key(key))

    def set(self, key: str, number: int, seconds: int) -> None:
        self._cache.set(key, number, seconds)

    def drop(self, key: str) -> None:
        self._cache.delete(key)


_here = _Here()


@functools.cache
def _numbers() -> _Numbers:
    cache = _cache()
    return _InRedis(cache) if isinstance(cache, RedisCache) else _here
