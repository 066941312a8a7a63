"""The project, all of it. `FREE_TIMES` says how many there are, `CACHE_URL` where the list is kept."""

import os
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from zoneinfo import ZoneInfo

import environ
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path

FREE_TIMES = int(os.environ["FREE_TIMES"])
A_DAY = 12
SECONDS = 10  # as the site keeps free times

settings.configure(
    SECRET_KEY=token_urlsafe(50),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    USE_TZ=True,
    CACHES={"default": environ.Env().cache("CACHE_URL", default="locmemcache://")},
    TEMPLATES=[
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [Path(__file__).parent]}
    ],
)


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


def drawn() -> str:
    days = [
        {"on": on, "slots": list(slots)}
        for on, slots in groupby(free_times(), key=lambda slot: slot["starts_at"].date())
    ]
    return render_to_string("slots.html", {"title": "Personal training", "days": days})


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
application = get_wsgi_application()
