"""How the database and the cache are held, whichever the environment names."""

from pathlib import Path
from typing import Any

# Longer than any of them takes on a machine that is well, and short enough to go on without it.
_REDIS_SECONDS = 0.5
# A process of its own keeps so many answers in its memory, some ten kilobytes each.
_KEPT_IN_A_PROCESS = 500
# A PostgreSQL whose machine has gone says nothing, and by itself the system waits up to two hours for a word, every
# thread with it. Seconds; milliseconds the last.
_GONE = {"keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}


def database(named: dict[str, Any], var: Path) -> dict[str, Any]:
    """What Django needs to hold the database that `DATABASE_URL` names; `var` is for the tests' own."""
    if named["ENGINE"] == "django.db.backends.sqlite3":
        ours = {
            # Each thread keeps its connection: to open one costs as much as all that a page asks of it.
            "CONN_MAX_AGE": 600,
            # IMMEDIATE: a transaction that will write takes its lock at the start and waits for it, instead of failing
            # halfway. WAL: readers never wait for a writer.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
            # An in-memory database, the default for tests, has no WAL and no second connection.
            "TEST": {"NAME": var / "test.sqlite3"},
        }
        return named | ours
    # Each thread keeps its connection. Not psycopg's pool: it lends until the end of a request, which the worker's
    # threads never reach, and a page that waits for Magicline would keep a connection from the others all the same.
    # What the address itself says, as in ?sslmode=require&CONN_MAX_AGE=0, wins.
    options = {"connect_timeout": 10} | _GONE | named.get("OPTIONS", {})
    return {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True} | named | {"OPTIONS": options}


def cache(named: dict[str, Any]) -> dict[str, Any]:
    """The same for the cache that `CACHE_URL` names. A Redis that does not answer is given up soon; see
    `studios.memory` for what then. What the address itself says, as in ?socket_timeout=2, wins.
    """
    ours: dict[str, Any] = {}
    if named["BACKEND"].endswith(".RedisCache"):
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        # Once more at once: a connection that a restart of Redis has cut is noticed only when it is used.
        ours = {"socket_connect_timeout": _REDIS_SECONDS, "socket_timeout": _REDIS_SECONDS}
        ours |= {"retry": Retry(NoBackoff(), 1)}
    elif named["BACKEND"].endswith(".LocMemCache"):
        ours = {"MAX_ENTRIES": _KEPT_IN_A_PROCESS}
    return named | {"OPTIONS": ours | named.get("OPTIONS", {})}
