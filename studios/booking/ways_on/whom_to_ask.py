"""Where the desk is, how it is called, and when it is open, as far as the studio's own information has it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from studios import connections
from studios.magicline.studio import OpeningHours, StudioInformation
from studios.models import Studio

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)(?::.*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class WhomToAsk:
    """Absent texts are empty. `hours`: days and times in the visitor's language, in the studio's order."""

    studio: Studio
    address: str
    telephone: str
    hours: list[tuple[str, str]]


def whom_to_ask(studio: Studio, information: StudioInformation | None) -> WhomToAsk:
    """With what is known here where there is no `information`, or where its key is another studio's."""
    if information and studio.vendor_studio_id not in (None, information.studio_id):
        information = None
    facts = connections.facts_of(information) if information else {}
    return WhomToAsk(
        studio,
        address=str(facts.get("address") or studio.address),
        telephone=studio.own_telephone or str(facts.get("vendor_telephone") or studio.telephone),
        hours=in_words(information.opening_hours) if information else [],
    )


def in_words(hours: Iterable[OpeningHours]) -> list[tuple[str, str]]:
    """“Monday to Friday” and “06:00 – 22:00”. None at all where one line cannot be read: a line that is missing would
    say that the studio is closed then.
    """
    lines = [_line(one) for one in hours]
    return [line for line in lines if line] if all(lines) else []


def _line(hours: OpeningHours) -> tuple[str, str] | None:
    first, last = _day(hours.day_from), _day(hours.day_to)
    opens, closes = _clock(hours.time_from), _clock(hours.time_to)
    if not (first and last and opens and closes):
        return None
    days = first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    return days, f"{opens} – {closes}"


def _day(word: str) -> str:
    return str(WEEKDAYS[_DAYS.index(word.upper())]) if word.upper() in _DAYS else ""


def _clock(text: str) -> str:
    found = _TIME.fullmatch(text)
    return formats.time_format(time(int(found[1]) % 24, int(found[2])), "TIME_FORMAT") if found else ""
