"""The part of a refusal's page that takes more questions: loaded when the page is there, at most one round of them for
each time it is loaded. For browsers without JavaScript it is a page of its own, behind a link.
"""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from studios.booking import refusals
from studios.booking.choice import Choice, ChoiceExpired, ChoiceRefused
from studios.booking.finding import find_studio
from studios.booking.refusing import of_choice, show_refusal, slots_url
from studios.booking.ways_on.working_out import Refusal, work_out
from studios.models import Booking, Studio, Tries
from studios.pages import show
from studios.signing_in.session import MemberRequest, member_required
from studios.signing_in.visitors import seen

# More than anybody reads; it keeps a page that is loaded over and over from using up the studios' rate limits.
MOST = 30
WITHIN = timedelta(minutes=10)


@require_safe
@member_required
def ways_on(request: MemberRequest, slug: str, appointment_id: int) -> HttpResponse:
    """What else is possible where `?choice=` was refused to this person because of `?reason=`."""
    studio = find_studio(request, slug)
    try:
        choice = Choice.unsign(
            request.GET.get("choice", ""), studio=studio, appointment_id=appointment_id, now=timezone.now()
        )
    except ChoiceExpired as expired:
        choice = expired.choice
    except ChoiceRefused as refused:
        return show_refusal(request, studio, appointment_id, refused.reason, status=400)
    records = request.person.at(studio.chain)
    if not records:
        return show_refusal(request, studio, appointment_id, "NOT_A_MEMBER_HERE", choice=choice)
    reason = request.GET.get("reason", "") if studio.takes_bookings else "STUDIO_PAUSED"
    refusal = Refusal(studio, appointment_id, reason, choice, records)
    return show_ways_on(request, refusal, back=slots_url(studio, appointment_id, choice))


def show_ways_on(
    request: MemberRequest, refusal: Refusal, *, back: str, booking: Booking | None = None
) -> HttpResponse:
    """`back`: where all free times are, if there are any to choose from. `booking`: the one that is to be moved."""
    now = timezone.now()
    ways = None
    if _may_ask(refusal, now=now):
        chain = Studio.objects.filter(base_url=refusal.studio.base_url).exclude(pk=refusal.studio.pk)
        ways = work_out(refusal, list(seen(request, chain)), now=now)
    return show(
        request,
        page="booking/ways_on.html",
        part="booking/_ways_on.html",
        studio=refusal.studio,
        why=refusals.explain(refusal.reason),
        ways=ways,
        slots_url=back,
        booking=booking,
        **of_choice(refusal.choice),
    )


def _may_ask(refusal: Refusal, *, now: datetime) -> bool:
    """Counts one more look of this person."""
    record = refusal.records[0]
    subject = f"{record.chain} {record.customer_id}"
    return Tries.objects.take("ways on", subject, most=MOST, within=WITHIN, now=now)
