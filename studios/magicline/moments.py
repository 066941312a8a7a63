"""Date-times as Magicline writes them: read into an instant, the vendor's own text kept to be sent back."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

# Java's own writer leaves out seconds that are zero and writes up to nine fraction digits.
_WRITTEN = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})T(?P<time>\d{2}:\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{0,9}))?)?"
    r"(?:(?P<utc>Z)|(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?)?"
    r"(?:\[(?P<bracket>[ -\\^-~]*)\])?",
    re.ASCII,
)
_ZONELESS_MEANS = "Europe/Berlin"


class Written(StrEnum):
    """The vendor's forms, by what tells the instant."""

    BRACKET = "bracket"
    OFFSET = "offset"
    UTC = "utc"
    ZONELESS = "zoneless"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, and how the vendor wrote it.

    `zone_name` is the bracket when it names a known zone. `zoneless` says that neither offset nor usable
    bracket was there: Magicline means Europe/Berlin then, wherever the studio is.
    """

    text: str
    instant: datetime
    zone_name: str | None
    zoneless: bool

    @classmethod
    @lru_cache(maxsize=2048)  # every answer about a window has the texts of the one before
    def read(cls, text: str) -> Self:
        """Read one of the vendor's forms: offset and [Zone], plain offset, Z, or nothing at all.

        The offset decides, so 02:30 is unambiguous on the night the clocks go back; a bracket alone is used
        when there is no offset. Raises ValueError for anything else, and for the years 1 and 9999, which
        could not be shown in every zone.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError("not a date-time")
        zone_name = _known(found["bracket"])
        zone = _offset(found) or ZoneInfo(zone_name or _ZONELESS_MEANS)
        second, fraction = found["second"] or "00", (found["fraction"] or "").ljust(6, "0")[:6]
        local = datetime.fromisoformat(f"{found['date']}T{found['time']}:{second}.{fraction}")
        if not 1 < local.year < 9999:
            raise ValueError("year out of range")
        return cls(
            text=text,
            instant=local.replace(tzinfo=zone).astimezone(UTC),
            zone_name=zone_name,
            zoneless=zone_name is None and not isinstance(zone, timezone),
        )

    @property
    def written(self) -> Written:
        """Which of the forms it has; a bracket that names no zone is none."""
        if self.zone_name:
            return Written.BRACKET
        if self.zoneless:
            return Written.ZONELESS
        return Written.UTC if self.text.partition("[")[0].endswith("Z") else Written.OFFSET


def _offset(found: re.Match[str]) -> tzinfo | None:
    if found["utc"]:
        return UTC
    if not found["sign"]:
        return None
    ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return timezone(ahead if found["sign"] == "+" else -ahead)


@lru_cache(maxsize=512)
def _known(bracket: str | None) -> str | None:
    if not bracket:
        return None
    try:
        ZoneInfo(bracket)
    except (KeyError, ValueError, OSError):
        # An unknown name, one that is no relative path, and one that is a directory ("Europe").
        return None
    return bracket
