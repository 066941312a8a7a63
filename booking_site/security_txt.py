"""Whom to tell about a hole in this installation: /.well-known/security.txt, in the form of RFC 9116."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from studios.pages import anyone

GOOD_FOR = timedelta(days=180)  # from whenever it is read: who runs the site also keeps its settings


@require_safe
@anyone
def security_txt(_request: HttpRequest) -> HttpResponse:
    """404 where nobody is named."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {(timezone.now() + GOOD_FOR).isoformat(timespec='seconds')}",
        "Preferred-Languages: en, de",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
