"""What staff type to log in."""

import logging
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from studios.client_address import client_address
from studios.signing_in.codes import read_code
from studios.staff import limits
from studios.staff.second_factor import read_recovery_code

logger = logging.getLogger(__name__)


class TooManyTries(forms.ValidationError):
    """Nothing was looked at, not even the right answer."""

    def __init__(self, wait: timedelta) -> None:
        now = timezone.now()
        until = now + wait + timedelta(seconds=59)  # a begun minute counts as a whole one
        super().__init__(
            _("Too many tries. Wait %(time)s, or ask somebody who manages the accounts here."),
            params={"time": timeuntil(until, now, depth=1)},
        )


class LogInForm(AdminAuthenticationForm):
    """Name and password, with limits. `is_throttled` says that they were not looked at."""

    is_throttled = False
    error_messages = {  # noqa: RUF012 - as Django wants it
        **AdminAuthenticationForm.error_messages,
        "invalid_login": gettext_lazy(
            "This name and password do not open the desk. Both mind capital letters; members sign in elsewhere."
        ),
    }

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not (name and password):
            return self.cleaned_data
        now = timezone.now()
        client = client_address(self.request) if self.request else ""
        if not limits.may_try_password(name, client, now=now):
            self.is_throttled = True
            logger.warning("Somebody tried too often to log in to the admin")
            raise TooManyTries(limits.NAMES.within)
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            limits.password_was_wrong(client, now=now)
            raise
        limits.password_was_right(name)
        return cleaned


class CodeForm(forms.Form):
    """What the app shows. Cleans to six digits."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autocapitalize": "none",
                "size": 10,
            }
        ),
    )

    def __init__(self, *args: Any, at_once: bool, **kwargs: Any) -> None:
        """`at_once`: there is nothing to do on the page before typing; else the focus would scroll past it."""
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["autofocus"] = at_once

    def clean_code(self) -> str:
        try:
            return read_code(self.cleaned_data["code"])
        except ValueError:
            raise forms.ValidationError(_("The code has six digits. Please look at the app again.")) from None


class RecoveryCodeForm(forms.Form):
    """One of the ten. Cleans to its letters and digits."""

    code = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
                "size": 16,
            }
        ),
    )

    def clean_code(self) -> str:
        return read_recovery_code(self.cleaned_data["code"])


class NewPasswordForm(AdminPasswordChangeForm):
    """Another password of one's own, for the present one, which can be tried here no more often than at the log-in."""

    @sensitive_variables()
    def clean_old_password(self) -> str:
        name = self.user.get_username()
        if not limits.NAMES.take(name.casefold(), now=timezone.now()):
            raise TooManyTries(limits.NAMES.within)
        password: str = super().clean_old_password()
        limits.password_was_right(name)
        return password

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - the signature of Django
        user: User = super().save(commit)
        what = _("Changed their own password.")
        LogEntry.objects.log_actions(user.pk, [user], CHANGE, what, single_object=True)
        return user


class PasswordForm(forms.Form):
    """The password once more, before the second factor is changed."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, account: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._account = account

    @sensitive_variables()
    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        name = self._account.get_username()
        if not limits.NAMES.take(name.casefold(), now=timezone.now()):
            raise TooManyTries(limits.NAMES.within)
        if not self._account.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        limits.password_was_right(name)
        return password
