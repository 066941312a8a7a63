"""NUL characters in what a visitor sends: PostgreSQL stores none, and raises where one is looked for.

Forms refuse them by themselves, and no address matches one. What is left are queries and cookies, and no browser
puts one there.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_NUL = "\x00"
_NUL_IN_QUERY = "%00"
_UNREADABLE_IN_QUERY = "%EF%BF%BD"  # U+FFFD: nonsense stays nonsense, and is answered as such


class WithoutNulCharacters:
    """Middleware: makes them unreadable characters in the query, and leaves out cookies that hold one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = query.replace(_NUL_IN_QUERY, _UNREADABLE_IN_QUERY)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if _NUL not in value}
        return self.get_response(request)
