"""Times for the desk: on the clock that hangs in the studio, because the admin itself works in UTC."""

from datetime import datetime

from django.utils import formats

from studios.models import Studio


def on_its_clock(studio: Studio, instant: datetime) -> str:
    """Date and time in the studio, with its zone."""
    local = studio.local(instant)
    return f"{formats.date_format(local.replace(tzinfo=None), 'SHORT_DATETIME_FORMAT')} {local:%Z}"
