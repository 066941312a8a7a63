"""A rush on one page, after a mail to all members for example: it is drawn once a second, and given to everybody.

Only a page that is the same for everybody: one that looked into the session or holds a form is not kept. What may be
wrong in it is what changed within that second and is not in the studio's own row: a legal page, a price, the logo, what
other studios there are. Free times and the row itself have editions, which are looked at each time.
"""

import pickle
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page

from studios.models import Studio
from studios.pages import is_part, speak_for

GOOD_FOR_SECONDS = 1.0
# Some ten kilobytes each. When there are more, all are drawn anew.
MOST = 100

View = Callable[..., HttpResponse]
Place = tuple[object, ...]

# In this process only: to share so short a memory is no quicker than to draw the page.
_drawn: dict[Place, tuple[float, bytes]] = {}


def once_a_second(view: View) -> View:
    """For a view of one studio's page. A browser that takes it gets it compressed."""
    packed = gzip_page(view)

    @wraps(view)
    def drawn(request: HttpRequest, slug: str, **where: Any) -> HttpResponse:
        place = _place(request, slug)
        if place is None:
            return view(request, slug, **where)
        drawn_at, page = _drawn.get(place, (0.0, b""))
        if abs(time.time() - drawn_at) < GOOD_FOR_SECONDS:
            return pickle.loads(page)  # type: ignore[no-any-return]  # noqa: S301 - we wrote it
        drawn_at = time.time()  # before: what changes meanwhile may be missing in it
        answer: HttpResponse = packed(request, slug, **where)
        if _is_for_everybody(request, answer):
            answer["Content-Language"] = get_language() or settings.LANGUAGE_CODE
            if len(_drawn) >= MOST:
                _drawn.clear()
            _drawn[place] = drawn_at, pickle.dumps(answer)
        return answer

    return drawn


def _place(request: HttpRequest, slug: str) -> Place | None:
    """Two visitors in one place are shown the same page; None where nothing is kept, or not everybody is shown one."""
    found = Studio.objects.language_and_editions(slug) if settings.SLOT_CACHE_SECONDS else None
    if found is None:
        return None
    language, *editions = found
    speak_for(request, language)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    return request.get_full_path(), get_language(), is_part(request), packed, *editions


def _is_for_everybody(request: HttpRequest, answer: HttpResponse) -> bool:
    looked = request.session.accessed or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    return answer.status_code == 200 and not looked and not answer.cookies
