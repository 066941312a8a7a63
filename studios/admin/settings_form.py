"""What a studio's manager decides about the members' pages, as a form: friendly about spelling, with sentences for what
cannot be.
"""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studios.admin.embedding import WebsitesField, section
from studios.models import Logo, Studio

if TYPE_CHECKING:
    from studios.admin.logo_upload import Drawn

_MOST_TEST_MEMBERS = 100
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()/.–-]{2,}")


class PlainText(forms.CharField):
    """Several lines; browsers send each with two characters at its end, of which one is kept."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 60})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class ColourField(forms.CharField):
    """`#0a7d5f`; also with capitals, without the #, or with three characters. A script adds the browser's picker."""

    widget = forms.TextInput(
        attrs={"size": 9, "placeholder": "#0a7d5f", "spellcheck": "false", "data-colour": ""}
    )

    def to_python(self, value: Any) -> str:
        digits = str(super().to_python(value)).lower().removeprefix("#")
        if re.fullmatch("[0-9a-f]{3}", digits):
            digits = "".join(digit * 2 for digit in digits)
        return f"#{digits}" if digits else ""


class CustomerNumbersField(forms.CharField):
    """Numbers with commas, blanks or lines between; cleans to a list of them, each once."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        """Raises `ValidationError`."""
        words = re.split(r"[\s,;]+", str(value or "").strip())
        numbers = list(dict.fromkeys(_customer_number(word) for word in words if word))
        if len(numbers) > _MOST_TEST_MEMBERS:
            raise forms.ValidationError(
                _("That are more than %(most)d test members.") % {"most": _MOST_TEST_MEMBERS}
            )
        return numbers


def _customer_number(word: str) -> int:
    if not (word.isascii() and word.isdigit() and 0 < int(word[:20]) < 2**63):
        raise forms.ValidationError(
            _("“%(word)s” is not a customer number. It has digits only; members find theirs under “Me”.")
            % {"word": word[:40]}
        )
    return int(word)


class LogoField(forms.FileField):
    """A picture; cleans to `Drawn`, or None where none was chosen."""

    widget = forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"})

    def clean(self, data: "UploadedFile[bytes] | None", initial: Any = None) -> "Drawn | None":
        upload = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > settings.LARGEST_LOGO:
            raise forms.ValidationError(
                _("This file is too large: at most %(most)d MB.") % {"most": settings.LARGEST_LOGO // 2**20}
            )
        # Here, as few processes are ever given one, and what reads pictures takes more than a megabyte of each.
        from studios.admin.logo_upload import NotALogo, draw

        try:
            upload.seek(0)  # the form is read twice, see `new_keys`
            return draw(upload.read())
        except NotALogo as why:
            raise forms.ValidationError(str(why)) from None


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Base of the studio's form."""

    confirmation_text = PlainText(
        label=gettext_lazy("Text at confirmation"),
        required=False,
        max_length=600,
        help_text=Studio._meta.get_field("confirmation_text").help_text,
    )
    accent_colour = ColourField(
        label=gettext_lazy("Accent colour"),
        required=False,
        validators=[*Studio._meta.get_field("accent_colour").validators],
        help_text=Studio._meta.get_field("accent_colour").help_text,
    )
    test_customer_ids = CustomerNumbersField(
        label=gettext_lazy("Test members"),
        required=False,
        help_text=gettext_lazy(
            "Customer numbers, with commas or lines between, of the members who see the studio while it is in "
            "preview. They find their number under “Me” after signing in."
        ),
    )
    logo = LogoField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy(
            "PNG, JPEG or WebP, at most 1 MB. It is shown at the top of the studio’s pages, on white."
        ),
    )
    remove_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)
    websites = WebsitesField(
        label=gettext_lazy("Your websites"),
        required=False,
        max_length=1000,
        validators=[*Studio._meta.get_field("websites").validators],
        help_text=gettext_lazy(
            "What the browser shows when your website is open, like https://www.my-gym.example, one a line. With and "
            "without www. are two. Only pages of these may show the studio; empty: none may."
        ),
    )

    class Meta:
        model = Studio
        fields: tuple[str, ...] = (
            "own_telephone", "confirmation_text", "house_rules_url", "courses_url", "trial_url", "accent_colour",
            "test_customer_ids", "websites",
        )  # fmt: skip
        widgets = {  # noqa: RUF012 - as Django wants it
            name: forms.URLInput(attrs={"class": "vURLField", "placeholder": "https://"})
            for name in ("house_rules_url", "courses_url", "trial_url")
        }

    def clean_own_telephone(self) -> str:
        number: str = self.cleaned_data["own_telephone"].strip()
        if number and not _TELEPHONE.fullmatch(number):
            raise forms.ValidationError(
                _("Please write a telephone number that a phone can dial, like +49 40 123456.")
            )
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("logo") and cleaned.get("remove_logo"):
            self.add_error("logo", _("Either choose a new logo or remove the old one."))
        return cleaned

    def save_logo(self, studio: Studio) -> None:
        """Keeps or removes what was chosen; `studio` is saved already."""
        drawn: Drawn | None = self.cleaned_data.get("logo")
        if drawn:
            Logo.objects.put(studio, drawn.png, width=drawn.width, height=drawn.height)
        elif self.cleaned_data.get("remove_logo"):
            Logo.objects.remove(studio)


def for_members(obj: Studio | None, *, may_change: bool) -> list[tuple[Any, dict[str, Any]]]:
    """The sections of the studio's page; for whoever may only look, without what is not a field of the model."""
    has_logo = obj is not None and Logo.objects.filter(studio=obj).exists()
    logo: tuple[str, ...] = ("logo_now",) if has_logo else ()
    if may_change:
        logo += ("logo", "remove_logo") if has_logo else ("logo",)
    return [
        (
            gettext_lazy("For members"),
            {
                "fields": (
                    "own_telephone",
                    "confirmation_text",
                    "cancel_cutoff_hours",
                    "time_zone",
                    "language",
                ),
                "description": gettext_lazy(
                    "Prices, and what differs for one appointment, are set at “Appointments: prices and rules”."
                ),
            },
        ),
        (gettext_lazy("Look"), {"fields": ("accent_colour", *logo)}),
        (gettext_lazy("Links"), {"fields": ("house_rules_url", "courses_url", "trial_url")}),
        section(obj),
        (
            gettext_lazy("Preview"),
            {
                "fields": ("test_customer_ids",),
                "description": gettext_lazy(
                    "While the stage is “Preview”, only these members, signed in, and staff see the studio."
                ),
            },
        ),
    ]
