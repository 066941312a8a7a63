"""The pages of both bare projects: `FREE_TIMES` free times from a template, and the same from the cache."""

import os
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path

FREE_TIMES = int(os.environ["FREE_TIMES"])
A_DAY = 12
SECONDS = 10  # as the site keeps free times


def free_times() -> list[dict[str, Any]]:
    first = datetime.now(ZoneInfo("Europe/Berlin")).replace(hour=8, minute=0, second=0, microsecond=0)
    starts = [first + timedelta(days=n // A_DAY, hours=n % A_DAY) for n in range(FREE_TIMES)]
    return [
        {
            "starts_at": start,
            "instructors": ["Kai Brandt"],
            "choice": signing.dumps([1_210_206, start.isoformat(), (start + timedelta(hours=1)).isoformat()]),
        }
        for start in starts
    ]


def days() -> list[dict[str, Any]]:
    return [
        {"on": on, "slots": list(slots)}
        for on, slots in groupby(free_times(), key=lambda slot: slot["starts_at"].date())
    ]


def drawn() -> str:
    return render_to_string("slots.html", {"title": "Personal training", "days": days()})


def plain(request: HttpRequest) -> HttpResponse:
    return _answer(drawn())


def cached(request: HttpRequest) -> HttpResponse:
    page = cache.get("page")
    if page is None:
        page = drawn()
        cache.set("page", page, SECONDS)
    return _answer(page)


def _answer(page: str) -> HttpResponse:
    body = page.encode()
    return HttpResponse(body, headers={"Content-Length": str(len(body))})


urlpatterns = [path("plain/", plain), path("cached/", cached)]
