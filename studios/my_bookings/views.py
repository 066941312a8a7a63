"""The member's own bookings: all of them, one of them, cancelling, the calendar file."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from studios.booking import refusals
from studios.booking.choice import Choice, shown_names
from studios.models import Attempt, Booking
from studios.models.attempt_states import WAITING
from studios.my_bookings import cancelling, copies
from studios.my_bookings.calendar_file import calendar_file
from studios.pages import go_to, show
from studios.signing_in.session import MemberRequest, member_required


@require_safe
@member_required
def my_bookings(request: MemberRequest) -> HttpResponse:
    """Everything the person has booked, at every studio that knows them; `?everywhere=1` asks all of the chain."""
    overview = copies.overview(
        request.person,
        visited=request.session.get("visited", []),
        everywhere="everywhere" in request.GET,
        now=timezone.now(),
    )
    return show(request, page="my_bookings/all.html", person=request.person, overview=overview)


@require_safe
@member_required
def one_booking(request: MemberRequest, reference: str) -> HttpResponse:
    """One booking in every state it can be in, from the moment its attempt was written down."""
    now = timezone.now()
    attempt = Attempt.objects.of(request.person.members).filter(reference=reference).first()
    if attempt and attempt.booking is None:
        return _attempt(request, attempt)
    booking = attempt.booking if attempt and attempt.booking else _booking(request, reference)
    try:
        fresh = copies.refresh(booking, now=now)
    except copies.NotTheirs:
        raise Http404 from None
    return show(request, page="my_bookings/one.html", **_shown(booking), fresh=fresh, now=now)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def cancel(request: MemberRequest, reference: str) -> HttpResponse:
    """GET asks, POST cancels."""
    now = timezone.now()
    booking = _booking(request, reference)
    too_late, refused, words = now > booking.cancel_until or now >= booking.starts_at, False, ""
    if request.method == "POST":
        try:
            cancelling.cancel(booking, now=now)
        except copies.NotTheirs:
            raise Http404 from None
        except cancelling.TooLate:
            too_late = True
        except cancelling.NotCancelled as error:
            refused, words = True, str(error)
        else:
            return go_to(request, booking.get_absolute_url())
    elif booking.is_cancelled:
        return go_to(request, booking.get_absolute_url())
    return show(
        request,
        page="my_bookings/cancel.html",
        part="my_bookings/_cancel.html",
        **_shown(booking),
        too_late=too_late,
        refused=refused,
        words=words,
    )


@require_safe
@member_required
def calendar(request: MemberRequest, reference: str) -> HttpResponse:
    """The booking for the member's own calendar."""
    booking = _booking(request, reference)
    response = HttpResponse(
        calendar_file(booking, now=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="booking-{booking.reference}.ics"'
    return response


def _booking(request: MemberRequest, reference: str) -> Booking:
    """Somebody else's and none at all look the same from outside."""
    booking = Booking.objects.of(request.person.members).filter(reference=reference).first()
    if booking is None:
        raise Http404
    return booking


def _attempt(request: MemberRequest, attempt: Attempt) -> HttpResponse:
    choice = Choice.again(attempt)
    return show(
        request,
        page="my_bookings/attempt.html",
        attempt=attempt,
        studio=attempt.studio,
        instructors=shown_names(attempt.instructors),
        waiting=attempt.state in WAITING,
        why=refusals.explain(attempt.refusal),
        choice=choice.signed(now=timezone.now()),
        start_on=attempt.studio.local(attempt.starts_at).date(),
    )


def _shown(booking: Booking) -> dict[str, Any]:
    return {"booking": booking, "studio": booking.studio, "instructors": shown_names(booking.instructors)}
