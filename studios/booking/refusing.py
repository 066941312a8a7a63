"""The page that says why something cannot be booked, and what leads on from it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from studios.booking import refusals
from studios.booking.choice import Choice, shown_names
from studios.booking.ways_on.own_bookings import Standing
from studios.booking.ways_on.plans import plan_for
from studios.booking.ways_on.working_out import Refusal, known_in_the_way
from studios.models import Attempt, Booking, Member, Studio
from studios.pages import show
from studios.signing_in.session import sign_in_url


def show_refusal(
    request: HttpRequest,
    studio: Studio,
    appointment_id: int,
    reason: str,
    *,
    choice: Choice | None = None,
    records: Sequence[Member] = (),
    blocking: Attempt | Booking | None = None,
    status: int = 200,
) -> HttpResponse:
    """Asks nobody: what has to be asked for, the page loads when it is there. `records`: of whoever was refused."""
    refusal = Refusal(studio, appointment_id, reason, choice, records)
    return show(
        request,
        page="booking/refused.html",
        part="booking/_refused.html",
        status=status,
        studio=studio,
        reason=reason,
        why=refusals.explain(reason),
        in_the_way=in_the_way(refusal, blocking),
        ways_on_url=ways_on_url(studio, appointment_id, request.GET.get("choice", ""), reason)
        if records
        else "",
        slots_url=slots_url(studio, appointment_id, choice),
        sign_in_url=sign_in_url(request.get_full_path(), studio),
        **of_choice(choice),
    )


def in_the_way(refusal: Refusal, blocking: Attempt | Booking | None) -> Standing:
    """The bookings that are in the way as far as we know, else the one that somebody stumbled over."""
    known = known_in_the_way(refusal, now=timezone.now())
    return known or ([blocking] if blocking else [])


def of_choice(choice: Choice | None) -> dict[str, Any]:
    """What the pages say about the time that was wanted."""
    return {
        "starts": choice.start.instant if choice else None,
        "ends": choice.end.instant if choice else None,
        "instructors": shown_names(choice.instructors) if choice else "",
    }


def ways_on_url(studio: Studio, appointment_id: int, choice: str, reason: str) -> str:
    """Where what may help is worked out for a signed `choice`; empty where nothing has to be."""
    if not plan_for(reason):
        return ""
    address = reverse("booking:ways_on", args=[studio.slug, appointment_id])
    return f"{address}?{urlencode({'choice': choice, 'reason': reason})}"


def slots_url(studio: Studio, appointment_id: int, choice: Choice | None) -> str:
    """The window that begins on the chosen day, or the first one."""
    url = reverse("booking:slots", args=[studio.slug, appointment_id])
    if choice is None or choice.start.instant < timezone.now():
        return url
    return f"{url}?start={studio.local(choice.start.instant).date()}"
