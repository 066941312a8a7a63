"""Wiring: what has to be imported at the start and is imported by nobody."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

REGISTER_THEMSELVES = (
    "studios.checks",
    "studios.staff.checks",
    "studios.signing_in.checks",
    "studios.staff.admission",
    "studios.legal.checks",
    "studios.failures",
    "studios.staff.roles",
    "studios.signing_in.tasks",
    "studios.booking.tasks",
    "studios.my_bookings.tasks",
    "studios.webhooks.tasks",
    "studios.my_bookings.nightly",
    "studios.my_bookings.refused_keys",
    "studios.management.housekeeping",
)


class StudiosConfig(AppConfig):
    name = "studios"
    verbose_name = _("Studios and bookings")

    def ready(self) -> None:
        for module in REGISTER_THEMSELVES:
            import_module(module)


class DeskConfig(AdminConfig):
    """Django's admin with our log-in before it."""

    default_site = "studios.staff.site.DeskSite"
