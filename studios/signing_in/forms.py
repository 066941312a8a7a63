"""What is typed to sign in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studios.signing_in import codes


class AddressForm(forms.Form):
    """The address that the studio has on file."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The one your studio has on file."),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class CodeForm(forms.Form):
    """A code from the mail. Cleans to its six digits, however they were typed."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autocapitalize": "none",
                "size": 8,
            }
        ),
    )

    def clean_code(self) -> str:
        try:
            return codes.read_code(self.cleaned_data["code"])
        except ValueError:
            raise forms.ValidationError(
                _("The code has six digits. Please look at the mail again.")
            ) from None


class PersonForm(forms.Form):
    """Which of the people at one address it is for, by the place in the list."""

    person = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, people: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = people

    def clean_person(self) -> int:
        index: int = self.cleaned_data["person"]
        if index >= self._people:
            raise forms.ValidationError(_("Please choose one of these."))
        return index
