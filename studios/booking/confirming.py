"""The page that says what will be booked and whether it can be, and the POST that books it."""

import functools

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from studios.booking import checking, refusals, reservations
from studios.booking.choice import Choice, ChoiceExpired, ChoiceRefused, shown_names
from studios.booking.finding import find_studio
from studios.booking.forms import ConfirmForm, Shown
from studios.booking.refusing import show_refusal, slots_url
from studios.kept.offer import Offer
from studios.magicline.errors import NotFound
from studios.models import AppointmentSettings, Booking, Studio
from studios.pages import go_to, show
from studios.signing_in.session import MemberRequest, member_required


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def confirm(request: MemberRequest, slug: str, appointment_id: int) -> HttpResponse:
    """GET validates and shows; POST validates again, books once and goes to the booking's page."""
    now = timezone.now()
    studio = find_studio(request, slug)
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        # First of all, and without asking anybody: whatever happened since, this form leads to what it made.
        sent = reservations.sent_before(request.person.members, form.cleaned_data["shown"].reference)
        if sent:
            return go_to(request, sent.get_absolute_url())
    records = request.person.at(studio.chain)
    refuse = functools.partial(show_refusal, request, studio, appointment_id, records=records)
    try:
        choice = Choice.unsign(
            request.GET.get("choice", ""), studio=studio, appointment_id=appointment_id, now=now
        )
    except ChoiceRefused as refused:
        wanted = refused.choice if isinstance(refused, ChoiceExpired) else None
        return refuse(refused.reason, choice=wanted, status=400)
    refuse = functools.partial(refuse, choice=choice)
    if not studio.takes_bookings:
        return refuse("STUDIO_PAUSED")
    if not records:
        return refuse("NOT_A_MEMBER_HERE")

    _remember_visit(request, studio)
    terms = AppointmentSettings.objects.of(studio, appointment_id)
    has_changed = False
    try:
        if request.method == "POST" and form.is_valid():
            member = form.member_among(records)
            if member is None:
                return refuse("OTHER_PERSON")
            has_changed = not form.agreed_to(terms)
            if not has_changed:
                wish = checking.Wish(studio, member, records, choice)
                attempt = reservations.place(wish, reference=form.cleaned_data["shown"].reference, now=now)
                return go_to(request, attempt.get_absolute_url())
        offered = Offer.of(studio, browsing=False).appointment_soon(appointment_id)
        member = checking.who_may(studio, records, choice)
    except NotFound:
        return refuse("PERIOD_DOES_NOT_MATCH")
    except checking.Refused as refused:
        refusals.note(studio, refused.reason, now=now)
        return refuse(refused.reason, blocking=refused.blocking)
    appointment = offered.result()
    if appointment is None:
        return refuse("PERIOD_DOES_NOT_MATCH")

    shown = Shown.to(member, terms)
    return show(
        request,
        page="booking/confirm.html",
        part="booking/_confirm.html",
        studio=studio,
        appointment=appointment,
        starts=choice.start.instant,
        ends=choice.end.instant,
        instructors=shown_names(choice.instructors),
        terms=terms,
        has_changed=has_changed,
        cancel_until=Booking(
            starts_at=choice.start.instant, cancel_cutoff_hours=terms.cutoff_hours
        ).cancel_until,
        now=now,
        person=request.person,
        form=form,
        shown=shown.signed(),
        booking_url=reverse("my_bookings:one", args=[shown.reference]),
        slots_url=slots_url(studio, appointment_id, choice),
    )


def _remember_visit(request: HttpRequest, studio: Studio) -> None:
    """*My bookings* asks the studios where somebody tried to book, even when we never learned how that ended."""
    visited = request.session.get("visited", [])
    if studio.slug not in visited:
        request.session["visited"] = [*visited[-15:], studio.slug]
