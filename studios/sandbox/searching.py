"""Finding customers, in the loose way search engines do: whoever relies on a hit has to compare it himself."""

from collections.abc import Iterable

from studios.sandbox.records import Customer

_FIELDS = ("email", "firstName", "lastName", "dateOfBirth")


def search(people: Iterable[Customer], wanted: dict[str, str]) -> list[Customer]:
    """Those who match everything that was asked for, by id.

    An address matches every address that contains it, whatever the case; names by their beginning; birth dates
    exactly. Nobody who keeps third parties out is found.
    """
    return sorted(
        (person for person in people if person.third_party_access and _matches(person, wanted)),
        key=lambda person: person.id,
    )


def terms(body: dict[str, object]) -> dict[str, str]:
    """What a search body asks for, blanks left out; ValueError naming the field that is no text."""
    found = {}
    for name in _FIELDS:
        value = body.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise ValueError(name)  # noqa: TRY004 - the value is a client's, not a caller's
        if value.strip():
            found[name] = value.strip()
    return found


def _matches(person: Customer, wanted: dict[str, str]) -> bool:
    return (
        wanted.get("email", "").casefold() in (person.email or "").casefold()
        and person.first_name.casefold().startswith(wanted.get("firstName", "").casefold())
        and person.last_name.casefold().startswith(wanted.get("lastName", "").casefold())
        and wanted.get("dateOfBirth", person.date_of_birth.isoformat()) == person.date_of_birth.isoformat()
    )
