"""What the address of a slot picker asks to see, and where the links of its page lead."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict

from studios.booking import slots
from studios.booking.only import EVERYTHING, Only
from studios.models import Studio


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the links lead: `here` to other windows, `choose` (takes `?choice=`) from a slot on, `elsewhere` to the
    same at other studios, where there may be some.

    With `may_be_kept` a window is the same for everybody: a browser may fetch the next one before it is asked for.
    """

    here: str
    choose: str
    next_free: str
    elsewhere: str = ""
    may_be_kept: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `?start=`, `?nothing_until=` and `?perhaps_sooner=` ask for, in days of the studio, and what `Only` reads.

    `as_wanted` is False where another first day had to be taken.
    """

    first_on: date
    as_wanted: bool
    only: Only
    nothing_until: date | None
    perhaps_sooner: bool

    @classmethod
    def read(
        cls, query: QueryDict, studio: Studio, *, now: datetime, opens_on: date | None = None
    ) -> "Wanted":
        """`opens_on` is the first day where the address names none; today, unless it is told."""
        first_on, as_wanted = slots.first_day(query.get("start", str(opens_on or "")), studio, now=now)
        nothing_until = query.get("nothing_until")
        return cls(
            first_on,
            as_wanted,
            Only.read(query),
            slots.first_day(nothing_until, studio, now=now)[0] if nothing_until is not None else None,
            "perhaps_sooner" in query,
        )

    @property
    def is_plain(self) -> bool:
        """Nothing but a first day is asked for: what most people look at."""
        extras = self.only != EVERYTHING or self.nothing_until or self.perhaps_sooner
        return self.as_wanted and not extras
