"""The pages of the second factor: setting it up, giving it, changing it."""

import functools
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp.models import Device

from studios.pages import View, audience, go_to, personal, show
from studios.staff import second_factor
from studios.staff.admission import admit, half_in, leave_staff, remember, remembered
from studios.staff.forms import CodeForm, PasswordForm, RecoveryCodeForm, TooManyTries
from studios.staff.next_step import lead, next_step, where_to

# How long after the password was given once more another app may be set up.
CHANGE_WITHIN = timedelta(minutes=15)

# What is kept with the log-in.
_SECRET = "secret"  # noqa: S105 - the name, not the secret: that of the app that is being set up
_CHANGE_UNTIL = "change_until"  # in seconds since 1970

Prove = Callable[..., Device]


def half_in_required(view: Callable[[HttpRequest, User], HttpResponse]) -> View[[]]:
    """Only for somebody whose password was right and who has yet to give the second factor."""

    def guarded(request: HttpRequest) -> HttpResponse:
        account = half_in(request)
        if account:
            return personal(view(request, account))
        if request.user.is_authenticated:
            return personal(go_to(request, where_to(request)))
        return lead(request, "login", where_to(request))

    functools.update_wrapper(guarded, view)
    return audience("half in")(guarded)


def may_set_up(view: Callable[[HttpRequest, User], HttpResponse]) -> View[[]]:
    """For the first app, somebody half in; for another one, staff who have just given their password once more."""

    def guarded(request: HttpRequest) -> HttpResponse:
        account = half_in(request)
        if account and second_factor.app_of(account):
            return next_step(request, where_to(request))
        if account:
            return personal(view(request, account))
        if not request.user.is_authenticated:
            return lead(request, "login", where_to(request))
        if not _may_change(request, now=timezone.now()):
            return lead(request, "second_factor", where_to(request))
        return personal(view(request, request.user))

    functools.update_wrapper(guarded, view)
    return audience("half in, or staff")(guarded)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@half_in_required
def code(request: HttpRequest, account: User) -> HttpResponse:
    """GET asks for what the app shows, POST logs in with it."""
    if second_factor.app_of(account) is None:
        return next_step(request, where_to(request))
    form = CodeForm(request.POST or None, at_once=True)
    return _ask(request, account, form, second_factor.prove_by_app, page="admin/second_factor/code.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@half_in_required
def recovery_code(request: HttpRequest, account: User) -> HttpResponse:
    """GET asks for one of the ten, POST logs in with it."""
    if second_factor.app_of(account) is None:
        return next_step(request, where_to(request))
    form = RecoveryCodeForm(request.POST or None)
    prove = second_factor.prove_by_recovery_code
    answer = _ask(request, account, form, prove, page="admin/second_factor/recovery_code.html")
    if request.user.is_authenticated:
        messages.warning(request, _codes_left(account))
    return answer


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may_set_up
def set_up(request: HttpRequest, account: User) -> HttpResponse:
    """GET shows the secret, as a square code and as text; POST takes the first code, then shows the recovery codes."""
    secret = _secret(request)
    form = CodeForm(request.POST or None, at_once=False)
    if request.method == "POST" and form.is_valid():
        try:
            app, codes = second_factor.set_up(
                account, secret, form.cleaned_data["code"], replacing=half_in(request) is None
            )
        except second_factor.WrongCode:
            form.add_error(
                "code", _("This is not what the app should show. Is the clock of the phone right?")
            )
        except second_factor.AlreadySetUp:
            return next_step(request, where_to(request))
        else:
            remember(request, **{_SECRET: None, _CHANGE_UNTIL: None})
            admit(request, account, app)
            return _show_codes(request, codes)
    return _page(
        request,
        "admin/second_factor/set_up.html",
        _("Set up the second factor"),
        form=form,
        account=account,
        spoken=second_factor.spoken(secret),
    )


@audience("half in, or staff")
@require_safe
def square_code(request: HttpRequest) -> HttpResponse:
    """The secret that is being set up, as a picture. An address of its own, because the pages allow no data: URIs."""
    account = half_in(request) or request.user
    secret = remembered(request, _SECRET)
    if not (account.is_authenticated and secret):
        raise Http404
    import segno  # for an account's first day only, so not in the memory of every process

    picture = io.BytesIO()
    address = second_factor.enrolment_address(account, secret)
    # On white with its margin, whatever the page's colours: cameras need the contrast.
    segno.make(address, micro=False).save(picture, kind="svg", scale=5, border=4, light="white")
    return personal(HttpResponse(picture.getvalue(), content_type="image/svg+xml"))


@audience("staff")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """GET says how things stand; POST, with the password, makes new recovery codes or leads to another app."""
    if not settings.STAFF_SECOND_FACTOR:
        raise Http404
    account = cast(User, request.user)
    form = PasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        request.session.cycle_key()  # a cookie that was stolen before is not worth the password that was just given
        if "recovery_codes" in request.POST:
            return _show_codes(request, second_factor.new_recovery_codes(account))
        until = timezone.now() + CHANGE_WITHIN
        remember(request, **{_CHANGE_UNTIL: int(until.timestamp()), _SECRET: None})
        return lead(request, "second_factor_set_up", where_to(request))
    return _page(
        request,
        "admin/second_factor/overview.html",
        _("Second factor"),
        form=form,
        app=second_factor.app_of(account),
        codes_left=_codes_left(account),
    )


@audience("half in")
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends a log-in that got no further than the password; a member who is signed in stays so."""
    if half_in(request):
        leave_staff(request)
    return lead(request, "login", where_to(request))


def _ask(request: HttpRequest, account: User, form: Any, prove: Prove, *, page: str) -> HttpResponse:
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            device = prove(account, form.cleaned_data["code"], now=timezone.now())
        except second_factor.WrongCode:
            form.add_error("code", _("This code is not right, or it was used before."))
        except second_factor.TooManyCodes as refused:
            form.add_error(None, TooManyTries(refused.wait))
            status = 429
        else:
            admit(request, account, device)
            return go_to(request, where_to(request))
    return _page(request, page, _("Second step"), status=status, form=form, account=account)


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """In the answer to the POST: the codes are kept nowhere, so no second page could show them."""
    return _page(
        request,
        "admin/second_factor/recovery_codes.html",
        _("Recovery codes"),
        codes=codes,
        go_on=where_to(request),
    )


def _page(request: HttpRequest, page: str, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the admin, for which nobody needs to be logged in wholly."""
    everywhere = {**admin.site.each_context(request), "title": title, "next": where_to(request)}
    return personal(show(request, page=page, status=status, **everywhere, **context))


def _secret(request: HttpRequest) -> str:
    """The same one until it is set up, so that a reload does not ask the phone again."""
    secret: str | None = remembered(request, _SECRET)
    if secret is None:
        secret = second_factor.new_secret()
        remember(request, **{_SECRET: secret})
    return secret


def _may_change(request: HttpRequest, *, now: datetime) -> bool:
    return now.timestamp() < (remembered(request, _CHANGE_UNTIL) or 0)


def _codes_left(account: User) -> str:
    left = second_factor.recovery_codes_left(account)
    return ngettext("%(left)s recovery code is left.", "%(left)s recovery codes are left.", left) % {
        "left": left
    }
