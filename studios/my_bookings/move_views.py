"""Moving a booking: pick another time, see what would happen, and let it happen."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from studios.booking import picking, refusals
from studios.booking.checking import Refused
from studios.booking.choice import Choice, ChoiceExpired, ChoiceRefused, shown_names
from studios.booking.forms import ConfirmForm, Shown
from studios.booking.refusing import in_the_way
from studios.booking.wanted import Ways
from studios.booking.ways_on.plans import plan_for
from studios.booking.ways_on.views import show_ways_on
from studios.booking.ways_on.working_out import Refusal
from studios.models import AppointmentSettings, Attempt, Booking, Move
from studios.my_bookings import cancelling, copies, movable, moving
from studios.my_bookings.finding import find_booking, sees
from studios.pages import go_to, show
from studios.signing_in.session import MemberRequest, member_required

# Whoever moves a booking mostly looks for a day near it; so much of what is before it is shown as well.
BEFORE_IT = timedelta(days=2)


class MoveForm(ConfirmForm):
    """`swap`: agreed that the old booking is cancelled first."""

    swap = forms.BooleanField(required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def move(request: MemberRequest, reference: str) -> HttpResponse:
    """GET shows free times, and with `?choice=` what would be moved to where; POST moves."""
    now = timezone.now()
    booking = find_booking(request, reference)
    form = MoveForm(request.POST or None)
    choice: Choice | None = None
    if form.is_valid():
        # First of all, and without asking anybody: this form leads to what it made.
        sent = Move.objects.sent_before(form.cleaned_data["shown"].reference).first()
        if sent and sent.attempt.member in request.person.members:
            return go_to(request, sent.attempt.get_absolute_url())
    try:
        appointment_id = _check_movable(request, booking)
        if "choice" not in request.GET:
            return _picker(request, booking, appointment_id)
        choice = Choice.unsign(
            request.GET["choice"], studio=booking.studio, appointment_id=appointment_id, now=now
        )
        terms = AppointmentSettings.objects.of(booking.studio, appointment_id)
        if request.method == "POST" and form.is_valid() and form.agreed_to(terms):
            return _move(request, booking, choice, form)
        return _confirm(request, booking, choice, form)
    except ChoiceRefused as refused:
        wanted = refused.choice if isinstance(refused, ChoiceExpired) else None
        return _refusal(request, booking, refused.reason, choice=wanted, status=400)
    except Refused as refused:
        refusals.note(booking.studio, refused.reason, now=now)
        return _refusal(request, booking, refused.reason, choice=choice, blocking=refused.blocking)


@require_safe
@member_required
def next_free(request: MemberRequest, reference: str) -> HttpResponse:
    """Finds the first free time of the next 42 days and goes to its window."""
    now = timezone.now()
    booking = find_booking(request, reference)
    try:
        appointment_id = _check_movable(request, booking)
    except Refused as refused:
        return _refusal(request, booking, refused.reason)
    return picking.go_to_next_free(request, booking.studio, appointment_id, _here(booking), now=now)


@require_safe
@member_required
def ways_on(request: MemberRequest, reference: str) -> HttpResponse:
    """What else is possible where the booking could not be moved to `?choice=`, if one was made, for `?reason=`."""
    booking = find_booking(request, reference)
    reason, back = request.GET.get("reason", ""), _here(booking)
    appointment_id, choice = booking.appointment_id or 0, None
    try:
        appointment_id = _check_movable(request, booking)
        choice = Choice.unsign(
            request.GET.get("choice", ""),
            studio=booking.studio,
            appointment_id=appointment_id,
            now=timezone.now(),
        )
    except ChoiceExpired as expired:
        choice = expired.choice
    except ChoiceRefused:
        pass  # what needs no time is shown all the same
    except Refused as refused:
        reason, back = refused.reason, ""
    refusal = _refused(booking, appointment_id, reason, choice)
    return show_ways_on(request, refusal, back=back, booking=booking)


def _move(request: MemberRequest, booking: Booking, choice: Choice, form: MoveForm) -> HttpResponse:
    reference = form.cleaned_data["shown"].reference
    try:
        this = moving.move(
            booking,
            request.person.members,
            choice,
            reference=reference,
            old_first=form.cleaned_data["swap"],
            now=timezone.now(),
        )
    except (copies.NotTheirs, ObjectDoesNotExist):  # or forgotten meanwhile
        raise Http404 from None
    except moving.OldInTheWay:
        return _confirm(request, booking, choice, form)
    except cancelling.TooLate:
        raise Refused("TOO_LATE_TO_MOVE") from None
    except cancelling.NotCancelled as error:
        return _refusal(request, booking, "NOT_CANCELLED", words=str(error))
    return go_to(request, this.attempt.get_absolute_url())


def _picker(request: MemberRequest, booking: Booking, appointment_id: int) -> HttpResponse:
    asked = picking.ask(request, booking.studio, appointment_id, opens_on=_near(booking))
    here = _here(booking)
    ways = Ways(here, here, reverse("my_bookings:move_next_free", args=[booking.reference]))
    return picking.show_picker(
        request,
        asked,
        ways,
        page="my_bookings/move.html",
        booking=booking,
        instructors=shown_names(booking.instructors),
    )


def _near(booking: Booking) -> date:
    """The first day that is shown to who has not asked for another one, on the studio's calendar."""
    studio = booking.studio
    return max(studio.local(timezone.now()).date(), studio.local(booking.starts_at).date() - BEFORE_IT)


