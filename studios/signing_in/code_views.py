"""The page where the mailed code is typed, and the one that the mailed link opens."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from studios.client_address import client_address
from studios.models import Challenge
from studios.models.challenge import PATIENCE
from studios.pages import anyone, go_to, personal, show
from studios.signing_in import codes, limits, tasks
from studios.signing_in.asking import browser_mark, to_call, too_many
from studios.signing_in.forms import CodeForm
from studios.signing_in.session import CHALLENGE, Person, desk_code_url, go_on, person, sign_in, sign_in_url


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """GET shows the form, and never signs in: mail scanners open every link. POST signs in."""
    if "link" in request.GET:
        return personal(_by_link(request, codes.challenge_of_link(request.GET["link"])))
    challenge = _challenge(request)
    if challenge is None:
        return personal(go_to(request, reverse("signing_in:start")))
    if not challenge.was_asked_for_by(browser_mark(request)):
        return personal(_not_proved(request, None, codes.OtherBrowser()))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proved = codes.prove_by_code(
                challenge, form.cleaned_data["code"], browser=browser_mark(request), now=timezone.now()
            )
        except codes.WrongCode:
            form.add_error("code", _wrong_code(challenge.guesses_left))
        except codes.NotProved as reason:
            return personal(_not_proved(request, challenge, reason))
        else:
            return personal(_enter(request, challenge, proved))
    return personal(_code_page(request, challenge, form))


@anyone
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """POST sends another code, the earlier ones stay valid; a GET leads to the page with the button."""
    challenge = _challenge(request)
    if request.method != "POST" or challenge is None or not challenge.was_asked_for_by(browser_mark(request)):
        return personal(go_to(request, reverse("signing_in:code")))
    try:
        sent = tasks.mail_again(challenge, client=client_address(request), now=timezone.now())
    except limits.TooMany as no:
        return too_many(request, no, challenge.studio)
    return personal(go_to(request, f"{reverse('signing_in:code')}?again={'sent' if sent else 'later'}"))


def _by_link(request: HttpRequest, challenge: Challenge | None) -> HttpResponse:
    now = timezone.now()
    if challenge is None or challenge.has_expired(now=now):
        return _not_proved(request, challenge, codes.Expired())
    if request.method == "POST":
        try:
            return _enter(
                request, challenge, codes.prove_by_link(challenge, browser=browser_mark(request), now=now)
            )
        except codes.NotProved as reason:
            return _not_proved(request, challenge, reason)
    if challenge.used_at:
        return _not_proved(request, challenge, codes.AlreadyUsed())
    return show(request, page="signing_in/link.html", challenge=challenge)


def _challenge(request: HttpRequest) -> Challenge | None:
    """The one that the form is about, else the one that this session began; without the people, who are read only
    when the code is right.

    The form names it because a session ends at sign-in: the second of two clicks would have none.
    """
    try:
        number = uuid.UUID(request.POST.get("challenge") or request.session.get(CHALLENGE, ""))
    except ValueError:
        return None
    challenge = Challenge.objects.select_related("studio").defer("people").filter(pk=number).first()
    request.studio = challenge.studio if challenge else None  # type: ignore[attr-defined]  # its links in the footer
    return challenge


def _enter(request: HttpRequest, challenge: Challenge, proved: list[Person]) -> HttpResponse:
    sign_in(request, proved)
    return go_on(request, challenge.next_url)


def _not_proved(request: HttpRequest, challenge: Challenge | None, reason: codes.NotProved) -> HttpResponse:
    """Says why, and leads to a new start with the same address; or on, for the second of two clicks."""
    if isinstance(reason, codes.AlreadyUsed) and challenge and person(request):
        return go_on(request, challenge.next_url)
    if challenge:
        request.session[CHALLENGE] = str(challenge.pk)
    return show(
        request,
        page="signing_in/over.html",
        reason=type(reason).__name__,
        start_again=sign_in_url(challenge.next_url, challenge.studio)
        if challenge
        else reverse("signing_in:start"),
        studios=to_call(challenge.studio if challenge else None),
    )


def _code_page(request: HttpRequest, challenge: Challenge, form: CodeForm) -> HttpResponse:
    now = timezone.now()
    if challenge.has_expired(now=now):
        return _not_proved(request, challenge, codes.Expired())
    return show(
        request,
        page="signing_in/code.html",
        part="signing_in/_nothing_arrived.html",
        challenge=challenge,
        form=form,
        again=request.GET.get("again", ""),
        overdue=challenge.is_overdue(now=now),
        seconds_left=max(1, int((challenge.mail_wanted_at + PATIENCE - now).total_seconds()) + 2),
        can_mail_again=challenge.can_want_another_mail(now=now),
        start_again=sign_in_url(challenge.next_url, challenge.studio),
        desk_url=desk_code_url(challenge.next_url, challenge.studio),
        studios=to_call(challenge.studio),
    )


def _wrong_code(guesses_left: int) -> str:
    return (
        _("This is not the code.")
        + " "
        + ngettext("You have %(number)d try left.", "You have %(number)d tries left.", guesses_left)
        % {"number": guesses_left}
    )
