"""Customers: the little of the vendor's record that the site shows. Nothing else in it is read."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Customer:
    """The vendor's record of a person. `language` is like "de" or "de-CH"; absent texts are empty."""

    id: int
    first_name: str
    last_name: str
    email: str
    date_of_birth: date | None
    status: str
    studio_id: int | None
    language: str
