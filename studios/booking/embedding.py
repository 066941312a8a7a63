"""A studio's appointments and times inside the gym's own website: the same pages in a slimmer frame.

Each studio says which websites may frame them, and every other page of the site stays out of frames. Nothing here looks
at who is asking: browsers keep cookies from a frame in another site, and where they do not, a page that somebody else
can lay under their own must have nothing to click on that does anything. Choosing a time leads out of the frame, since
nobody could sign in inside it.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from booking_site import languages
from studios.booking import picking
from studios.booking.rush import once_a_second
from studios.booking.views import (
    for_the_way_back,
    offered_by,
    show_appointments,
    show_slots,
    way_elsewhere,
    with_pictures,
)
from studios.booking.wanted import Ways
from studios.kept.flights import Kept
from studios.magicline.errors import MagiclineError
from studios.models import Studio
from studios.pages import anyone, could_not_ask

_SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "embed.js"

View = Callable[..., HttpResponse]


@require_safe
@cache_control(public=True, max_age=3600)
@anyone
def script(_request: HttpRequest) -> HttpResponse:
    """What the gym's page loads. Its address stays for years, so it cannot be one of those that are kept for good."""
    answer = HttpResponse(_SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def in_frame(view: View) -> View:
    """Gives a view the studio of the address and the name of its language, and its answer to the studio's websites.

    What cannot be shown is said inside the frame as well; without a studio that may be framed there is no frame, and
    the answer is that of an address that is not there.
    """

    @wraps(view)
    def framed(request: HttpRequest, slug: str, language: str = "", **where: Any) -> HttpResponse:
        studio = Studio.objects.embeddable().filter(slug=slug).first()
        if studio is None or not studio.embedded_at:
            raise Http404
        request.studio = studio  # type: ignore[attr-defined]
        request.frame = "embedded.html"  # type: ignore[attr-defined]
        translation.activate(languages.spoken(language, studio.language))

        def answer(request: HttpRequest) -> HttpResponse:
            try:
                return view(request, studio, language, **where)
            except MagiclineError as error:
                return could_not_ask(request, error, studio)
            except Http404:
                return render(request, "404.html", status=404)

        ancestors = csp_replace({"frame-ancestors": studio.embedded_at})
        return xframe_options_exempt(ancestors(answer))(request)  # type: ignore[return-value]

    return framed


@require_safe
@with_pictures
@for_the_way_back
@anyone
@once_a_second
@in_frame
def appointments(request: HttpRequest, studio: Studio, language: str) -> HttpResponse:
    """Everything the studio offers online. One that is closed is not asked: its page says that it takes no bookings."""
    offered = offered_by(studio) if studio.is_listed else Kept.of([])
    return show_appointments(
        request, studio, offered, to=lambda number: _address("slots", studio, language, number)
    )


@require_safe
@for_the_way_back
@anyone
@once_a_second
@in_frame
def slot_picker(request: HttpRequest, studio: Studio, language: str, appointment_id: int) -> HttpResponse:
    """One window of free times, as on the site; a chosen time leads to the site, and so do other studios."""
    if not studio.is_listed:
        raise Http404
    asked = picking.ask(request, studio, appointment_id)
    ways = Ways(
        here=_address("slots", studio, language, appointment_id),
        choose=reverse("booking:confirm", args=[studio.slug, appointment_id]),
        next_free=_address("next_free", studio, language, appointment_id),
        elsewhere=way_elsewhere(request, studio, appointment_id),
    )
    back = _address("appointments", studio, language)
    return show_slots(request, asked, ways, back=back)


@require_safe
@anyone
@in_frame
def next_free(request: HttpRequest, studio: Studio, language: str, appointment_id: int) -> HttpResponse:
    """Finds the first free time and goes to its window, inside the frame."""
    if not studio.is_listed:
        raise Http404
    here = _address("slots", studio, language, appointment_id)
    return picking.go_to_next_free(request, studio, appointment_id, here, now=timezone.now())


def _address(page: str, studio: Studio, language: str, appointment_id: int | None = None) -> str:
    """Of a page in the frame; the language that the gym's page asked for goes along."""
    where: dict[str, object] = {"slug": studio.slug}
    if language:
        where["language"] = language
    if appointment_id is not None:
        where["appointment_id"] = appointment_id
    return reverse(f"booking:embedded_{page}", kwargs=where)
