"""The studio that an address names, if this visitor may see it."""

from django.http import Http404, HttpRequest

from studios.models import Studio
from studios.pages import speak_for
from studios.signing_in.visitors import sees


def find_studio(request: HttpRequest, slug: str) -> Studio:
    """Raises `Http404` for an unknown studio, and for one that is not there for this visitor.

    The studio is left on the request for the page that says we could not ask it, and so is whether it is in preview,
    for the bar that says so.
    """
    studio = Studio.objects.filter(slug=slug).first()
    if studio is None or not sees(request, studio):
        raise Http404
    request.studio = studio  # type: ignore[attr-defined]
    request.in_preview = studio.is_in_preview  # type: ignore[attr-defined]
    speak_for(request, studio.language)
    return studio