def _confirm(request: MemberRequest, booking: Booking, choice: Choice, form: MoveForm) -> HttpResponse:
    now = timezone.now()
    outlook = movable.look(booking, request.person.members, choice, now=now)
    member = booking.member or request.person.members[0]
    terms = AppointmentSettings.objects.of(booking.studio, choice.appointment_id)
    shown = Shown.to(member, terms)
    new = Booking(starts_at=choice.start.instant, cancel_cutoff_hours=terms.cutoff_hours)
    return show(
        request,
        page="my_bookings/move_confirm.html",
        part="my_bookings/_move_confirm.html",
        booking=booking,
        studio=booking.studio,
        outlook=outlook,
        starts=choice.start.instant,
        ends=choice.end.instant,
        instructors=shown_names(choice.instructors),
        cancel_until=new.cancel_until,
        terms=terms,
        has_changed=form.is_valid() and not form.agreed_to(terms),
        now=now,
        form=form,
        shown=shown.signed(),
        slots_url=_slots_url(booking, choice),
    )


def _refusal(
    request: MemberRequest,
    booking: Booking,
    reason: str,
    *,
    words: str = "",
    choice: Choice | None = None,
    blocking: Attempt | Booking | None = None,
    status: int = 200,
) -> HttpResponse:
    refusal = _refused(booking, booking.appointment_id or 0, reason, choice)
    return show(
        request,
        page="my_bookings/move_refused.html",
        part="my_bookings/_move_refused.html",
        status=status,
        booking=booking,
        studio=booking.studio,
        reason=reason,
        words=words,
        why=refusals.explain(reason),
        in_the_way=in_the_way(refusal, blocking),
        ways_on_url=ways_on_url(booking, request.GET.get("choice", ""), reason),
        slots_url=_here(booking) if _is_movable(request, booking) else "",
    )


def _refused(booking: Booking, appointment_id: int, reason: str, choice: Choice | None) -> Refusal:
    """Only the record that has the booking can move it."""
    records = (booking.member,) if booking.member else ()
    return Refusal(booking.studio, appointment_id, reason, choice, records, moving=booking)


def ways_on_url(booking: Booking, choice: str, reason: str) -> str:
    """Where what may help is worked out, also for no `choice`; empty where nothing has to be."""
    if not plan_for(reason):
        return ""
    address = reverse("my_bookings:move_ways_on", args=[booking.reference])
    return f"{address}?{urlencode({'choice': choice, 'reason': reason})}"


def _check_movable(request: MemberRequest, booking: Booking) -> int:
    """The number of its appointment; raises `Refused`, also where the studio is not there for them any more."""
    if not sees(request, booking.studio):
        raise Refused("STUDIO_PAUSED")
    return movable.check_movable(booking, now=timezone.now())


def _is_movable(request: MemberRequest, booking: Booking) -> bool:
    return movable.is_movable(booking, now=timezone.now()) and sees(request, booking.studio)


def _here(booking: Booking) -> str:
    return reverse("my_bookings:move", args=[booking.reference])


def _slots_url(booking: Booking, choice: Choice) -> str:
    return f"{_here(booking)}?start={booking.studio.local(choice.start.instant).date()}"
