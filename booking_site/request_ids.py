"""A number for every request and every task: in each of its log lines, in the answer's header, and on error pages.

Whoever is told "this number helps" by a page hands it on, and the log has all that happened under it.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
# What a proxy may hand on. Nothing else gets into a log line or a page this way.
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The number of the request or task that this thread works for; empty outside of one."""
    return _current.get()


@contextmanager
def numbered(number: str) -> Iterator[None]:
    """Everything inside belongs to the request or task with this number. Threads do not inherit it."""
    token = _current.set(number)
    try:
        yield
    finally:
        _current.reset(token)


class RequestIds:
    """Middleware, the outermost: gives the request its number and the answer a header with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _current.set(_from_the_proxy(request) or secrets.token_hex(6))
        response = self.get_response(request)
        response[HEADER] = current()
        return response


@receiver(request_finished)
def _is_over(**_: object) -> None:
    """Not at the end of the middleware: Django logs what was refused after that."""
    _current.set("")


def _from_the_proxy(request: HttpRequest) -> str:
    """The number under which the proxy knows the request. Without one, the visitor would choose it."""
    given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
    return given if _WELL_FORMED.fullmatch(given) else ""
