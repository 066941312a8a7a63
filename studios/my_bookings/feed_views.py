"""The calendar feed: the page that makes its secret address or ends it, and the feed itself."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from studios.models import CalendarFeed
from studios.my_bookings.calendar_file import calendar_feed
from studios.pages import anyone, go_to, show
from studios.signing_in.session import MemberRequest, member_required


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def subscribe(request: MemberRequest) -> HttpResponse:
    """GET says whether there is an address; POST makes a new one and shows it, for once: the secret is not kept."""
    address = ""
    if request.method == "POST":
        token = CalendarFeed.objects.make(request.person.members, now=timezone.now())
        address = settings.SITE_URL + reverse("my_bookings:feed", args=[token])
    return show(
        request,
        page="my_bookings/subscribe.html",
        feed=CalendarFeed.objects.of(request.person.members).first(),
        address=address,
        webcal=f"webcal{address[address.find(':') :]}" if address else "",
    )


@require_POST
@member_required
def unsubscribe(request: MemberRequest) -> HttpResponse:
    """Ends the address."""
    CalendarFeed.objects.of(request.person.members).delete()
    return go_to(request, reverse("my_bookings:subscribe"))


@anyone
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For calendar apps, which have no session: our copies, nobody upstream is asked."""
    now = timezone.now()
    found = CalendarFeed.objects.under(token)
    if found is None:
        raise Http404
    response = HttpResponse(
        calendar_feed(list(found.bookings(now=now)), now=now), content_type="text/calendar; charset=utf-8"
    )
    response["Cache-Control"] = "private"
    return response
