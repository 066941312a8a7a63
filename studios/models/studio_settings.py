"""What a studio's manager decides about how members see it, beyond what the connection needs."""

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from studios.models.palette import Palette, palette_of
from studios.models.websites import check_websites, may_embed

https_only = URLValidator(
    schemes=["https"], message=_("Please give a whole address that starts with https://.")
)
hex_colour = RegexValidator(
    r"^#[0-9a-f]{6}\Z", _("Please write the colour as # and six characters, like #0a7d5f.")
)


class StudioSettings(models.Model):
    """Every one may stay empty: the site then shows what Magicline says, or nothing."""

    own_telephone = models.CharField(
        _("telephone"),
        max_length=60,
        blank=True,
        help_text=_(
            "Shown to members instead of the number that Magicline has. Empty: Magicline's number is shown."
        ),
    )
    confirmation_text = models.TextField(
        _("text at confirmation"),
        max_length=600,
        blank=True,
        help_text=_(
            "Members read it just before they book and in the mail afterwards, such as what to bring."
        ),
    )
    house_rules_url = models.CharField(
        _("house rules"),
        max_length=300,
        blank=True,
        validators=[https_only],
        help_text=_("Address of a page; it is linked where members confirm a booking."),
    )
    courses_url = models.CharField(
        _("courses"),
        max_length=300,
        blank=True,
        validators=[https_only],
        help_text=_(
            "Address of your page for courses, which cannot be booked here; it is linked below the list."
        ),
    )
    trial_url = models.CharField(
        _("trial training"),
        max_length=300,
        blank=True,
        validators=[https_only],
        help_text=_("Address of your page for people who are no members yet; it is linked below the list."),
    )
    accent_colour = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[hex_colour],
        help_text=_(
            "The colour of buttons and links, as # and six characters. Too light a colour is darkened."
        ),
    )
    test_customer_ids = models.JSONField(
        _("test members"),
        default=list,
        blank=True,
        help_text=_("Customer numbers of the members who see the studio while it is in preview."),
    )
    websites = models.TextField(
        _("your websites"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        validators=[check_websites],
        help_text=_("The websites that may show this studio's appointments and free times. Empty: none may."),
    )

    class Meta:
        abstract = True

    @property
    def embedded_at(self) -> list[str]:
        """The origins whose pages may show the studio in a frame; looked at again, since a header is made of them."""
        return [site for site in self.websites.split() if may_embed(site)]

    @property
    def palette(self) -> Palette | None:
        """The colours made from its own; None where the site's are shown."""
        return palette_of(self.accent_colour) if self.accent_colour else None
