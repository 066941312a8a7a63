"""The languages that the operator turned on: known, translated, and reviewed by somebody who speaks them."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's word

from booking_site.languages import COMPLETE, NAMES, REVIEWED
from studios.checks.starting import TAG


@register(TAG)
def languages_can_be_spoken(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Nothing here asks the database."""
    found: list[CheckMessage] = []
    wanted = list(dict.fromkeys(settings.LANGUAGES_ON))
    unknown = [code for code in wanted if code not in NAMES]
    if unknown or not wanted:
        names = ", ".join(map(repr, unknown))
        found.append(
            Error(
                f"LANGUAGES_ON {f'names {names}, which this site does not know' if unknown else 'is empty'}. "
                f"Set it to some of {', '.join(NAMES)}, with commas between.",
                id="studios.E030",
            )
        )
    untranslated = [code for code in wanted if code in NAMES and code not in COMPLETE]
    if untranslated:
        found.append(
            Error(
                f"LANGUAGES_ON names {', '.join(untranslated)}, and not every text is translated. Leave it out until "
                "it is; CONTRIBUTING.md says how.",
                id="studios.E031",
            )
        )
    unreviewed = [code for code in wanted if code in COMPLETE - REVIEWED]
    if unreviewed:
        found.append(
            Warning(
                f"LANGUAGES_ON names {', '.join(unreviewed)}, which nobody who speaks it has reviewed. Have somebody "
                "read the pages and mails before members do.",
                id="studios.W030",
            )
        )
    return found
