"""Pages of signing in, choosing whom it is for, signing out, what is kept about somebody and its deletion."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from booking_site import languages
from studios.client_address import client_address
from studios.models import Attempt, Booking, CalendarFeed, Challenge, Letter, Studio, erase
from studios.models.attempt_states import WAITING
from studios.pages import anyone, audience, go_to, personal, show
from studios.signing_in import limits, tasks
from studios.signing_in.asking import browser_mark, next_in, studio_in, too_many
from studios.signing_in.forms import AddressForm, PersonForm
from studios.signing_in.session import (
    CHALLENGE,
    MemberRequest,
    act_for,
    desk_code_url,
    go_on,
    member_required,
    people,
    person,
    sign_in_url,
    sign_out,
    sign_out_everywhere,
)
from studios.signing_in.visitors import seen


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """GET asks for the address; POST writes it down and answers the same, in the same time, for everybody."""
    next_url, studio = next_in(request), studio_in(request)
    everybody = people(request)
    form = AddressForm(request.POST or None, initial={"email": _known_address(request)})
    if request.method == "POST" and form.is_valid():
        try:
            challenge = tasks.begin(
                form.cleaned_data["email"],
                studio=studio,
                language=get_language() or "",
                next_url=next_url,
                browser=browser_mark(request),
                client=client_address(request),
                now=timezone.now(),
            )
        except limits.TooMany as no:
            return too_many(request, no, studio)
        request.session[CHALLENGE] = str(challenge.pk)
        return personal(go_to(request, reverse("signing_in:code")))
    return personal(
        show(
            request,
            page="signing_in/start.html",
            form=form,
            people=everybody,
            person=person(request),
            next=next_url,
            desk_url=desk_code_url(next_url, studio),
        )
    )


@audience("member")
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """GET asks which of the people at one address it is for; POST acts for them and goes on."""
    next_url = next_in(request)
    everybody = people(request)
    if not everybody:
        return personal(go_to(request, sign_in_url(next_url)))
    form = PersonForm(request.POST or None, people=len(everybody))
    if request.method == "POST" and form.is_valid():
        act_for(request, form.cleaned_data["person"])
        return personal(go_on(request, next_url))
    return personal(
        show(
            request,
            page="signing_in/who.html",
            form=form,
            people=everybody,
            person=person(request),
            start_again=sign_in_url(next_url),
        )
    )


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def out(request: HttpRequest) -> HttpResponse:
    """POST signs out this browser; a GET says so afterwards, or leads to the page with the button."""
    if request.method == "POST":
        sign_out(request)
        return _leaving_nothing(go_to(request, reverse("signing_in:out")))
    return _signed_out(request, everywhere=False)


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def out_everywhere(request: HttpRequest) -> HttpResponse:
    """POST ends the sessions in every browser; a GET says so afterwards, or leads to the page with the button."""
    if request.method == "POST":
        sign_out_everywhere(request)
        return _leaving_nothing(go_to(request, reverse("signing_in:out_everywhere")))
    return _signed_out(request, everywhere=True)


@require_http_methods(["GET", "HEAD"])
@member_required
def me(request: MemberRequest) -> HttpResponse:
    """Who is signed in, whom they act for, and what this site keeps about them."""
    members = request.person.members
    return show(
        request,
        page="signing_in/me.html",
        person=request.person,
        people=people(request),
        home_studios=seen(
            request,
            Studio.objects.filter(
                base_url__in={member.chain for member in members},
                vendor_studio_id__in={member.home_studio_id for member in members if member.home_studio_id},
            ),
        ),
        language_of_mails=languages.NAMES[languages.spoken(members[0].language)],
        bookings=Booking.objects.of(members).count(),
        attempts=Attempt.objects.of(members).count(),
        mails=Letter.objects.filter(member__in=members).count(),
        feed=CalendarFeed.objects.of(members).first(),
        retention_days=settings.RETENTION_DAYS,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def forget_me(request: MemberRequest) -> HttpResponse:
    """GET asks; POST erases what this site keeps about the person, until they sign in again, and signs out.

    Nothing is cancelled: what is booked stays with the studio.
    """
    members = request.person.members
    if request.method == "POST":
        for member in members:
            erase(member.chain, member.customer_id, now=timezone.now())
        sign_out(request)
        return _leaving_nothing(go_to(request, reverse("signing_in:forgotten")))
    now = timezone.now()
    return show(
        request,
        page="signing_in/forget_me.html",
        person=request.person,
        coming=[one for one in Booking.objects.of(members).filter(ends_at__gte=now) if not one.is_cancelled],
        being_found_out=Attempt.objects.of(members).filter(state__in=WAITING).exists(),
    )


@anyone
@require_http_methods(["GET", "HEAD"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Says that it is done; the session it was about is gone."""
    return personal(show(request, page="signing_in/forgotten.html"))


def _signed_out(request: HttpRequest, *, everywhere: bool) -> HttpResponse:
    if people(request):
        return personal(go_to(request, reverse("signing_in:me")))
    return personal(show(request, page="signing_in/signed_out.html", everywhere=everywhere))


def _leaving_nothing(response: HttpResponse) -> HttpResponse:
    """Has the browser forget what scripts noted there, such as the address of the page before.

    Not its cookies: a browser would forget those of every neighbour below the same domain. Not its cache either: no
    personal page is in it, and Chromium takes seconds to clear one.
    """
    response["Clear-Site-Data"] = '"storage"'
    return personal(response)


def _known_address(request: HttpRequest) -> str:
    """What was typed in this session before, so that starting again is one click."""
    number = request.session.get(CHALLENGE)
    challenge = Challenge.objects.filter(pk=number).first() if number else None
    if challenge:
        return challenge.email
    everybody = people(request)
    return everybody[0].email if everybody else ""
