"""Webhooks as the studio's page shows them: *Confirm activation*, and whether anything was heard of late."""

from datetime import datetime

from django.utils.translation import gettext as _

from studios.desk import connection
from studios.desk.card import NEEDS_SOMEBODY
from studios.desk.clocks import on_its_clock
from studios.desk.facts import IN_USE
from studios.desk.finding_words import Code
from studios.desk.findings import Finding, Level, ended_by, not_confirmed
from studios.magicline.client import Client
from studios.magicline.errors import MagiclineError, Refused, Unsure
from studios.models import Booking, Studio


def confirm(client: Client) -> Finding:
    """Tells Magicline that the studio's integration is in use; before that it sends no webhooks. Safe to repeat."""
    try:
        client.confirm_activation()
    except Unsure:
        return Finding(Level.WARNING, Code.ACTIVATION_IN_DOUBT)
    except Refused as error:
        return not_confirmed(error)
    except MagiclineError as error:
        return ended_by(error)
    return Finding(Level.OK, Code.ACTIVATED)


def heard(studio: Studio, *, now: datetime) -> str:
    """When the last webhook came, on the studio's clock, with a warning when there should have been one since."""
    is_in_use = Booking.objects.filter(studio=studio, starts_at__gte=now - IN_USE).exists()
    state, sentence = connection.heard(studio, is_in_use=is_in_use, now=now)
    return f"⚠ {sentence}" if state in NEEDS_SOMEBODY else sentence


def old_key_accepted(studio: Studio) -> str:
    """Until when messages with the webhook key before this one are taken, on the studio's clock; "" for none."""
    if studio.old_webhook_key_until is None:
        return ""
    return _("Still accepted until %(when)s.") % {"when": on_its_clock(studio, studio.old_webhook_key_until)}
