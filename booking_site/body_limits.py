"""How much a visitor may send. Django counts fields and text, but writes files of any size to the disk."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse

_MOST_DIGITS = 18  # of a length; without an end they are costly to read


class BodyLimits:
    """Middleware: refuses a body that announces more than any form here holds, before any of it is read.

    A body that does not announce its length is read as empty by Django, and no more is read than was announced: what
    is announced is the most there can be. Webhooks have a narrower limit of their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        files = request.content_type == "multipart/form-data"
        most = settings.LARGEST_UPLOAD if files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()):
            raise SuspiciousOperation("A body announces a length that is none.")
        if len(length) > _MOST_DIGITS or int(length) > most:
            raise RequestDataTooBig("A body announces more than any form holds.")
        return self.get_response(request)
