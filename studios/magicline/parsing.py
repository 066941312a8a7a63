"""Reading decoded JSON: what is required is demanded by name, what is not may be absent, null or of a strange type.

Unknown properties are never looked at, so the API may grow. Nothing read here can hurt later on: whole numbers fit
a database, texts can be encoded and stored.
"""

import json
import logging
import math
from collections.abc import Callable
from datetime import date
from typing import NoReturn, TypeVar

from studios.magicline.errors import UnexpectedReply
from studios.magicline.moments import Moment

logger = logging.getLogger("studios.magicline")

T = TypeVar("T")
_INT64 = 2**63


def decode(body: bytes) -> object:
    """The JSON in a body; one broken character becomes a question mark instead of sinking the answer."""
    try:
        return json.loads(body.decode("utf-8-sig", errors="replace"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UnexpectedReply("the body is not JSON") from error


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def clean(value: object) -> str:
    """The text in a value, "" when it is none; half characters and NULs, which no database takes, are gone."""
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").encode("utf-8", errors="replace").decode("utf-8")


class Fields:
    """The fields of one JSON object, which know where they stand: `Fields(json, "slots[2]")`.

    Absent and null are the same. What is required raises `UnexpectedReply`, what is optional ("…_or_none", texts)
    treats a wrong type as absent.
    """

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise UnexpectedReply(f"{place} is not an object")
        self._values = value
        self._place = place

    def integer(self, name: str) -> int:
        """A required whole number; a text of digits counts, a boolean does not."""
        number = self.integer_or_none(name)
        if number is None:
            self._miss(name, "is not a whole number")
        return number

    def integer_or_none(self, name: str) -> int | None:
        """A whole number that fits 64 bits, if there is one."""
        value = self._values.get(name)
        if isinstance(value, str) and len(value) <= len(str(_INT64)) and value.isascii() and value.isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not -_INT64 <= value < _INT64:
            return None
        return value

    def number_or_none(self, name: str) -> float | None:
        """A finite number, if there is one."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _INT64:
            return None
        return float(value) if math.isfinite(value) else None

    def text(self, name: str) -> str:
        """A text, "" when absent."""
        return clean(self._values.get(name))

    def required_text(self, name: str) -> str:
        """A text that must be there and say something."""
        text = self.text(name)
        if not text:
            self._miss(name, "is not a text")
        return text

    def flag(self, name: str) -> bool:
        """True only where the vendor says true."""
        return self._values.get(name) is True

    def moment(self, name: str) -> Moment:
        """A required date-time."""
        value = self._values.get(name)
        if not isinstance(value, str):
            self._miss(name, "is not a text")
        try:
            return Moment.read(value)
        except ValueError as error:
            raise UnexpectedReply(f"{self._place}.{name} is not a date-time: {error}") from None

    def day_or_none(self, name: str) -> date | None:
        """A calendar day, if there is a readable one."""
        try:
            return date.fromisoformat(self.text(name)[:10])
        except ValueError:
            return None

    def inside(self, name: str) -> "Fields":
        """The fields of an object inside this one; none when it is absent."""
        value = self._values.get(name)
        return Fields(value if isinstance(value, dict) else {}, f"{self._place}.{name}")

    def elements(self, name: str) -> list[object]:
        """A required array."""
        return array(self._values.get(name), f"{self._place}.{name}")

    def each(self, name: str, read: Callable[["Fields"], T]) -> tuple[T, ...]:
        """An optional array, all of it: one unreadable element makes the whole unreadable."""
        elements = self.elements(name) if self._values.get(name) is not None else []
        place = f"{self._place}.{name}"
        return tuple(read(Fields(element, f"{place}[{at}]")) for at, element in enumerate(elements))

    def readable(self, name: str, read: Callable[["Fields"], T]) -> tuple[T, ...]:
        """An optional array, as far as it can be read: for what is shown only."""
        value = self._values.get(name)
        return readable(value, f"{self._place}.{name}", read)[0] if isinstance(value, list) else ()

    def _miss(self, name: str, why: str) -> NoReturn:
        missing = self._values.get(name) is None
        raise UnexpectedReply(f"{self._place}.{name} {'is missing' if missing else why}")


def array(value: object, place: str) -> list[object]:
    """A value that must be an array."""
    if not isinstance(value, list):
        raise UnexpectedReply(f"{place} is not an array")
    return value


def readable(value: object, place: str, read: Callable[[Fields], T]) -> tuple[tuple[T, ...], int]:
    """Read an array element by element: those that could be read, and how many could not.

    One bad element does not sink the list; it is counted and logged, by its place and never by its content.
    """
    found: list[T] = []
    trouble: list[str] = []
    for at, element in enumerate(array(value, place)):
        try:
            found.append(read(Fields(element, f"{place}[{at}]")))
        except UnexpectedReply as error:
            trouble.append(error.what)
    if trouble:
        logger.warning("%d unreadable in %s, the first: %s", len(trouble), place, trouble[0])
    return tuple(found), len(trouble)


def listed(value: object, place: str, read: Callable[[Fields], T]) -> list[T]:
    """The readable elements of an array. None of several readable is a wrong shape, and not an empty list."""
    found, unreadable = readable(value, place, read)
    if unreadable and not found:
        raise UnexpectedReply(f"{place} has no readable element")
    return list(found)
