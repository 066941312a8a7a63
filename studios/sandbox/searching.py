"""Finding customers, in the loose way search engines do: whoever relies on a hit has to compare it himself."""

from collections.abc import Iterable

from studios.sandbox.records import Customer


def search(people: Iterable[Customer], wanted: dict[str, str]) -> list[Customer]:
    """Those who match everything that was asked for, by id.

    An address matches every address that contains it, whatever the case; names by their beginning; birth dates
    exactly. Nobody who keeps third parties out is found, and a search for nothing finds nobody.
    """
    return sorted(
        (person for person in people if wanted and person.third_party_access and _matches(person, wanted)),
        key=lambda person: person.id,
    )


def _matches(person: Customer, wanted: dict[str, str]) -> bool:
    return (
        wanted.get("email", "").casefold() in (person.email or "").casefold()
        and person.first_name.casefold().startswith(wanted.get("firstName", "").casefold())
        and person.last_name.casefold().startswith(wanted.get("lastName", "").casefold())
        and wanted.get("dateOfBirth", person.date_of_birth.isoformat()) == person.date_of_birth.isoformat()
    )
