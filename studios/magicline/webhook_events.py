"""What Magicline posts to us of its own accord: read, bounded, and reduced to what is needed to ask again."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LARGEST_BODY = 64 * 1024  # bytes; a documented message has some hundred
_LARGEST_ID = 2**63 - 1
_MOST_EVENTS = 50
_LONGEST_NUMBER = 40  # digits; the vendor's have 19 at most, and endless ones are costly to read
_WORD = re.compile(r"[A-Za-z0-9_.:-]{1,60}")
_UUID = re.compile(r"[A-Za-z0-9-]{8,64}")


class EventType(StrEnum):
    """The events this site acts on. The vendor sends more, and will send others."""

    BOOKING_CREATED = "APPOINTMENT_BOOKING_CREATED"
    BOOKING_UPDATED = "APPOINTMENT_BOOKING_UPDATED"
    BOOKING_CANCELLED = "APPOINTMENT_BOOKING_CANCELLED"
    CUSTOMER_UPDATED = "CUSTOMER_UPDATED"
    CUSTOMER_ACCESS_DISABLED = "CUSTOMER_ACCESS_DISABLED"
    CUSTOMER_DELETED = "CUSTOMER_DELETED"
    OPENING_HOURS_UPDATED = "STUDIO_OPENING_HOURS_UPDATED"


class Unreadable(ValueError):
    """The body is not a webhook as the vendor documents it."""


class TooLarge(Unreadable):
    """The body is larger than any webhook can be; it need not have been read to its end."""


@dataclass(frozen=True, slots=True)
class Message:
    """Which entity changed (its number at the studio's tenant) and how; `uuid` is the same in every repetition.

    `types` are the vendor's words, known or not; their contents and times are not read: the entity is asked for.
    """

    entity_id: int
    uuid: str
    types: tuple[str, ...]


def read(body: bytes) -> Message:
    """The message in a request's body; raises `Unreadable` for everything else, however odd."""
    if len(body) > LARGEST_BODY:
        raise TooLarge
    if b"\\u0000" in body:  # no text of the vendor's holds a NUL, and databases choke on it
        raise Unreadable("NUL")
    try:
        told = json.loads(
            body.decode(),
            object_pairs_hook=_each_once,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_number,
        )
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    if not isinstance(told, Mapping):
        raise Unreadable("not an object")
    entity_id, uuid, payload = told.get("entityId"), told.get("uuid"), told.get("payload")
    if type(entity_id) is not int or not 0 <= entity_id <= _LARGEST_ID:
        raise Unreadable("entityId")
    if not isinstance(uuid, str) or not _UUID.fullmatch(uuid):
        raise Unreadable("uuid")
    if not isinstance(payload, list) or not 0 < len(payload) <= _MOST_EVENTS:
        raise Unreadable("payload")
    return Message(entity_id, uuid, tuple(_type(event) for event in payload))


def _type(event: object) -> str:
    name = event.get("type") if isinstance(event, Mapping) else None
    if not isinstance(name, str) or not _WORD.fullmatch(name):
        raise Unreadable("payload.type")
    return name


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Raises `ValueError` for a name that is there twice: which of the two is meant nobody can say."""
    told = dict(pairs)
    if len(told) < len(pairs):
        raise ValueError("a name is there twice")
    return told


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError("a number without end")
    return int(digits)


def _number(digits: str) -> float:
    """Also called for NaN and Infinity, which JSON does not have."""
    if len(digits) > _LONGEST_NUMBER or not digits.lstrip("-")[0].isdecimal():
        raise ValueError("not a number")
    return float(digits)
