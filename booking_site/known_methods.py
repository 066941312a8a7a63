"""Which methods a request may have: those that some page of the site answers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

KNOWN = ("GET", "HEAD", "POST")


class KnownMethods:
    """Middleware: refuses all others. The admin's pages would answer them, TRACE too, as they answer GET."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if request.method in KNOWN else HttpResponseNotAllowed(KNOWN)
