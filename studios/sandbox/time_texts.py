"""Date-times as the vendor's studios write them, each studio in one form, and the way back to an instant."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

FORMS = ("bracket", "offset", "utc", "zoneless")
FIRST_YEAR, LAST_YEAR = 2000, 2999  # far enough from where calendars end
_BERLIN = ZoneInfo("Europe/Berlin")
_READABLE = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?(?:\[[^\[\]]+\])?"
)


def write(instant: datetime, zone_name: str, form: str) -> str:
    """The one text this form has for the instant, so that a text sent back can be compared byte for byte.

    bracket  2026-06-22T08:00:00.000+02:00[Europe/Berlin]
    offset   2026-06-22T08:00:00+02:00
    utc      2026-06-22T06:00:00.0000Z, with 0 to 9 fraction digits: as many as the hour and quarter say
    zoneless 2026-06-22T08:00:00.000, which is Berlin time wherever the studio is
    """
    if form == "bracket":
        return f"{instant.astimezone(ZoneInfo(zone_name)).isoformat(timespec='milliseconds')}[{zone_name}]"
    if form == "offset":
        return instant.astimezone(ZoneInfo(zone_name)).isoformat(timespec="seconds")
    if form == "utc":
        digits = int(instant.timestamp()) // 900 % 10
        fraction = "." + "0" * digits if digits else ""
        return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}{fraction}Z"
    if form == "zoneless":
        return instant.astimezone(_BERLIN).replace(tzinfo=None).isoformat(timespec="milliseconds")
    raise ValueError(f"a date form is one of {', '.join(FORMS)}")


def read(text: str) -> datetime:
    """The instant (UTC) of any of the forms; the offset decides, not the bracket. ValueError if unreadable."""
    match = _READABLE.fullmatch(text)
    if match is None:
        raise ValueError("not a date-time")
    moment = datetime.fromisoformat(match[1] + (match[2] or ""))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_BERLIN)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("out of range")
    return moment.astimezone(UTC)
