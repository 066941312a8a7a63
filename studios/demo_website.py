"""The demo's page of the gym's own website: the booking site in a frame, on another origin as it would be."""

from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from studios.pages import anyone, personal, show

# A machine's two names for itself: to a browser, two sites.
_OTHER_NAME = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}


def website() -> str:
    """The origin of the gym's website: this machine under its other name."""
    site = urlsplit(settings.SITE_URL)
    name = _OTHER_NAME.get(site.hostname or "", site.hostname)
    return f"{site.scheme}://{name}:{site.port}" if site.port else f"{site.scheme}://{name}"


@require_safe
@anyone
def demo_website(request: HttpRequest) -> HttpResponseBase:
    """The page, under the other name; nothing outside the demo."""
    if not settings.DEMO:
        raise Http404
    if f"{request.scheme}://{request.get_host()}" != website():
        return HttpResponseRedirect(website() + reverse("demo_website"))
    # What a gym's website with a policy of its own has to allow as well.
    allowed = csp_update({"script-src": [settings.SITE_URL], "frame-src": [settings.SITE_URL]})
    return allowed(_page)(request)


def _page(request: HttpRequest) -> HttpResponse:
    return personal(show(request, page="demo/website.html", site=settings.SITE_URL))
