"""Webhooks as the studio's page shows them: *Confirm activation*, and whether anything was heard of late."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from studios.admin.clocks import on_its_clock
from studios.admin.findings import Finding, Level, ended_by, not_confirmed
from studios.magicline.client import Client
from studios.magicline.errors import MagiclineError, Refused, Unsure
from studios.models import Booking, Studio

LONG = timedelta(days=7)


def confirm(client: Client) -> Finding:
    """Tells Magicline that the studio's integration is in use; before that it sends no webhooks. Safe to repeat."""
    try:
        client.confirm_activation()
    except Unsure:
        return Finding(
            Level.WARNING,
            _(
                "Magicline's answer did not arrive, so nobody can say whether it was done. Please press again: "
                "twice does no harm."
            ),
        )
    except Refused as error:
        return not_confirmed(error)
    except MagiclineError as error:
        return ended_by(error)
    return Finding(
        Level.OK, _("The activation is confirmed. From now on Magicline tells the site what changes.")
    )


def heard(studio: Studio, *, now: datetime) -> str:
    """When the last webhook came, on the studio's clock, with a warning when there should have been one since."""
    if not studio.webhook_key:
        return _(
            "Nothing can be received: no webhook key is stored. The site still reads bookings when they are looked at."
        )
    if studio.last_webhook_at is None:
        return "⚠ " + _(
            "Never. Confirm the activation, and ask Magicline whether it was given the site's address."
        )
    last = on_its_clock(studio, studio.last_webhook_at)
    if studio.last_webhook_at > now - LONG or not _is_in_use(studio, now=now):
        return last
    return f"⚠ {last}: " + _(
        "nothing for more than a week, although there are bookings. Is the webhook key still the right one?"
    )


def _is_in_use(studio: Studio, *, now: datetime) -> bool:
    return Booking.objects.filter(studio=studio, starts_at__gte=now - LONG).exists()
