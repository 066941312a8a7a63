"""Customers: the little of the vendor's record that the site shows. Nothing else in it is read."""

from dataclasses import dataclass, field
from datetime import date

from studios.magicline.parsing import Fields


@dataclass(frozen=True, slots=True)
class Customer:
    """The vendor's record of a person. `language` is like "de" or "de-CH"; absent texts are empty.

    Its `repr` says nothing about the person, since it may end up in somebody's log.
    """

    id: int = field(repr=False)
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    email: str = field(repr=False)
    date_of_birth: date | None = field(repr=False)
    status: str
    studio_id: int | None
    language: str


def read_customer(fields: Fields) -> Customer:
    preferred = fields.inside("preferredLanguage")
    return Customer(
        id=fields.integer("id"),
        first_name=fields.text("firstName"),
        last_name=fields.text("lastName"),
        email=fields.text("email"),
        date_of_birth=fields.day_or_none("dateOfBirth"),
        status=fields.text("status"),
        studio_id=fields.integer_or_none("studioId"),
        language="-".join(filter(None, (preferred.text("languageCode"), preferred.text("countryCode")))),
    )


def write_search(
    email: str, first_name: str, last_name: str, date_of_birth: date | None
) -> dict[str, object]:
    """The JSON for a customer search, with what is given. Raises ValueError for a search for everybody."""
    given = {"email": email, "firstName": first_name, "lastName": last_name}
    body: dict[str, object] = {name: text for name, text in given.items() if text}
    if date_of_birth is not None:
        body["dateOfBirth"] = date_of_birth.isoformat()
    if not body:
        raise ValueError("a search needs something to search for")
    return body
