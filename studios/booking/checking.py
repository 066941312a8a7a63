"""Whether a choice can be booked: what the studio says when the page is made, and again just before the POST leaves."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from studios import connections
from studios.booking.choice import Choice
from studios.magicline.appointments import ACCEPTING
from studios.magicline.client import Client
from studios.magicline.errors import AccessDisabled, Forbidden, MagiclineError, NotFound
from studios.magicline.errors import Refused as VendorRefused
from studios.models import Attempt, Booking, Member, Studio

ACCESS_DISABLED = "ACCESS_DISABLED"


class Refused(Exception):
    """It cannot be booked, and nothing was sent. `reason` is the validation status, or a word of ours."""

    def __init__(self, reason: str, *, blocking: Attempt | Booking | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.blocking = blocking


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be booked for whom."""

    studio: Studio
    member: Member
    same_person: tuple[Member, ...]  # all customer records of this human being, `member` among them
    choice: Choice


@dataclass(frozen=True, slots=True)
class Checked:
    """What was asked just before sending."""

    title: str
    booking_ids: list[int]  # the bookings that the customer has already: those cannot be ours


def who_may(studio: Studio, records: Sequence[Member], choice: Choice) -> Member:
    """The record for which the studio accepts the choice, all of them asked side by side.

    Raises `Refused` with the first record's reason when none is accepted, and what the client raises for one that
    could not be asked: it might have been the one.
    """
    client = connections.to(studio)
    answers = connections.side_by_side(
        {
            record: functools.partial(client.validate, choice.request_for(record.customer_id))
            for record in records
        }
    )
    for record, answer in answers.items():
        if isinstance(answer, str) and answer in ACCEPTING:
            return record
    unanswered = (answer for answer in answers.values() if _could_not_ask(answer))
    raise why_not(next(unanswered, answers[records[0]]))


def check(client: Client, wish: Wish) -> Checked:
    """Validates once more; in the same breath reads the title, and which bookings the customer has already.

    Raises `Refused`, and what the client raises.
    """
    customer_id = wish.member.customer_id
    answers = connections.side_by_side(
        {
            "status": lambda: client.validate(wish.choice.request_for(customer_id)),
            "title": lambda: client.appointment(wish.choice.appointment_id).title,
            "ids": lambda: [booking.id for booking in client.bookings(customer_id)],
        }
    )
    status, title, ids = answers["status"], answers["title"], answers["ids"]
    if not isinstance(status, str) or status not in ACCEPTING:
        raise why_not(status)
    if not isinstance(title, str):
        raise why_not(title)
    if isinstance(ids, NotFound) or (_is_guest(wish) and isinstance(ids, Forbidden)):
        ids = []  # a guest of the chain, of whom this studio has no list yet
    if not isinstance(ids, list):
        raise why_not(ids)
    return Checked(title, ids)


def _is_guest(wish: Wish) -> bool:
    """At home in another studio, whose entities are answered with 403."""
    home = wish.member.home_studio_id
    return home is not None and home != wish.studio.vendor_studio_id


def _could_not_ask(answer: object) -> bool:
    return isinstance(answer, MagiclineError) and not isinstance(answer, VendorRefused)


def why_not(answer: object) -> Exception:
    """What to raise for an answer, or an error in its place, that is no yes."""
    if isinstance(answer, AccessDisabled):
        return Refused(ACCESS_DISABLED)
    if isinstance(answer, MagiclineError):
        return answer
    return Refused(str(answer))
