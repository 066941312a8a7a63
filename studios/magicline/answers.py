"""How the bodies of answers are read: each function takes a reply and returns what the client returns.

Raises `UnexpectedReply` for a body that is not what is documented.
"""

from collections.abc import Callable
from typing import TypeVar

from studios.magicline import appointments
from studios.magicline.appointments import BookingList, Slot
from studios.magicline.parsing import Fields, array, decode, listed, readable
from studios.magicline.replies import Reply

T = TypeVar("T")


def anything(reply: Reply) -> object:
    """Any JSON."""
    return decode(reply.body)


def one(place: str, read: Callable[[Fields], T]) -> Callable[[Reply], T]:
    """One object; `place` names it in errors."""
    return lambda reply: read(Fields(decode(reply.body), place))


def many(place: str, read: Callable[[Fields], T]) -> Callable[[Reply], list[T]]:
    """A bare array, as far as its elements can be read."""
    return lambda reply: listed(decode(reply.body), place, read)


def bookings(reply: Reply) -> BookingList:
    """A bare array of bookings, each number once, and how many could not be read."""
    value = decode(reply.body)
    found = listed(value, "bookings", appointments.read_booking)
    unreadable = len(array(value, "bookings")) - len(found)
    return BookingList({booking.id: booking for booking in found}.values(), unreadable=unreadable)


def slots(reply: Reply) -> tuple[tuple[Slot, ...], int]:
    """A bare array of slots, and how many could not be read."""
    return readable(decode(reply.body), "slots", appointments.read_slot)


def nothing(_reply: Reply) -> None:
    """Any 2xx will do."""


def acknowledged(reply: Reply) -> None:
    """No body, or JSON: a proxy's page is no word of the vendor's."""
    if reply.body.strip():
        decode(reply.body)


def done(reply: Reply) -> None:
    """204 without a body, or JSON: a 200 that says nothing is no word of the vendor's either."""
    if reply.status != 204:
        decode(reply.body)
