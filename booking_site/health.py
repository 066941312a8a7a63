"""For whoever watches the site: is the process alive, and can it do its work?"""

from django.db import DatabaseError, connection
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
    """200 when the database answers, else 503: send visitors elsewhere for now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")
