"""A studio's own information: who it is, where it is, when it is open."""

from dataclasses import dataclass

from studios.magicline.moments import Moment
from studios.magicline.parsing import Fields


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


def read_studio_information(fields: Fields) -> StudioInformation:
    location = fields.inside("location")
    return StudioInformation(
        studio_id=fields.integer_or_none("studioId"),
        name=fields.text("name"),
        street=fields.text("street"),
        house_number=fields.text("houseNumber"),
        zip_code=fields.text("zip"),
        city=fields.text("city"),
        country_code=fields.text("countryCode"),
        email=fields.text("email"),
        telephone=fields.text("telephone"),
        website=fields.text("website"),
        latitude=location.number_or_none("latitude"),
        longitude=location.number_or_none("longitude"),
        # The public hours are the ones meant for members; not every studio keeps them.
        opening_hours=fields.readable("publicOpeningHours", _read_opening_hours)
        or fields.readable("openingHours", _read_opening_hours),
        closing_hours=fields.readable("closingHours", _read_closing_hours),
    )


def _read_opening_hours(fields: Fields) -> OpeningHours:
    return OpeningHours(
        day_from=fields.text("dayOfWeekFrom"),
        day_to=fields.text("dayOfWeekTo"),
        time_from=fields.text("timeFrom"),
        time_to=fields.text("timeTo"),
    )


def _read_closing_hours(fields: Fields) -> ClosingHours:
    return ClosingHours(
        reason=fields.text("reason"),
        starts=fields.moment("dateTimeFrom"),
        ends=fields.moment("dateTimeTo"),
    )
