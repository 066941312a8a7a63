"""The address that Magicline posts to: check, keep, answer; nothing is asked of anybody meanwhile."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from booking_site import metrics
from studios.magicline import webhook_events
from studios.pages import audience
from studios.webhooks import inbox, tasks

# For an engineer who reads what came back. A redirect would hide that the key was sent in the clear, and send it again.
_OVER_HTTP = "Webhooks are taken over https only. The key was sent unencrypted: replace it.\n"


@csrf_exempt
@require_POST
@audience("vendor")
def magicline(request: HttpRequest) -> HttpResponse:
    """204 for what was kept, repeated or only counted; 401 for an unknown key; 400 and 413 keep nothing.

    403 over plain http, where the site is for https: the key is not even looked at.
    """
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return _turned_away(403, "over http", _OVER_HTTP)
    now = timezone.now()
    studio = inbox.sender(request.headers.get("x-api-key", ""), now=now)
    if studio is None:
        return _turned_away(401, "unknown key")
    try:
        message = webhook_events.read(_body(request))
    except webhook_events.TooLarge:
        return _turned_away(413, "too large")
    except (webhook_events.Unreadable, OSError):  # or the sender went away in the middle
        return _turned_away(400, "unreadable")
    kept = inbox.take_in(studio, message, now=now)
    if kept:
        tasks.react_to.enqueue(kept.pk)
    return HttpResponse(status=204)


def _turned_away(status: int, why: str, text: str = "") -> HttpResponse:
    metrics.webhooks.labels("unread", why).inc()
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _body(request: HttpRequest) -> bytes:
    """One byte more than allowed at most, whatever length was announced. Raises `OSError`.

    A chunked body announces none, and Django reads it as empty; the server says whether it marks the end itself.
    """
    at_most = webhook_events.LARGEST_BODY + 1
    if "CONTENT_LENGTH" not in request.META and request.META.get("wsgi.input_terminated"):
        chunked: bytes = request.META["wsgi.input"].read(at_most)
        return chunked
    return request.read(at_most)
