"""The vendor's statuses of a booking in words for the desk; what members read is in their own templates."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, Promise] = {
    "BOOKED": _("booked"),
    "BOOKED_WITH_CONFIRMATION_REQUIRED": _("waiting for the studio's confirmation"),
    "CANCELED": _("cancelled"),
}


def status_in_words(status: str, appointment_status: str = "") -> str:
    """Cancelled when either says so. One that is not known is shown as the vendor writes it."""
    said = "CANCELED" if "CANCELED" in (status, appointment_status) else status
    return str(_WORDS.get(said, said))
