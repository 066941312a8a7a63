"""What all processes of the site remember together and for a short time: Django's cache, and how to go on without it.

Nothing may depend on it: whatever is in it can be gone the next moment, and Redis itself can be. Whoever asks is told
so by `Unreachable`, at once for a few seconds after it was met, so that no page waits for it more than once.
"""

import functools
import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

T = TypeVar("T")

LEFT_ALONE_SECONDS = 5.0


class Unreachable(Exception):
    """The memory cannot be asked just now: go on without it."""


class _Reach:
    """Whether the memory could be reached the last time. Threads may meet here: none of them breaks what is kept."""

    def __init__(self) -> None:
        self._is_lost = False
        self._again_at = 0.0

    def call(self, question: Callable[[], T]) -> T:
        if self._is_lost and time.monotonic() < self._again_at:
            raise Unreachable
        try:
            answer = question()
        except (RedisError, OSError) as error:
            was_lost, self._is_lost = self._is_lost, True
            self._again_at = time.monotonic() + LEFT_ALONE_SECONDS
            if not was_lost:
                logger.warning(
                    "The cache cannot be reached: %s. The site goes on without.", type(error).__name__
                )
            raise Unreachable from error
        if self._is_lost:
            self._is_lost = False
            logger.info("The cache can be reached again.")
        return answer


_reach = _Reach()


@functools.cache
def _cache() -> BaseCache:
    """One for all threads: Django would give each a pool of connections of its own, and those of a fan-out are new."""
    return caches.create_connection("default")


def get(key: str) -> Any:
    """What is remembered, or None. Raises `Unreachable`, as all of these do."""
    return _reach.call(lambda: _cache().get(key))


def put(key: str, value: object, seconds: float) -> None:
    """Remembers it for so long, unless the room is needed before."""
    _reach.call(lambda: _cache().set(key, value, seconds))


def add(key: str, value: object, seconds: float) -> bool:
    """Remembers it if there is nothing yet; of several who do so at once, True for one."""
    return _reach.call(lambda: _cache().add(key, value, seconds))


def drop(key: str) -> None:
    _reach.call(lambda: _cache().delete(key))


def clear() -> None:
    """Forgets everything. For tests, and for whoever wants to begin anew."""
    _reach.call(lambda: _cache().clear())
