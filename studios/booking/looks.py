"""How a studio looks: its colours and its logo, as files that browsers and proxies keep for good.

Both are good for whoever knows their version, which only a page of that studio tells: so no session is opened, and a
booking's page shows them at every stage of its studio.
"""

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from studios.models import Logo, Studio
from studios.pages import anyone

# In case a browser opens one of them as a page of its own.
_SANDBOXED = csp_update({"sandbox": True})


@require_safe
@_SANDBOXED  # type: ignore[arg-type]
@anyone
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """Its whole style sheet, in the place of base.css."""
    studio = Studio.objects.without_keys().filter(slug=slug).first()
    palette = studio.palette if studio else None
    if palette is None or palette.version != request.GET.get("v"):
        raise Http404
    return _for_good(palette.css, "text/css; charset=utf-8")


@require_safe
@_SANDBOXED  # type: ignore[arg-type]
@anyone
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture."""
    picture = Logo.objects.defer(None).filter(studio__slug=slug, version=request.GET.get("v", "")).first()
    if picture is None:
        raise Http404
    return _for_good(bytes(picture.png), "image/png")


def _for_good(content: str | bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
