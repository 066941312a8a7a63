"""`/metrics`: the figures of the site in Prometheus' text form, for whoever has the token."""

from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, Metric, generate_latest

from booking_site import metrics as counting
from studios.pages import audience
from studios.watching import rows


@require_safe
@never_cache
@audience("operator")
def metrics(request: HttpRequest) -> HttpResponse:
    """Not there without METRICS_TOKEN, 401 without it in the request."""
    if not settings.METRICS_TOKEN:
        raise Http404
    said = request.headers.get("Authorization", "")
    if not constant_time_compare(said, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse("", status=401, headers={"WWW-Authenticate": "Bearer"}, content_type="text/plain")
    text = generate_latest(counting.counted()) + generate_latest(_AtThisMoment())
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


class _AtThisMoment:
    """What is read from the database, in the form that the library writes."""

    def collect(self) -> Iterable[Metric]:
        return rows.read(now=timezone.now())
