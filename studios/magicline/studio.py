"""A studio's own information: who it is, where it is, when it is open."""

from dataclasses import dataclass

from studios.magicline.moments import Moment


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Hours that repeat every week, in the vendor's words: day names and times of day."""

    day_from: str
    day_to: str
    time_from: str
    time_to: str


@dataclass(frozen=True, slots=True)
class ClosingHours:
    """A time at which the studio is closed, a holiday for example."""

    reason: str
    starts: Moment
    ends: Moment


@dataclass(frozen=True, slots=True)
class StudioInformation:
    """What Magicline knows about the studio a key belongs to. Absent texts are empty."""

    studio_id: int | None
    name: str
    street: str
    house_number: str
    zip_code: str
    city: str
    country_code: str
    email: str
    telephone: str
    website: str
    latitude: float | None
    longitude: float | None
    opening_hours: tuple[OpeningHours, ...]
    closing_hours: tuple[ClosingHours, ...]
