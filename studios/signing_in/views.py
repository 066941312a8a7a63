"""Pages of signing in, choosing whom it is for, signing out, what is kept about somebody and its deletion."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from studios.models import Attempt, Booking, CalendarFeed, Challenge, Letter, Studio, erase
from studios.models.attempt_states import WAITING
from studios.pages import anyone, audience, go_to, personal, safe_next, show, speak_for
from studios.signing_in import tasks
from studios.signing_in.forms import AddressForm, PersonForm
from studios.signing_in.session import (
    CHALLENGE,
    MemberRequest,
    act_for,
    go_on,
    member_required,
    people,
    person,
    sign_in_url,
    sign_out,
)
from studios.signing_in.visitors import seen


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """GET asks for the address; POST writes it down and answers the same, in the same time, for everybody."""
    next_url, studio = _next(request), _studio(request)
    everybody = people(request)
    form = AddressForm(request.POST or None, initial={"email": _known_address(request)})
    if request.method == "POST" and form.is_valid():
        challenge = tasks.begin(
            form.cleaned_data["email"],
            studio=studio,
            language=get_language() or "",
            next_url=next_url,
            now=timezone.now(),
        )
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
        )
    )


@audience("member")
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """GET asks which of the people at one address it is for; POST acts for them and goes on."""
    next_url = _next(request)
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
    """POST signs out; a GET leads to the page with the button."""
    if request.method != "POST":
        return personal(go_to(request, reverse("signing_in:me")))
    sign_out(request)
    return personal(go_to(request, reverse("booking:studios")))


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
        language=members[0].language,
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
        return go_to(request, reverse("signing_in:forgotten"))
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


def _next(request: HttpRequest) -> str:
    return safe_next(request, _query(request, "next"))


def _studio(request: HttpRequest) -> Studio | None:
    """Where the visitor came from. It is left on the request: its privacy notice is linked below the form.

    Only one that everybody may see, because pages and mails of sign-in name it. Without one every chain is asked: so
    the test members of a studio in preview get in as well.
    """
    slug = _query(request, "studio")
    studio = Studio.objects.listed().filter(slug=slug).first() if slug else None
    request.studio = studio  # type: ignore[attr-defined]
    if studio:
        speak_for(request, studio)
    return studio


def _query(request: HttpRequest, name: str) -> str:
    """A parameter of the address; a NUL, which no PostgreSQL text can hold, makes it as good as absent."""
    value = request.GET.get(name, "")
    return "" if "\0" in value else value


def _known_address(request: HttpRequest) -> str:
    """What was typed in this session before, so that starting again is one click."""
    number = request.session.get(CHALLENGE)
    challenge = Challenge.objects.filter(pk=number).first() if number else None
    if challenge:
        return challenge.email
    everybody = people(request)
    return everybody[0].email if everybody else ""
