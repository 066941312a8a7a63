"""The cache that the suite runs on, and which part of it a process of the suite has."""

import os
from urllib.parse import urlsplit


def cache_url() -> str:
    """Of a Redis that is named without one of its databases each process of the suite takes its own, and names it to
    the programs that it starts.
    """
    named = os.environ.get("CACHE_URL", "locmemcache://")
    url, number = urlsplit(named), os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if not number or url.scheme != "redis" or url.path:
        return named
    return url._replace(path=f"/{number}").geturl()
