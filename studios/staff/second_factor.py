"""The second factor of an account: one app that shows codes, and ten recovery codes for when the phone is lost."""

import logging
import secrets
from base64 import b32encode
from datetime import datetime, timedelta
from time import time

import django_otp
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from studios.models.marks import marks, new_mark
from studios.staff.limits import CODES

logger = logging.getLogger(__name__)

RECOVERY_CODES = 10
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read as another one
_LENGTH = 10
_HASH_LENGTH = 16  # what django-otp has room for


class WrongCode(Exception):
    """Not a code that is good now; there may be tries left."""


class TooManyCodes(Exception):
    """Nothing was looked at, not even a right code."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


class AlreadySetUp(Exception):
    """Another session of this account was quicker; nothing was changed."""


# Setting up


def new_secret() -> str:
    """160 random bits in hex, for an app that is being set up."""
    return str(default_key())


def spoken(secret: str) -> str:
    """The secret as apps take it from the keyboard: Base32 in groups of four."""
    text = b32encode(bytes.fromhex(secret)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def enrolment_address(account: User, secret: str) -> str:
    """The otpauth:// address that the square code stands for; it holds the secret."""
    return str(TOTPDevice(user=account, key=secret).config_url)


def set_up(account: User, secret: str, code: str, *, replacing: bool) -> tuple[TOTPDevice, list[str]]:
    """The app that has proved, by a code of six digits, that it holds `secret`, and the account's recovery codes.

    What the account had before is gone, and with it every log-in that was made with it. Raises `WrongCode`, and
    `AlreadySetUp` when there is an app and it is not to be replaced.
    """
    told = TOTP(bytes.fromhex(secret))
    told.time = time()
    is_right: bool = told.verify(int(code), tolerance=1)
    if not is_right:
        raise WrongCode
    with transaction.atomic():
        User.objects.select_for_update().get(pk=account.pk)
        if app_of(account) and not replacing:
            raise AlreadySetUp
        _delete_devices(account)
        # The code that was just shown is used up, as any other.
        app = TOTPDevice.objects.create(
            user=account, name="app", key=secret, last_t=told.t(), drift=told.drift
        )
        codes = _make_recovery_codes(StaticDevice.objects.create(user=account, name="recovery codes"))
        _write_down(account, _("Set up the second factor."), by=account)
    logger.info("Staff account %s set up its second factor", account.pk)
    return app, codes


def new_recovery_codes(account: User) -> list[str]:
    """Ten codes, to be shown once: what is kept cannot be read. The earlier ones are good no more."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=account.pk)
        device = recovery_of(account) or StaticDevice.objects.create(user=account, name="recovery codes")
        codes = _make_recovery_codes(device)
        _write_down(account, _("Made new recovery codes."), by=account)
    logger.info("Staff account %s made new recovery codes", account.pk)
    return codes


# Proving


def prove_by_app(account: User, code: str, *, now: datetime) -> Device:
    """The account's app, when it shows `code` now or within half a minute of now, and did not before.

    Raises `WrongCode` or `TooManyCodes`.
    """
    return _prove(account, app_of(account), code, now=now)


def prove_by_recovery_code(account: User, code: str, *, now: datetime) -> Device:
    """The account's recovery codes, of which this one is used up now. Raises `WrongCode` or `TooManyCodes`."""
    device = _prove(account, recovery_of(account), _kept(account, code), now=now)
    _write_down(account, _("Used a recovery code."), by=account)
    logger.warning("Staff account %s used a recovery code", account.pk)
    return device


def read_recovery_code(typed: str) -> str:
    """The letters and digits of what was typed, however it was spaced and cased."""
    return "".join(letter for letter in typed.casefold() if letter.isalnum())


# Taking away


def forget(account: User, *, by: User | None) -> bool:
    """Removes app and recovery codes, and ends every log-in that was made with them; False when there was nothing.

    `by` nobody: the operator, on the server.
    """
    with transaction.atomic():
        if not _delete_devices(account):
            return False
        what = _("Removed the second factor.") if by else _("The operator removed the second factor.")
        _write_down(account, what, by=by or account)
    CODES.forget(account.pk)
    logger.warning("The second factor of staff account %s was removed", account.pk)
    return True


# Asking


def app_of(account: User) -> TOTPDevice | None:
    """The app whose codes are good for this account, if it was ever set up."""
    app: TOTPDevice | None = TOTPDevice.objects.devices_for_user(account, confirmed=True).first()
    return app


def recovery_of(account: User) -> StaticDevice | None:
    """What holds this account's recovery codes."""
    device: StaticDevice | None = StaticDevice.objects.devices_for_user(account, confirmed=True).first()
    return device


def recovery_codes_left(account: User) -> int:
    return int(StaticToken.objects.filter(device__user=account, device__confirmed=True).count())


def _prove(account: User, device: Device | None, token: str, *, now: datetime) -> Device:
    if device is None:
        raise WrongCode
    allowed, why = device.verify_is_allowed()
    if not allowed:  # django-otp waits longer after every wrong code in a row
        raise TooManyCodes(why["locked_until"] - now)
    if not CODES.take(account.pk, now=now):
        raise TooManyCodes(CODES.within)
    if django_otp.verify_token(account, device.persistent_id, token) is None:
        logger.warning("Staff account %s gave a wrong code", account.pk)
        raise WrongCode
    CODES.forget(account.pk)
    return device


def _make_recovery_codes(device: StaticDevice) -> list[str]:
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    device.token_set.all().delete()
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=new_mark(_named(device.user, code))[:_HASH_LENGTH]) for code in codes
    )
    return [f"{code[: _LENGTH // 2]}-{code[_LENGTH // 2 :]}" for code in codes]


def _kept(account: User, code: str) -> str:
    """What the database holds of a recovery code, "" if it is none of theirs: whoever reads a backup cannot log in
    with it. A mark, because the paper in the drawer has to outlive another `SECRET_KEY`.
    """
    may_be = [mark[:_HASH_LENGTH] for mark in marks(_named(account, code))]
    tokens = StaticToken.objects.filter(device__user=account, token__in=may_be)
    return tokens.values_list("token", flat=True).first() or ""


def _named(account: User, code: str) -> str:
    return f"recovery code {account.pk} {code}"


def _delete_devices(account: User) -> bool:
    """Unconfirmed ones as well, in case somebody made one by other means."""
    deleted = [kind.objects.filter(user=account).delete()[0] for kind in (TOTPDevice, StaticDevice)]
    return any(deleted)


def _write_down(account: User, what: str, *, by: User) -> None:
    LogEntry.objects.log_actions(by.pk, [account], CHANGE, what, single_object=True)
