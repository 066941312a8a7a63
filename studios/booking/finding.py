"""The studio that an address names, if this visitor may see it."""

from django.http import Http404, HttpRequest

from studios.models import Studio


def find_studio(request: HttpRequest, slug: str) -> Studio:
    """Raises `Http404` for an unknown or closed studio, and for one in preview unless staff asks.

    The studio is left on the request for the page that says we could not ask it.
    """
    studio = Studio.objects.filter(slug=slug).exclude(stage=Studio.Stage.CLOSED).first()
    if studio is None or (studio.stage == Studio.Stage.PREVIEW and not _is_staff(request)):
        raise Http404
    request.studio = studio  # type: ignore[attr-defined]
    return studio


def _is_staff(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and user.is_staff)
