"""For whoever watches the site: is the process alive, and can it do its work?"""

from functools import cache

from django.core.cache import caches
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from studios.pages import anyone


@never_cache
@anyone
def live(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing else, so that a slow database does not get it restarted."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@anyone
def ready(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has every migration of this code, else 503: send visitors elsewhere for now.

    The cache is told of and sends nobody elsewhere: it is the same for every process, and pages go without it.
    """
    database, migrations = _database_and_migrations()
    states = {"database": database, "migrations": migrations, "cache": _cache()}
    lines = [f"{name}: {'ok' if well else 'not ok'}\n" for name, well in states.items()]
    well = database and migrations
    text = "".join(["ready\n" if well else "not ready\n", *lines])
    return HttpResponse(text, status=200 if well else 503, content_type="text/plain")


def _database_and_migrations() -> tuple[bool, bool]:
    """What later code has migrated besides is no harm: its columns are made so that this code can do without them."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        applied = MigrationRecorder(connection).applied_migrations()
    except Error:
        return False, False
    return True, _newest_migrations() <= applied.keys()


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    """The last one of each app, which is applied after all the others."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _cache() -> bool:
    """Whether it gives back what it was given: one that is away may say nothing of it."""
    try:
        caches["default"].set("health", "well", timeout=60)
        return bool(caches["default"].get("health") == "well")
    except Exception:  # each kind of cache has errors of its own
        return False
