"""The Redis of the larger compose file, as it is started there: who knows the password is served, and nobody else."""

import subprocess
from collections.abc import Iterator

import environ
import pytest
import redis
from django.core.cache.backends.redis import RedisCache

from tests.deployment.test_compose import LARGE, PASSWORD, filled_in, services
from tests.redis_server import HERE, RedisServer, running_redis

pytestmark = pytest.mark.skipif(not HERE, reason="needs redis-server")


@pytest.fixture
def cache() -> Iterator[RedisServer]:
    program, *options = map(filled_in, services(LARGE)["cache"]["command"])
    assert program == "redis-server"
    with running_redis(*options) as server:
        yield server


def test_the_site_is_served(cache: RedisServer) -> None:
    url = filled_in(services(LARGE)["web-a"]["environment"]["CACHE_URL"])
    told = environ.Env.cache_url_config(url.replace("cache:6379", f"127.0.0.1:{cache.port}"))
    site = RedisCache(told["LOCATION"], {})

    site.set("lamp", "on")

    assert site.get("lamp") == "on"


def test_nobody_else_is(cache: RedisServer) -> None:
    with redis.Redis(port=cache.port) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.get("lamp")


@pytest.mark.parametrize(("password", "is_well"), [(PASSWORD, True), ("another", False)])
def test_its_health_is_asked_with_the_password(cache: RedisServer, password: str, is_well: bool) -> None:
    told = services(LARGE)["cache"]
    how, script = told["healthcheck"]["test"]
    assert how == "CMD-SHELL"
    assert filled_in(told["environment"]["REDISCLI_AUTH"]) == PASSWORD

    asked = subprocess.run(
        ["/bin/sh", "-c", script.replace("redis-cli", f"redis-cli -p {cache.port}")],
        env={"PATH": "/usr/bin:/bin", "REDISCLI_AUTH": password}, capture_output=True,
    )  # fmt: skip

    assert (asked.returncode == 0) == is_well
