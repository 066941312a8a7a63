"""At the start: which live studios lack a page that the law wants. A warning, so that an upgrade stops no site."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError, connections

from studios.legal.finding import live_without
from studios.models import LegalPage


@register("studios", Tags.database)
def live_studios_have_their_pages(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Silent in the demo, before the first migration, and when the database does not answer: others say so."""
    if settings.DEMO or "default" not in (databases or ()):
        return []
    try:
        if LegalPage._meta.db_table not in connections["default"].introspection.table_names():
            return []
        lacking = live_without()
    except DatabaseError:
        return []
    return [
        checks.Warning(
            f"The studio “{name}” is live without: {', '.join(str(kind.label) for kind in kinds)}. Write what is "
            "missing in the admin under “Legal pages”, for the studio, its chain or the whole site.",
            id="studios.W003",
        )
        for name, kinds in lacking.items()
    ]
