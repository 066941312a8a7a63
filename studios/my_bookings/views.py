"""The member's own bookings: all of them, one of them, cancelling, the calendar file."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from studios.booking import refusals, refusing
from studios.booking.choice import Choice, shown_names
from studios.legal.links import links
from studios.models import AppointmentSettings, Attempt, Booking, Move
from studios.models.attempt_letters import was_told_booked
from studios.models.attempt_states import WAITING, AttemptState
from studios.models.move import MoveState
from studios.my_bookings import cancelling, copies, movable, move_views
from studios.my_bookings.calendar_file import calendar_file
from studios.my_bookings.finding import find_booking, sees
from studios.pages import go_to, show
from studios.signing_in.session import MemberRequest, member_required
from studios.signing_in.visitors import visitor


@require_safe
@member_required
def my_bookings(request: MemberRequest) -> HttpResponse:
    """Everything the person has booked, at every studio that knows them; `?everywhere=1` asks all of the chain."""
    now = timezone.now()
    asked = copies.ask(
        request.person,
        visited=request.session.get("visited", []),
        everywhere="everywhere" in request.GET,
        visitor=visitor(request),
    )
    footer = links(None)  # while the studios answer
    overview = copies.overview(asked, now=now)
    return show(
        request, page="my_bookings/all.html", person=request.person, overview=overview, legal_links=footer
    )


@require_safe
@member_required
def one_booking(request: MemberRequest, reference: str) -> HttpResponse:
    """One booking in every state it can be in, from the moment its attempt was written down."""
    now = timezone.now()
    attempt = Attempt.objects.of(request.person.members).filter(reference=reference).first()
    if attempt and attempt.booking is None:
        return _attempt(request, attempt)
    booking = attempt.booking if attempt and attempt.booking else find_booking(request, reference)
    request.studio = booking.studio  # type: ignore[attr-defined]  # whose legal pages the footer links to
    try:
        fresh = copies.refresh(booking, now=now)
    except copies.NotTheirs:
        raise Http404 from None
    move = Move.objects.about(booking).first()
    studio_is_there = sees(request, booking.studio)
    return show(
        request,
        page="my_bookings/one.html",
        **_shown(booking),
        fresh=fresh,
        now=now,
        move=move,
        movable=studio_is_there and movable.is_movable(booking, now=now),
        studio_is_there=studio_is_there,
        terms=AppointmentSettings.objects.of(booking.studio, booking.appointment_id),
        settling=bool(booking.cancelling and not booking.is_cancelled) or bool(move and move.is_at_work),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def cancel(request: MemberRequest, reference: str) -> HttpResponse:
    """GET asks, POST cancels."""
    now = timezone.now()
    booking = find_booking(request, reference)
    obstacle, words = cancelling.obstacle(booking, now=now), ""
    if booking.is_cancelled:
        return go_to(request, booking.get_absolute_url())
    if request.method == "POST":
        try:
            cancelling.cancel(booking, now=now)
        except copies.NotTheirs:
            raise Http404 from None
        except cancelling.NotCancelled as error:
            obstacle, words = error.obstacle, str(error)
        else:
            return go_to(request, booking.get_absolute_url())
    return show(
        request,
        page="my_bookings/cancel.html",
        part="my_bookings/_cancel.html",
        **_shown(booking),
        obstacle=obstacle,
        words=words,
    )


@require_safe
@member_required
def calendar(request: MemberRequest, reference: str) -> HttpResponse:
    """The booking for the member's own calendar."""
    booking = find_booking(request, reference)
    response = HttpResponse(
        calendar_file(booking, now=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="booking-{booking.reference}.ics"'
    return response


def _attempt(request: MemberRequest, attempt: Attempt) -> HttpResponse:
    request.studio = attempt.studio  # type: ignore[attr-defined]  # whose legal pages the footer links to
    choice = Choice.again(attempt)
    move: Move | None = getattr(attempt, "move", None)
    signed, studio_is_there = choice.signed(now=timezone.now()), sees(request, attempt.studio)
    return show(
        request,
        page="my_bookings/attempt.html",
        attempt=attempt,
        studio=attempt.studio,
        studio_is_there=studio_is_there,
        instructors=shown_names(attempt.instructors),
        move=move,
        waiting=attempt.state in WAITING or bool(move and move.is_at_work),
        was_told_booked=was_told_booked(attempt),
        why=refusals.explain(attempt.refusal),
        choice=signed,
        ways_on_url=_ways_on_url(attempt, move, signed) if studio_is_there else "",
        start_on=attempt.studio.local(attempt.starts_at).date(),
    )


def _ways_on_url(attempt: Attempt, move: Move | None, choice: str) -> str:
    """For what the studio refused when it was sent; empty for everything else."""
    if attempt.state != AttemptState.REFUSED or attempt.refusal == "NOTHING_SENT":
        return ""
    if move and move.state == MoveState.STAYED:
        return move_views.ways_on_url(move.old, choice, attempt.refusal)
    return refusing.ways_on_url(attempt.studio, attempt.appointment_id, choice, attempt.refusal)


def _shown(booking: Booking) -> dict[str, Any]:
    return {"booking": booking, "studio": booking.studio, "instructors": shown_names(booking.instructors)}
