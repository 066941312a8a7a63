"""What the site writes down: one line an event, each with the number of its request, and one line a request.

What may not stand in them is taken out by `log_filters`.
"""

import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

from booking_site import request_ids

requests = logging.getLogger("booking_site.requests")

_ASKED_ALL_DAY = ("/health/", "/metrics")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


class Numbered(logging.Filter):
    """Writes the number of the request or task on its lines; a dash where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_ids.current() or "-"
        return True


class JsonLines(JsonFormatter):
    """One JSON object a line: time, level, logger, message, request_id; trace_id and exception where there is one.

    Nothing else that hangs on a record is written: on Django's there is the whole request.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802 - as logging calls it
        """Nothing: what `log_filters` made of the exception is on the record, and is taken from there."""
        return ""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        log_data["time"] = datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
        log_data["level"] = record.levelname
        log_data["logger"] = record.name
        log_data["message"] = record.message
        log_data["request_id"] = getattr(record, "request_id", "-")
        trace_id, exception = getattr(record, "trace_id", ""), record.exc_text
        log_data |= {"trace_id": trace_id} if trace_id else {}
        log_data |= {"exception": exception} if exception else {}


class RequestLines:
    """Middleware: a line for each request, such as "GET /studios/<slug>/ 200 34 ms".

    In place of the address stands its pattern: queries hold signed choices and sign-in links, and some paths are secret
    by themselves. Static files, the probes of `health` and readings of `/metrics` are not worth a line.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        response = self.get_response(request)
        place = _place(request)
        if response.status_code >= 400 or (place and not place.startswith(_ASKED_ALL_DAY)):
            spent = (time.monotonic() - started) * 1000
            requests.info("%s %s %d %.0f ms", request.method, place or "-", response.status_code, spent)
        return response


def _place(request: HttpRequest) -> str:
    """The pattern that the address fits; empty for static files, and what was refused before anybody looked."""
    match = request.resolver_match
    return "/" + _PARAMETER.sub(r"<\1>", match.route) if match else ""


def settings(log_format: str, *, quiet: bool) -> dict[str, Any]:
    """For `LOGGING`: "line" is for people, everything else JSON; `quiet` leaves out the line a request, which would
    push out of sight what the demo says at its start.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "discreet": {"()": "booking_site.log_filters.Discreet"},
            "numbered": {"()": "booking_site.logs.Numbered"},
        },
        "formatters": {
            "json": {"()": "booking_site.logs.JsonLines"},
            "line": {"format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line" if log_format == "line" else "json",
                "filters": ["discreet", "numbered"],
            }
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "booking_site.requests": {"level": "WARNING" if quiet else "INFO"},
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.error": {"handlers": [], "propagate": True},
        },
    }
