"""Which of the free times somebody wants to see: those with one instructor, those in one part of the day."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from studios.magicline.appointments import Slot
from studios.models import Studio


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """`begins` to `ends` are hours on the studio's clock, the last one excluded; `key` stands in addresses."""

    key: str
    begins: int
    ends: int
    name: str | Promise

    def holds(self, local: datetime) -> bool:
        return self.begins <= local.hour < self.ends


PARTS_OF_DAY = (
    PartOfDay("morning", 0, 12, pgettext_lazy("part of the day", "Morning")),
    PartOfDay("afternoon", 12, 17, _("Afternoon")),
    PartOfDay("evening", 17, 24, _("Evening")),
)


@dataclass(frozen=True, slots=True)
class Only:
    """Without either, every time is wanted."""

    instructor_id: int | None = None
    part: PartOfDay | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Only":
        """From `?instructor=` and `?part=`; what makes no sense asks for nothing."""
        part = query.get("part", "")
        return cls(
            _number(query.get("instructor", "")), next((one for one in PARTS_OF_DAY if one.key == part), None)
        )

    def lets_in(self, slot: Slot, studio: Studio) -> bool:
        return (
            self.instructor_id is None
            or any(instructor.id == self.instructor_id for instructor in slot.instructors)
        ) and (self.part is None or self.part.holds(studio.local(slot.start.instant)))

    @property
    def query(self) -> dict[str, str]:
        """As it stands in addresses."""
        given = {
            "instructor": "" if self.instructor_id is None else str(self.instructor_id),
            "part": self.part.key if self.part else "",
        }
        return {name: value for name, value in given.items() if value}


EVERYTHING = Only()


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else None
