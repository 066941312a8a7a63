"""Whom the site takes for staff: somebody who gave the password and the second factor, not too long ago.

Everything asks `request.user`, so this is decided once, before any view: whoever has only given the password is nobody,
to the admin as to every other page.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as remember_device
from django_otp.models import Device
from django_otp.plugins.otp_totp.models import TOTPDevice

from studios.signing_in.session import STAFF, STAFF_KEYS
from studios.staff import second_factor

logger = logging.getLogger(__name__)

# How long a password stands alone: time enough to find the phone, or to install an app on it.
SECOND_STEP_WITHIN = timedelta(minutes=30)

# What stands under `STAFF` in the session.
_SINCE = "since"  # when the password was given, in seconds since 1970
_APP = "app"  # the number of the app that was needed then; None: there was none


class HalfIn(AnonymousUser):
    """Nobody, until the second factor is given as well; `account` says whose password it was."""

    def __init__(self, account: User) -> None:
        super().__init__()
        self.account = account


class PasswordAloneIsNobody:
    """Middleware, behind django-otp's: who is not wholly logged in is anonymous, or a `HalfIn`, which is as little."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = request.user
        # Lazy, as Django's own: a page that asks for nobody reads no session and stays cacheable.
        request.user = SimpleLazyObject(  # type: ignore[assignment]
            lambda: _admitted(request, found, now=timezone.now())
        )
        return self.get_response(request)


def half_in(request: HttpRequest) -> User | None:
    """Who has given the password in this session and has yet to give the second factor."""
    return request.user.account if isinstance(request.user, HalfIn) else None


def admit(request: HttpRequest, account: User, device: Device) -> None:
    """They have given the second factor: logs them in wholly.

    The session gets a new key: a cookie that was stolen before this moment must not become worth anything by it.
    """
    request.session.cycle_key()
    request.user = account
    remember_device(request, device)
    remember(request, **{_APP: _number(second_factor.app_of(account))})
    rotate_token(request)


def leave_staff(request: HttpRequest) -> None:
    """Forgets the log-in to the admin; a member stays signed in."""
    for name in STAFF_KEYS:
        request.session.pop(name, None)
    request.user = AnonymousUser()


def remember(request: HttpRequest, **facts: Any) -> None:
    """Keeps facts of JSON with this log-in until it ends; None forgets one."""
    kept = {**request.session.get(STAFF, {}), **facts}
    request.session[STAFF] = {name: fact for name, fact in kept.items() if fact is not None}


def remembered(request: HttpRequest, name: str) -> Any:
    """What `remember` kept under this name, else nothing."""
    return request.session.get(STAFF, {}).get(name)


def _admitted(request: HttpRequest, user: Any, *, now: datetime) -> User | AnonymousUser:
    if not user.is_authenticated:
        return AnonymousUser()
    lasts = timedelta(hours=settings.STAFF_SESSION_HOURS)
    if settings.STAFF_SECOND_FACTOR and not user.is_verified():
        # The app that this log-in needs was taken from the account: whoever holds this session may not set up the next.
        if not _needed_app_is_there(request, user):
            return _ended(request)
        lasts, user = min(lasts, SECOND_STEP_WITHIN), HalfIn(user)
    since = remembered(request, _SINCE)
    if since is None or now >= datetime.fromtimestamp(since, tz=UTC) + lasts:
        return _ended(request)
    return user  # type: ignore[no-any-return]


def _ended(request: HttpRequest) -> AnonymousUser:
    leave_staff(request)
    return AnonymousUser()


def _needed_app_is_there(request: HttpRequest, user: User) -> bool:
    needed = remembered(request, _APP)
    return needed is None or needed == _number(second_factor.app_of(user))


def _number(app: TOTPDevice | None) -> int | None:
    return app.pk if app else None


# What happened, for the log: accounts by number. What was typed as a name may be a password.


@receiver(user_logged_in)
def _password_was_right(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    # Who logs in again over a log-in of their own keeps that session: the second factor has to be given anew.
    request.session.pop(DEVICE_ID_SESSION_KEY, None)
    request.session[STAFF] = {
        _SINCE: int(timezone.now().timestamp()),
        _APP: _number(second_factor.app_of(user)),
    }
    logger.info("Staff account %s gave its password", user.pk)


@receiver(user_login_failed)
def _password_was_wrong(sender: Any, **_: Any) -> None:
    logger.warning("Somebody tried to log in to the admin with a wrong name or password")


@receiver(user_logged_out)
def _left(sender: Any, user: User | None, **_: Any) -> None:
    if user:
        logger.info("Staff account %s logged out", user.pk)
