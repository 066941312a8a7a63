"""What is typed to sign in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from studios.models import Studio
from studios.models.studio_queries import StudioQuerySet
from studios.signing_in import codes, desk_codes


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


class DeskCodeForm(forms.Form):
    """A member's number and the code that the desk handed over; the studio too, where there are several chains, or
    where it may be another one than `studios`.

    Cleans to a `Studio` of the member's chain (none for another one), the number, and eight digits.
    """

    studio = forms.ModelChoiceField(label=_("Studio"), queryset=Studio.objects.none(), empty_label=None)
    number = forms.CharField(
        label=_("Member number"),
        help_text=_("The desk has written it down for you, beside the code."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    code = forms.CharField(
        label=_("Code from the desk"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": 10}),
    )

    def __init__(self, *args: Any, studios: StudioQuerySet, may_be_another: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._studios, self._may_be_another = studios, may_be_another
        chains = studios.order_by().values("base_url").distinct().count()
        field: Any = self.fields["studio"]
        if may_be_another:
            field.required, field.empty_label = False, _("The studio that gave me the code")
        field.queryset = studios
        if chains + may_be_another <= 1:
            del self.fields["studio"]

    def clean_number(self) -> int:
        try:
            number = int("".join(self.cleaned_data["number"].split()))
        except ValueError:
            number = 0
        if not 0 < number < 2**63:
            raise forms.ValidationError(_("The member number has digits only."))
        return number

    def clean_code(self) -> str:
        try:
            return codes.read_code(self.cleaned_data["code"], digits=desk_codes.DIGITS)
        except ValueError:
            raise forms.ValidationError(_("The code from the desk has eight digits.")) from None

    def chosen_studio(self) -> Studio | None:
        """The one chosen, or any of the only chain; none where it is another one, and on a site without studios."""
        return self.cleaned_data.get("studio") or (None if self._may_be_another else self._studios.first())


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
