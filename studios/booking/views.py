"""What everybody may look at: the studios, what they offer, and when. `embedding` shows the same in other sites."""

from collections.abc import Callable
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from studios import memory
from studios.booking import choosing, elsewhere, picking
from studios.booking.finding import find_studio
from studios.booking.how_often import count_search
from studios.booking.only import Only
from studios.booking.rush import once_a_second
from studios.booking.wanted import Ways
from studios.kept.flights import Kept
from studios.kept.offer import Offer
from studios.magicline.appointments import Appointment
from studios.models import AppointmentSettings, Studio
from studios.pages import anyone, is_part, personal, show
from studios.signing_in.visitors import seen

# The same for everybody: the visitor's own browser may keep it for the way back. One that looked at who is asking, for
# a studio in preview, is kept by nobody all the same (see booking_site.headers).
for_the_way_back = cache_control(private=True, no_cache=True)
with_pictures = csp_update({"img-src": settings.PICTURE_SOURCES})
# How long the next window, fetched while a finger is only near its link, is good for the click. It holds nothing of
# anybody, and every time in it is checked again before it is booked.
CLICK_SECONDS = 10


@require_safe
@for_the_way_back
@anyone
def studios(request: HttpRequest) -> HttpResponse:
    """Every studio of the site; the only one, straight away."""
    listed = list(seen(request, Studio.objects.without_keys()))
    if len(listed) == 1:
        return HttpResponseRedirect(listed[0].get_absolute_url())
    wanted = choosing.Wanted.read(request.GET)
    page = show(
        request,
        page="booking/studios.html",
        part="booking/_studios.html",
        studios=choosing.found(listed, wanted, known=choosing.known(request)),
        wanted=wanted,
        cities=choosing.cities(listed),
        searchable=len(listed) > 8,
    )
    return personal(page) if any(studio.is_in_preview for studio in listed) else page


@require_safe
@with_pictures  # the vendor's pictures, on this page only
@for_the_way_back
@anyone
@once_a_second
def appointments(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the studio offers online, grouped by category in the vendor's order."""
    studio = find_studio(request, slug)
    offered = offered_by(studio)
    the_rest = Studio.objects.exclude(pk=studio.pk)
    others = the_rest.listed().exists() or seen(request, the_rest).exists()
    return show_appointments(
        request,
        studio,
        offered,
        to=lambda number: reverse("booking:slots", args=[slug, number]),
        others=others,
    )


def offered_by(studio: Studio) -> Kept[list[Appointment]]:
    """What it offers. Whoever looks at that looks at free times next: what their page says of closed days is asked for
    at once with it, where it can be kept.
    """
    offer = Offer.of(studio)
    if settings.OFFER_CACHE_SECONDS:
        offer.information_soon()
    return offer.appointments()


def show_appointments(
    request: HttpRequest,
    studio: Studio,
    offered: Kept[list[Appointment]],
    *,
    to: Callable[[int], str],
    others: bool = False,
) -> HttpResponse:
    """The list of what is offered; `to` says which address an appointment's number leads to."""
    categories = sorted(
        {appointment.category for appointment in offered.value}, key=lambda name: (not name, name.casefold())
    )
    terms = AppointmentSettings.objects.all_of(studio)
    groups = [
        (name, [(one, terms.get(one.id), to(one.id)) for one in offered.value if one.category == name])
        for name in categories
    ]
    return show(
        request,
        page="booking/appointments.html",
        studio=studio,
        groups=groups,
        others=others,
        as_of=studio.local(offered.asked_at) if offered.is_old else None,
    )


@require_safe
@anyone
@once_a_second
def slot_picker(request: HttpRequest, slug: str, appointment_id: int) -> HttpResponse:
    """One window of free times: `?start=` is its first day, `?instructor=` and `?part=` filter."""
    studio = find_studio(request, slug)
    asked = picking.ask(request, studio, appointment_id)
    where = [slug, appointment_id]
    ways = Ways(
        here=reverse("booking:slots", args=where),
        choose=reverse("booking:confirm", args=where),
        next_free=reverse("booking:next_free", args=where),
        elsewhere=way_elsewhere(request, studio, appointment_id),
        may_be_kept=not studio.is_in_preview,
    )
    window = show_slots(request, asked, ways, back=studio.get_absolute_url())
    if ways.may_be_kept and is_part(request):
        patch_cache_control(window, private=True, max_age=CLICK_SECONDS)
    else:
        patch_cache_control(window, private=True, no_cache=True)
    return window


def show_slots(request: HttpRequest, asked: picking.Asked, ways: Ways, *, back: str) -> HttpResponse:
    """The free times that were asked for, on a page of their own that leads `back`. Raises what `picking.show_picker`
    raises.
    """
    terms = AppointmentSettings.objects.of(asked.studio, asked.appointment_id)
    return picking.show_picker(request, asked, ways, page="booking/slots.html", terms=terms, back=back)


def way_elsewhere(request: HttpRequest, studio: Studio, appointment_id: int) -> str:
    """The address of the same at the chain's other studios, in the part of the day that is looked at; empty where there
    are none.

    Whoever asks: the window is the same for everybody, so no session is opened to see who may look at a preview.
    """
    others = Studio.objects.neighbours_of(studio).listed().taking_bookings()
    if not memory.for_a_moment(("elsewhere", studio.chain, studio.pk), others.exists):
        return ""
    query = urlencode(Only(part=Only.read(request.GET).part).query)
    return f"{reverse('booking:elsewhere', args=[studio.slug, appointment_id])}?{query}".rstrip("?")


@require_safe
@anyone
def next_free(request: HttpRequest, slug: str, appointment_id: int) -> HttpResponse:
    """Finds the first free time of the next 42 days and goes to its window."""
    studio = find_studio(request, slug)
    here = reverse("booking:slots", args=[slug, appointment_id])
    return picking.go_to_next_free(request, studio, appointment_id, here, now=timezone.now())


@require_safe
@for_the_way_back
@anyone
def at_other_studios(request: HttpRequest, slug: str, appointment_id: int) -> HttpResponse:
    """The first free time of the same appointment at the chain's other studios; `?part=` filters, `?skip=` goes on."""
    now = timezone.now()
    studio = find_studio(request, slug)
    count_search(request, now=now)
    others = seen(request, Studio.objects.neighbours_of(studio)).taking_bookings()
    only = Only(part=Only.read(request.GET).part)
    found = elsewhere.look(studio, appointment_id, others, only, request.GET.get("skip", ""), now=now)
    return show(
        request,
        page="booking/elsewhere.html",
        studio=studio,
        appointment=found.appointment,
        found=found,
        only=only,
        here=reverse("booking:slots", args=[slug, appointment_id]),
        again=request.get_full_path(),
    )
