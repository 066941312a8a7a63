"""A chosen slot as it travels through addresses: signed, good for anyone, no rights in it.

The vendor's own texts go through it untouched, because they have to go back byte for byte. The text is raw JSON and a
short signature: sixty of them on a page compress to little, which encoded and long-signed ones do not.
"""

import base64
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

from studios.magicline.appointments import BookingRequest, Slot
from studios.magicline.moments import Moment
from studios.models import Attempt, Studio

LIFE = timedelta(hours=24)
_SIGNATURE_BYTES = 16


class ChoiceRefused(Exception):
    """The text is no choice of ours, or not for this studio and appointment."""

    reason = "CHOICE_INVALID"


class ChoiceExpired(ChoiceRefused):
    """A choice of ours whose day, or whose start, has passed; `choice` tells what was wanted."""

    reason = "CHOICE_EXPIRED"

    def __init__(self, choice: "Choice") -> None:
        super().__init__()
        self.choice = choice


@dataclass(frozen=True, slots=True)
class Choice:
    """One slot of one appointment of one studio. The names are those that were shown with it."""

    studio_id: int
    appointment_id: int
    start: Moment
    end: Moment
    instructor_ids: tuple[int, ...]
    instructors: tuple[str, ...]

    @classmethod
    def of(cls, studio: Studio, appointment_id: int, slot: Slot) -> "Choice":
        return cls(
            studio_id=studio.pk,
            appointment_id=appointment_id,
            start=slot.start,
            end=slot.end,
            instructor_ids=tuple(instructor.id for instructor in slot.instructors),
            instructors=tuple(instructor.shown_name for instructor in slot.instructors),
        )

    @classmethod
    def again(cls, attempt: Attempt) -> "Choice":
        """The choice an attempt was made from."""
        return cls(
            studio_id=attempt.studio_id,
            appointment_id=attempt.appointment_id,
            start=Moment.read(attempt.start_text),
            end=Moment.read(attempt.end_text),
            instructor_ids=tuple(attempt.instructor_ids),
            instructors=tuple(attempt.instructors),
        )

    def signed(self, *, now: datetime) -> str:
        """The text for an address; valid until the start, and until `end_of_life` at most."""
        body = json.dumps(
            [
                self.studio_id,
                self.appointment_id,
                self.start.text,
                self.end.text,
                self.instructor_ids,
                self.instructors,
                int(end_of_life(now).timestamp()),
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return f"{body}.{_signature(body)}"

    @classmethod
    def unsign(cls, text: str, *, studio: Studio, appointment_id: int, now: datetime) -> "Choice":
        """The choice in `text`.

        Raises `ChoiceRefused` if it is not ours or was made for another studio or appointment, `ChoiceExpired` if it
        was valid once.
        """
        body, _, signature = text.rpartition(".")
        if not hmac.compare_digest(_signature(body).encode(), signature.encode("utf-8", "replace")):
            raise ChoiceRefused
        studio_id, for_appointment_id, start, end, instructor_ids, instructors, valid_until = json.loads(body)
        if (studio_id, for_appointment_id) != (studio.pk, appointment_id):
            raise ChoiceRefused
        choice = cls(
            studio_id,
            for_appointment_id,
            Moment.read(start),
            Moment.read(end),
            tuple(instructor_ids),
            tuple(instructors),
        )
        if now.timestamp() >= valid_until or now >= choice.start.instant:
            raise ChoiceExpired(choice)
        return choice

    def request_for(self, customer_id: int) -> BookingRequest:
        return BookingRequest(
            customer_id=customer_id,
            appointment_id=self.appointment_id,
            start=self.start.text,
            end=self.end.text,
            instructor_ids=self.instructor_ids,
        )


def end_of_life(now: datetime) -> datetime:
    """Until when a choice signed now can be used: some 24 hours, cut to the hour, so that all of a page share it."""
    return (now + LIFE).astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def shown_names(instructors: Sequence[str]) -> str:
    """Names as a list for people."""
    return ", ".join(name for name in instructors if name)


def _signature(body: str) -> str:
    digest = salted_hmac(
        "studios.booking.choice", body.encode("utf-8", "surrogatepass"), algorithm="sha256"
    ).digest()
    return base64.urlsafe_b64encode(digest[:_SIGNATURE_BYTES]).rstrip(b"=").decode()
