"""The clock of the desk: times of the admin in the zone of whoever looks, if all their studios share one."""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from studios.staff.scope import studios_of


class StudiosClock:
    """Middleware, after who somebody is. Staff of studios in several zones get the site's own, UTC; each time of the
    admin names its zone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (request.path.startswith(_desk()) and request.user.is_staff):
            return self.get_response(request)
        zones = studios_of(request.user).order_by().values_list("time_zone", flat=True).distinct()[:2]
        with timezone.override(zones[0] if len(zones) == 1 else None):
            return self.get_response(request)


@functools.cache
def _desk() -> str:
    return reverse("admin:index")
