"""What an operator is told about the log-in of staff before the site starts."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - that is its name

TAG = "studios"


@register(TAG)
def log_ins_last(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    if settings.STAFF_SESSION_HOURS >= 1:
        return []
    return [
        Error(
            f"STAFF_SESSION_HOURS is {settings.STAFF_SESSION_HOURS}, so nobody could log in to the admin. "
            "Set it to 1 or more.",
            id="staff.E001",
        )
    ]


@register(TAG, deploy=True)
def passwords_do_not_stand_alone(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    if settings.STAFF_SECOND_FACTOR:
        return []
    return [
        Warning(
            "STAFF_SECOND_FACTOR is off, so a password is all it takes to get to the desk. Set it to 1.",
            id="staff.W001",
        )
    ]
