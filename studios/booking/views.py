"""What everybody may look at: the studios, what they offer, and when."""

from urllib.parse import urlencode

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from studios import connections
from studios.booking import slots
from studios.booking.finding import find_studio
from studios.magicline.appointments import Appointment
from studios.magicline.errors import Forbidden, MagiclineError, NotFound
from studios.magicline.studio import ClosingHours
from studios.models import Studio
from studios.pages import anyone, go_to, show


@require_safe
@anyone
def studios(request: HttpRequest) -> HttpResponse:
    """Every studio of the site; the only one, straight away."""
    listed = list(Studio.objects.listed())
    if len(listed) == 1:
        return HttpResponseRedirect(listed[0].get_absolute_url())
    wanted = request.GET.get("q", "").strip()
    found = [studio for studio in listed if wanted.casefold() in f"{studio.name} {studio.city}".casefold()]
    return show(
        request, page="booking/studios.html", studios=found, wanted=wanted, searchable=len(listed) > 8
    )


@require_safe
@csp_update({"img-src": settings.PICTURE_SOURCES})  # type: ignore[arg-type]  # the vendor's pictures, on this page only
@anyone
def appointments(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the studio offers online, grouped by category in the vendor's order."""
    studio = find_studio(request, slug)
    offered = connections.to(studio).appointments()
    categories = sorted(
        {appointment.category for appointment in offered}, key=lambda name: (not name, name.casefold())
    )
    groups = [(name, [one for one in offered if one.category == name]) for name in categories]
    others = Studio.objects.listed().exclude(pk=studio.pk).exists()
    return show(request, page="booking/appointments.html", studio=studio, groups=groups, others=others)


@require_safe
@anyone
def slot_picker(request: HttpRequest, slug: str, appointment_id: int) -> HttpResponse:
    """One window of free times: `?start=` is its first day, `?instructor=` filters."""
    now = timezone.now()
    studio = find_studio(request, slug)
    first_on, as_wanted = slots.first_day(request.GET.get("start", ""), studio, now=now)
    instructor_id = _number(request.GET.get("instructor", ""))
    appointment = _appointment(studio, appointment_id)
    window = slots.open_window(studio, appointment_id, first_on, now=now, instructor_id=instructor_id)
    return show(
        request,
        page="booking/slots.html",
        part="booking/_window.html",
        studio=studio,
        appointment=appointment,
        window=window,
        instructor_id=instructor_id,
        as_wanted=as_wanted,
        nothing_until=slots.first_day(request.GET.get("nothing_until", ""), studio, now=now)[0]
        if "nothing_until" in request.GET
        else None,
        closed=[] if window.slots else _closed(studio, window),
        query=urlencode({"instructor": instructor_id}) if instructor_id is not None else "",
    )


@require_safe
@anyone
def next_free(request: HttpRequest, slug: str, appointment_id: int) -> HttpResponse:
    """Finds the first free time of the next 42 days and goes to its window."""
    now = timezone.now()
    studio = find_studio(request, slug)
    from_on, _as_wanted = slots.first_day(request.GET.get("start", ""), studio, now=now)
    instructor_id = _number(request.GET.get("instructor", ""))
    try:
        found = slots.next_free(studio, appointment_id, from_on, now=now, instructor_id=instructor_id)
    except NotFound:
        raise Http404 from None
    query = {"start": str(found.on or from_on)}
    if instructor_id is not None:
        query["instructor"] = str(instructor_id)
    if found.on is None:
        query["nothing_until"] = str(found.searched_until)
    url = reverse("booking:slots", args=[studio.slug, appointment_id])
    return go_to(request, f"{url}?{urlencode(query)}")


def _appointment(studio: Studio, appointment_id: int) -> Appointment:
    """Raises `Http404` for one that the studio does not offer, and what the client raises."""
    client = connections.to(studio)
    try:
        return client.appointment(appointment_id)
    except NotFound:
        raise Http404 from None
    except Forbidden:
        # A number of another studio's is refused like a missing scope is; with the scope, the list can be had.
        client.appointments()
        raise Http404 from None


def _closed(studio: Studio, window: slots.Window) -> list[ClosingHours]:
    """The closing days that explain an empty window; none where they could not be asked, which claims nothing."""
    try:
        known = connections.to(studio).studio_information().closing_hours
    except MagiclineError:
        return []
    return [
        closing
        for closing in known
        if studio.local(closing.starts.instant).date() <= window.last_on
        and studio.local(closing.ends.instant).date() >= window.first_on
    ]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else None
