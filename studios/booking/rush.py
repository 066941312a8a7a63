"""A rush on one page, after a mail to all members for example: it is drawn once a second, and given to everybody.

Only a page that is the same for everybody: one that looked into the session or holds a form is not kept. What may be
wrong in it is what changed within that second (and one more, see `memory.for_a_moment`) and is not in the studio's own
row: a legal page, a price, the logo, what other studios there are. Free times and the row itself have editions, which
are looked at each time.
"""

import pickle
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils.translation import get_language_from_request

from studios.models import Studio
from studios.pages import speaks_for_itself

GOOD_FOR_SECONDS = 1.0
# Some ten kilobytes each. When there are more, all are drawn anew.
MOST = 100
# What makes a page another one, besides its address and language: see `studios.pages.is_part`.
_HTMX = ("HTTP_HX_REQUEST", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")

View = Callable[..., HttpResponse]
Place = tuple[object, ...]


class Drawn(NamedTuple):
    """A finished answer, with what it was drawn from and which view has drawn it."""

    at: float
    slug: str
    editions: tuple[str, ...]
    view: ResolverMatch
    answer: bytes


# In this process only: to share so short a memory is no quicker than to draw the page.
_drawn: dict[Place, Drawn] = {}


def once_a_second(view: View) -> View:
    """For a view of one studio's page: lets `Rush` keep what it draws."""

    @wraps(view)
    def drawn(request: HttpRequest, slug: str, **where: Any) -> HttpResponse:
        # Before it is drawn: what changes meanwhile may be missing in it.
        editions = Studio.objects.language_and_editions(slug) if settings.SLOT_CACHE_SECONDS else None
        if editions:
            request.drawn_from = slug, editions  # type: ignore[attr-defined]
        return view(request, slug, **where)

    return drawn


class Rush:
    """Middleware, around all that makes an answer: what is kept is finished, headers and compression too. Around it
    stands only what is another for each request: its number, its line in the log, its time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return self.get_response(request)
        place, now = _place(request), time.time()
        kept = _drawn.get(place)
        if kept and abs(now - kept.at) < GOOD_FOR_SECONDS and _is_unchanged(kept):
            # A body of any size may come with it. Nobody reads it here, and the server treats what is left of it as
            # it does behind the page that refuses it.
            request.resolver_match = kept.view
            return pickle.loads(kept.answer)  # type: ignore[no-any-return]  # noqa: S301 - we wrote it
        answer = self.get_response(request)
        if hasattr(request, "drawn_from") and _is_for_everybody(request, answer):
            if len(_drawn) >= MOST:
                _drawn.clear()
            slug, editions = request.drawn_from
            view = cast(ResolverMatch, request.resolver_match)  # drawn by one, so there is one
            _drawn[place] = Drawn(now, slug, editions, view, pickle.dumps(answer))
        return answer


def _place(request: HttpRequest) -> Place:
    """Two visitors in one place are shown the same page. Scheme and host are in it because some are refused."""
    meta = request.META
    return (
        request.scheme,
        meta.get("HTTP_HOST"),
        request.path,
        meta.get("QUERY_STRING"),
        get_language_from_request(request),
        speaks_for_itself(request),
        "gzip" in meta.get("HTTP_ACCEPT_ENCODING", ""),
        *map(meta.get, _HTMX),
    )


def _is_unchanged(kept: Drawn) -> bool:
    try:
        return Studio.objects.language_and_editions(kept.slug) == kept.editions
    except Error:  # the page tells it
        return False


def _is_for_everybody(request: HttpRequest, answer: HttpResponse) -> bool:
    looked = request.session.accessed or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    return answer.status_code == 200 and not looked and not answer.cookies
