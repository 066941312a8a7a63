"""The links that narrow the free times down to an instructor or a part of the day. Each is an address to share."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from studios.booking.only import PARTS_OF_DAY, Only
from studios.booking.slots import Window

MOST_TILES = 6  # of instructors; more are a list to choose from


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the links. `key` names it in the page, so that the focus comes back to it after a swap; only people have
    `initials`.
    """

    key: str
    query: str
    name: str
    initials: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What there is to choose from; nothing, where it would change nothing. `names` instead of `instructors` where they
    are too many for tiles.
    """

    instructors: list[Tile]
    names: dict[int, str]
    parts: list[Tile]

    @classmethod
    def of(cls, window: Window, only: Only) -> "Filters":
        def tile(key: str, name: str, then: Only, short: str = "") -> Tile:
            query = urlencode({"start": str(window.first_on), **then.query})
            return Tile(key, query, name, short, then == only)

        names = _names(window, only)
        few = len(names) <= MOST_TILES
        people = [
            tile(
                f"with-{number}",
                name,
                replace(only, instructor_id=number),
                initials(window.instructors.get(number, "")),
            )
            for number, name in names.items()
        ]
        parts = [
            tile(part.key, str(part.name), replace(only, part=part))
            for part in PARTS_OF_DAY
            if part in window.parts or part == only.part
        ]
        anybody = tile("anybody", _("Anybody"), replace(only, instructor_id=None))
        any_time = tile("any-time", _("Any time"), replace(only, part=None))
        return cls(
            instructors=[anybody, *people] if people and few else [],
            names={} if few else names,
            parts=[any_time, *parts] if len(parts) > 1 or only.part else [],
        )


def _names(window: Window, only: Only) -> dict[int, str]:
    """By number, in the order of the alphabet; none where there is nobody to choose from."""
    names = dict(sorted(window.instructors.items(), key=lambda one: one[1].casefold()))
    if only.instructor_id is not None:
        names.setdefault(only.instructor_id, _("Chosen trainer (nothing free in these days)"))
    return names if len(names) > 1 or only.instructor_id is not None else {}


def initials(name: str) -> str:
    """Of the first and the last word, such as MS; nothing for nobody's name."""
    words = name.split()
    return "".join(word[0] for word in dict.fromkeys((*words[:1], *words[-1:]))).upper()
