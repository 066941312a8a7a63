"""NUL characters in what a visitor sends: PostgreSQL stores none, and raises where one is looked for.

Forms refuse them by themselves, and no address matches one. What is left are queries and cookies, and no browser
puts one there.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NUL = "\x00"


class WithoutNulCharacters:
    """Middleware: leaves them out of the query, and leaves out cookies that hold one, as if they were not set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)
