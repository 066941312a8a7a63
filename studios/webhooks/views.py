"""The address that Magicline posts to: check, keep, answer; nothing is asked of anybody meanwhile."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from studios.magicline import webhook_events
from studios.pages import audience
from studios.webhooks import inbox, tasks


@csrf_exempt
@require_POST
@audience("vendor")
def magicline(request: HttpRequest) -> HttpResponse:
    """204 for what was kept, repeated or only counted; 401 for an unknown key; 400 and 413 keep nothing."""
    studio = inbox.sender(request.headers.get("x-api-key", ""))
    if studio is None:
        return HttpResponse(status=401)
    if int(request.META.get("CONTENT_LENGTH") or 0) > webhook_events.LARGEST_BODY:
        return HttpResponse(status=413)
    try:
        message = webhook_events.read(request.body)
    except webhook_events.Unreadable:
        return HttpResponse(status=400)
    kept = inbox.take_in(studio, message, now=timezone.now())
    if kept:
        tasks.react_to.enqueue(kept.pk)
    return HttpResponse(status=204)
