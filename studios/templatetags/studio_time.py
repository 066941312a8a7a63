"""Times in templates, always on the studio's own clock and never on the server's or the visitor's."""

from datetime import date, datetime, time
from functools import lru_cache

from django import template
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from studios.models import Studio

register = template.Library()

# The zone database has English names for its cities; these are called otherwise in another of our languages.
_CITIES = {
    "Athens": _("Athens"),
    "Belgrade": _("Belgrade"),
    "Berlin": _("Berlin"),
    "Brussels": _("Brussels"),
    "Bucharest": _("Bucharest"),
    "Budapest": _("Budapest"),
    "Copenhagen": _("Copenhagen"),
    "Dublin": _("Dublin"),
    "Istanbul": _("Istanbul"),
    "Lisbon": _("Lisbon"),
    "London": _("London"),
    "Luxembourg": _("Luxembourg"),
    "Madrid": _("Madrid"),
    "Moscow": _("Moscow"),
    "Paris": _("Paris"),
    "Prague": _("Prague"),
    "Rome": _("Rome"),
    "Stockholm": _("Stockholm"),
    "Vienna": _("Vienna"),
    "Warsaw": _("Warsaw"),
    "Zurich": _("Zurich"),
}


@register.filter
def on_clock_of(instant: datetime, studio: Studio) -> str:
    """The time of day at `studio`, such as 14:30"""
    return clock(studio.local(instant))


@register.filter
def clock(local: datetime) -> str:
    """The time of day of a date-time that is on the studio's clock already.

    On the night the clocks go back an hour exists twice; there the name of the zone tells which, as in 02:30 CET.
    """
    text = _time_of_day(local.hour, local.minute, get_language())
    exists_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{text} {local.tzname()}" if exists_twice else text


@register.filter
def on_calendar_of(instant: datetime, studio: Studio) -> str:
    """The full day at `studio`, such as Monday, 22 June 2026."""
    return full_day(studio.local(instant).date())


@register.filter
def full_day(day: date) -> str:
    """Weekday and date, spelled out in the visitor's language (`booking_site/formats` has the order)."""
    return _full_day(day, get_language())


@register.filter
def zone_name(studio: Studio) -> str:
    """The zone as people read it: its city, in the visitor's language where that has a name of its own."""
    city = studio.time_zone.rsplit("/", 1)[-1].replace("_", " ")
    return str(_CITIES.get(city, city))


# Both are asked for the same few times and days again and again, and are the same for everybody who reads one language:
# the one that is spoken now, which the formats find by themselves.


@lru_cache(maxsize=2048)
def _time_of_day(hour: int, minute: int, _language: str | None) -> str:
    return formats.time_format(time(hour, minute), "TIME_FORMAT")


@lru_cache(maxsize=2048)
def _full_day(day: date, _language: str | None) -> str:
    return formats.date_format(day, "FULL_DAY_FORMAT")
