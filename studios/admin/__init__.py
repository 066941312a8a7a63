"""Django's admin as the desk sees it: studios and their keys, what members booked, what Magicline
told, which mails are owed, what the night found, what went wrong, what the worker did."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from studios.admin import (
    appointments,
    bookings,
    drift,
    failures,
    legal_pages,
    moves,
    operations,
    studios,
    webhooks,
)

__all__ = [
    "appointments",
    "bookings",
    "drift",
    "failures",
    "legal_pages",
    "moves",
    "operations",
    "studios",
    "webhooks",
]

admin.site.site_header = _("Booking site: the desk")
admin.site.site_title = _("Booking site")
admin.site.index_title = _("Studios, bookings and operations")
