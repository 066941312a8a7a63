"""Counts every answer and how long it took, by the name of its view: never by an address, which may be a secret."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from booking_site import metrics

NO_VIEW = "none"  # static files, what is not there, and what was refused before anybody looked


class PageTimes:
    """Middleware, near the outermost: what the others cost is in the time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else NO_VIEW
        metrics.pages.labels(view, f"{response.status_code // 100}xx").inc()
        metrics.page_seconds.labels(view).observe(time.monotonic() - started)
        return response
