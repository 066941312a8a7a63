"""The one form of booking: a button, and the proof of what was shown to whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from studios.models import AppointmentSettings, Member
from studios.models.reference import new_reference

_SALT = "studios.booking.confirm"


@dataclass(frozen=True, slots=True)
class Shown:
    """A confirmation page as it was shown: the reference minted for it, the customer record it was for, and the
    fingerprint of what it said about price, cut-off and rules.
    """

    reference: str
    member_id: int
    terms: str

    @classmethod
    def to(cls, member: Member, terms: AppointmentSettings) -> "Shown":
        return cls(new_reference(), member.pk, terms.fingerprint)

    def signed(self) -> str:
        return signing.dumps([self.reference, self.member_id, self.terms], salt=_SALT)


class ConfirmForm(forms.Form):
    """`cleaned_data["shown"]` is a `Shown`; whether it was for who is signed in now, `member_among` tells."""

    shown = forms.CharField(widget=forms.HiddenInput)

    def clean_shown(self) -> Shown:
        try:
            return Shown(*signing.loads(self.cleaned_data["shown"], salt=_SALT))
        except (signing.BadSignature, TypeError):  # damaged, or made before an upgrade
            raise forms.ValidationError(_("This form is damaged. Please confirm again.")) from None

    def member_among(self, members: Iterable[Member]) -> Member | None:
        """The record the page was shown for, if it is one of `members`."""
        return next((m for m in members if m.pk == self.cleaned_data["shown"].member_id), None)

    def agreed_to(self, terms: AppointmentSettings) -> bool:
        """Whether the page said what holds now: nobody is booked at a price that they were not shown."""
        return bool(self.cleaned_data["shown"].terms == terms.fingerprint)
