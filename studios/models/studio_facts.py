"""What the site learned about a studio by itself: from Magicline's answers, and from what became of its key."""

from urllib.parse import urlencode

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

LARGEST_DAYS_AHEAD = 6  # "at most 6", says the reference of the slots call


class StudioFacts(models.Model):
    """Nobody types these."""

    vendor_studio_id = models.BigIntegerField(_("studio number at Magicline"), null=True, editable=False)
    vendor_name = models.CharField(_("name at Magicline"), max_length=200, blank=True, editable=False)
    city = models.CharField(_("city"), max_length=120, blank=True, editable=False)
    address = models.CharField(_("address"), max_length=300, blank=True, editable=False)
    vendor_telephone = models.CharField(
        _("telephone at Magicline"), max_length=60, blank=True, editable=False
    )
    email = models.CharField(_("e-mail"), max_length=254, blank=True, editable=False)
    days_ahead_limit = models.PositiveSmallIntegerField(
        _("days per window"), default=LARGEST_DAYS_AHEAD, editable=False, validators=[MinValueValidator(1)]
    )
    zone_seen = models.CharField(_("time zone seen"), max_length=64, blank=True, editable=False)
    # How Magicline writes date-times for it: see `magicline.moments.Written`.
    written_seen = models.CharField(
        _("form of times seen"), max_length=10, blank=True, default="", db_default="", editable=False
    )
    activated_at = models.DateTimeField(_("activation confirmed"), null=True, editable=False)
    last_webhook_at = models.DateTimeField(_("last webhook"), null=True, editable=False)
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    # What the last check found, good or not, as `desk.findings` stores it; none: it was not made since the connection
    # was changed.
    findings = models.JSONField(null=True, editable=False)
    findings_at = models.DateTimeField(_("last check"), null=True, editable=False)
    key_refused_since = models.DateTimeField(_("key refused since"), null=True, editable=False)
    key_refusals = models.PositiveIntegerField(default=0, editable=False)
    reads_paused_at = models.DateTimeField(_("background reads paused"), null=True, editable=False)
    operator_told_at = models.DateTimeField(null=True, editable=False)

    # Marks that are new whenever something happens that makes answers wrong which `kept` still has: about what the
    # studio offers, and about free times. Here, so that every process sees them, whatever the cache is.
    offer_edition = models.CharField(max_length=8, default="", db_default="", editable=False)
    times_edition = models.CharField(max_length=8, default="", db_default="", editable=False)

    class Meta:
        abstract = True

    @property
    def map_url(self) -> str:
        """Where whoever follows the link finds the address on a map; empty without one. Nothing is loaded from it."""
        return (
            f"https://www.openstreetmap.org/search?{urlencode({'query': self.address})}"
            if self.address
            else ""
        )
