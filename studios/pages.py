"""How a view answers: a page or a part of one, a redirect that htmx follows too, and the page for "could not ask"."""

import html
import logging
import re
import sys
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from booking_site import languages, request_ids
from studios.brakes.breaker import Paused
from studios.brakes.budget import Spent
from studios.connections import AskedTooOften
from studios.magicline.errors import GateClosed, KeyRejected, MagiclineError, RateLimited
from studios.models import Studio

logger = logging.getLogger(__name__)

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., HttpResponseBase])
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

_STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


def audience(name: str) -> Callable[[F], F]:
    """Writes on a view who may see it; one that does not say is a failing test."""

    def mark(view: F) -> F:
        view.audience = name  # type: ignore[attr-defined]
        return view

    return mark


def anyone(view: F) -> F:
    """Marks a view that needs no sign-in."""
    return audience("anyone")(view)


def personal(response: HttpResponse) -> HttpResponse:
    """Marks an answer that no cache may keep: it is one member's."""
    response["Cache-Control"] = "no-store, private"
    return response


def show(
    request: HttpRequest, *, page: str, part: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """The whole page, or only `part` when htmx asked for it. htmx does not swap a 4xx, so a part is always 200."""
    if part and is_part(request):
        response = render(request, part, context)
    else:
        response = render(request, page, context, status=status)
        response["Link"] = _stylesheets_of(response.content)
    if part:
        patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    # A studio in preview is there for some and not for others.
    return personal(response) if getattr(request, "in_preview", False) else response


def _stylesheets_of(page: bytes) -> str:
    """The header that names what `page` is styled with: a browser asks for it before it has set up the page and read
    its first line, by which a slow phone (`benchmarks.phone`) was 50 to 110 ms sooner.
    """
    head = page.partition(b"</head>")[0].decode()
    found = map(html.unescape, _STYLESHEET.findall(head))
    return ", ".join(f"<{address}>; rel=preload; as=style" for address in found)


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; behind a boosted link and the back button it wants the whole."""
    htmx = getattr(request, "htmx", None)
    return (
        isinstance(htmx, HtmxDetails) and bool(htmx) and not htmx.boosted and not htmx.history_restore_request
    )


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect for a browser, and for htmx one that changes the address too."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def speak_for(request: HttpRequest, language: str) -> None:
    """The language of a studio for this answer, where the visitor names none that the site speaks."""
    if not speaks_for_itself(request):
        translation.activate(languages.spoken(language))


def speaks_for_itself(request: HttpRequest) -> bool:
    """Whether a request says its language: the visitor chose it here, or their browser asks for one that the site
    speaks, or for none at all.
    """
    ours = dict(settings.LANGUAGES)
    wanted = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    if not wanted or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "") in ours:
        return True
    asked_for = {one.partition(";")[0].partition("-")[0].strip().lower() for one in wanted.split(",")}
    return bool(asked_for & ours.keys())


def safe_next(request: HttpRequest, url: str) -> str:
    """`url` when it leads to a page of this site, else nothing.

    Django lets "//" pass, which names no host; to a browser it is an address that is damaged.
    """
    ours = url_has_allowed_host_and_scheme(url, allowed_hosts=None, require_https=False)
    return url if ours and url.startswith("/") and not url.startswith("//") else ""


def could_not_ask(request: HttpRequest, error: MagiclineError, studio: Studio | None = None) -> HttpResponse:
    """The page that says we could not ask, which is never the same as "nothing there".

    It leads to where it was asked for. Where a button was pressed that is the page with the button: whatever asks
    Magicline on a POST has one under the same address.
    """
    if studio and isinstance(error, KeyRejected):
        studio.suspect_key(now=timezone.now())
    too_often = isinstance(error, AskedTooOften)
    context = {
        "studio": studio,
        "trace_id": error.trace_id,
        "our_fault": isinstance(error, KeyRejected),
        "busy": isinstance(error, RateLimited | Paused),
        "crowded": isinstance(error, Spent),
        "too_often": too_often,
        "again": request.get_full_path(),
        "pressed": request.method == "POST",
    }
    response = render(request, "could_not_ask.html", context, status=429 if too_often else 503)
    seconds = error.retry_after if isinstance(error, AskedTooOften | GateClosed) else None
    response["Retry-After"] = f"{seconds or 30:.0f}"
    return personal(response)


class CouldNotAsk:
    """Middleware: an error of the vendor that no view expected becomes a page with a way on, not a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, MagiclineError):
            return None
        logger.warning(
            "A page could not ask Magicline: %s",
            type(exception).__name__,
            extra={"trace_id": exception.trace_id},
        )
        return could_not_ask(request, exception, getattr(request, "studio", None))


@require_safe
@anyone
def icon(_request: HttpRequest) -> HttpResponse:
    """For browsers that look for it here, whatever the page says, or that show an answer which is no page."""
    return HttpResponseRedirect(static("img/icon.svg"))


@anyone
def not_there(request: HttpRequest, **_: str) -> HttpResponse:
    """For addresses of Django's that the site does without."""
    raise Http404


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that Django refuses to look at, without saying what it disliked; 413 for too much.

    A session that the database did not take is refused as well, as if somebody had deleted it meanwhile.
    """
    if _no_database(exception):
        return _database_is_away(request)
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort: it asks nothing of the database, the session or the catalogue, any of which may be broken.

    Where it is the database that does not answer nobody made a mistake, and the page says so with a 503.
    """
    if _no_database(sys.exc_info()[1]):
        return _database_is_away(request)
    page = loader.get_template("500.html").render({"request_id": request_ids.current()})
    return HttpResponse(page, status=500)


def _no_database(error: BaseException | None) -> bool:
    """Whether it comes of a database that does not answer, whatever was made of that on the way."""
    while error and not isinstance(error, OperationalError | InterfaceError):
        error = error.__cause__ or error.__context__
    return error is not None


def _database_is_away(request: HttpRequest) -> HttpResponse:
    """Drawn with the request's own values and without context processors, of which some ask the database."""
    again = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    page = loader.get_template("503.html").render(site(request) | {"request": request, "again": again})
    return personal(HttpResponse(page, status=503, headers={"Retry-After": "5"}))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before a restart or with cookies off: say so, and lead back to where a new form is."""
    again = safe_next(request, request.get_full_path()) or reverse("booking:studios")
    return personal(render(request, "form_expired.html", {"again": again}, status=403))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not there now can be there in a second, a booking under way for example: no proxy may remember this."""
    return personal(page_not_found(request, exception))


def site(request: HttpRequest) -> dict[str, Any]:
    """For every template: what this installation is called, whether it is the demo, the number of the request, which
    template the page stands on (a slimmer one in the frame of another site), and the languages it speaks, each by its
    own name (Django's tag for them would translate the names).
    """
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "request_id": request_ids.current(),
        "base": getattr(request, "frame", "base.html"),
        "languages": settings.LANGUAGES,
    }
