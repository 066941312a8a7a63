"""The site on somebody's home screen: a web app manifest, and icons in the studio's colour.

There is no service worker: without a network there are no free times and no bookings to be sure of, so nothing is kept
for it, and the browser itself says that it is offline.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from studios.booking.icon import COLOUR, png, svg
from studios.booking.views import for_the_way_back
from studios.models import Studio
from studios.models.palette import PAPER, written
from studios.pages import anyone

BAND = "#004435"  # behind the site's name, as base.html has it


@dataclass(frozen=True, slots=True)
class Kind:
    """`size` in pixels, None for a drawing of lines; `purpose` as manifests know it, empty for what stands in none."""

    size: int | None
    purpose: str = "any"

    @property
    def full(self) -> bool:
        return self.purpose != "any"


KINDS = {
    "any.svg": Kind(None),
    "192.png": Kind(192),
    "512.png": Kind(512),
    "maskable-512.png": Kind(512, "maskable"),
    "apple-180.png": Kind(180, ""),  # its corners are rounded by the telephone
}


@require_safe
@for_the_way_back
@anyone
def manifest(_request: HttpRequest) -> HttpResponse:
    """Of the whole site."""
    return _manifest(settings.SITE_NAME or _("Book an appointment"), reverse("booking:studios"), None)


@require_safe
@for_the_way_back
@anyone
def studio_manifest(_request: HttpRequest, slug: str) -> HttpResponse:
    """Of a studio that everybody may see: browsers ask for a manifest without saying who they are."""
    studio = get_object_or_404(Studio.objects.listed(), slug=slug)
    return _manifest(studio.name, studio.get_absolute_url(), studio)


def _manifest(name: str, start: str, studio: Studio | None) -> HttpResponse:
    palette = studio.palette if studio else None
    content = {
        "id": start,
        "name": name,
        "lang": get_language(),
        "start_url": start,
        "scope": "/",
        # With a button to load a page again; a telephone that knows no such window opens the browser, where somebody
        # who followed a link in a mail is signed in already.
        "display": "minimal-ui",
        "theme_color": palette.light.band if palette else BAND,
        "background_color": written(PAPER),
        "icons": [_entry(icon, kind, studio) for icon, kind in KINDS.items() if kind.purpose],
    }
    return JsonResponse(content, content_type="application/manifest+json")


def _entry(icon: str, kind: Kind, studio: Studio | None) -> dict[str, Any]:
    address = reverse("booking:icon", args=[icon])
    if studio and studio.palette:
        address = f"{reverse('booking:studio_icon', args=[studio.slug, icon])}?v={studio.palette.version}"
    return {
        "src": address,
        "type": "image/png" if kind.size else "image/svg+xml",
        "sizes": f"{kind.size}x{kind.size}" if kind.size else "any",
        "purpose": kind.purpose,
    }


@require_safe
@cache_control(public=True, max_age=86400)
@anyone
def site_icon(_request: HttpRequest, icon: str) -> HttpResponse:
    """In the site's colour."""
    return _picture(icon, COLOUR)


@require_safe
@anyone
def studio_icon(request: HttpRequest, slug: str, icon: str) -> HttpResponse:
    """In the studio's colour; good for ever, and for whoever has been shown its version, like `looks`."""
    studio = Studio.objects.without_keys().filter(slug=slug).first()
    palette = studio.palette if studio else None
    if palette is None or palette.version != request.GET.get("v"):
        raise Http404
    picture = _picture(icon, palette.light.strong)
    picture["Cache-Control"] = "public, max-age=31536000, immutable"
    return picture


def _picture(icon: str, colour: str) -> HttpResponse:
    kind = KINDS.get(icon)
    if kind is None:
        raise Http404
    if kind.size is None:
        return HttpResponse(svg(colour), content_type="image/svg+xml")
    return HttpResponse(png(colour, kind.size, full=kind.full), content_type="image/png")
