"""Django's admin as the desk sees it: studios and their keys, what members booked, what Magicline told, which mails are
owed, what the night found, what went wrong, what the worker did; who of the staff may sign in, and what they did."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from studios.admin import (
    appointments,
    bookings,
    deeds,
    drift,
    failures,
    legal_pages,
    moves,
    operations,
    studios,
    users,
    webhooks,
)

__all__ = [
    "appointments",
    "bookings",
    "deeds",
    "drift",
    "failures",
    "legal_pages",
    "moves",
    "operations",
    "studios",
    "users",
    "webhooks",
]

admin.site.site_header = _("Booking site: the desk")
admin.site.site_title = _("Booking site")
admin.site.index_title = _("Studios, bookings and operations")
