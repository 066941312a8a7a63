"""Where calls to Magicline are counted, and how many may leave."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from studios.checks.starting import TAG

# Django's others read a number, add one and write it back, and of several at once all but one are lost.
_COUNT = (
    "django.core.cache.backends.redis.RedisCache",
    "django.core.cache.backends.locmem.LocMemCache",
)


@register(TAG)
def calls_can_be_counted(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Nothing here asks the database, nor the cache."""
    return [*_cache(), *_numbers()]


def _cache() -> Iterator[CheckMessage]:
    if settings.CACHES["default"]["BACKEND"] not in _COUNT:
        yield Error(
            "CACHE_URL names a cache that cannot count what several do at once, so nobody would know how many calls to "
            "Magicline have left. Set it to a redis:// address, or leave it out.",
            id="studios.E028",
        )


def _numbers() -> Iterator[CheckMessage]:
    if settings.UPSTREAM_PER_MINUTE < 1:
        yield Error(
            "UPSTREAM_PER_MINUTE leaves no call to Magicline. Set it to 1 or more.",
            id="studios.E029",
        )
    if not 1 <= settings.UPSTREAM_BROWSING_PERCENT <= 100:
        yield Error(
            "UPSTREAM_BROWSING_PERCENT is no share of a hundred. Set it to 1 to 100.",
            id="studios.E029",
        )
