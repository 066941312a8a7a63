"""Wiring: what has to be imported at the start and is imported by nobody."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudiosConfig(AppConfig):
    name = "studios"
    verbose_name = _("Studios and bookings")

    def ready(self) -> None:
        from studios import checks  # noqa: F401 PLC0415 (registers itself)
