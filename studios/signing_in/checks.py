"""What an operator is told about sign-in before the site starts."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

TAG = "studios"
_LIMITS = {
    "SIGN_INS_PER_CLIENT": "no client could ask for a sign-in mail or type a code from the desk",
    "SIGN_INS_PER_MINUTE": "nobody would be mailed a code",
}


@register(TAG)
def sign_in_is_possible(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Limits that leave no try at all."""
    return [
        Error(f"{name} is {getattr(settings, name)}, so {effect}. Set it to 1 or more.", id="signing_in.E001")
        for name, effect in _LIMITS.items()
        if getattr(settings, name) < 1
    ]
