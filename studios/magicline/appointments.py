"""Appointments, their slots, and bookings: the shapes the client returns, and how they are read from JSON."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from studios.magicline.moments import Moment
from studios.magicline.parsing import Fields

# The reference's word for yes is AVAILABLE; the vendor's own client counts the other three as yes, too.
ACCEPTING = frozenset({"AVAILABLE", "POSSIBLE", "BOOKABLE", "OK"})


class Refusal(StrEnum):
    """The known words with which *validate* says no. Unknown ones will appear and mean no as well."""

    PAST_START_DATE_TIME = "PAST_START_DATE_TIME"
    END_DATE_TIME_NOT_AFTER_START_DATE_TIME = "END_DATE_TIME_NOT_AFTER_START_DATE_TIME"
    PERIOD_DOES_NOT_MATCH = "PERIOD_DOES_NOT_MATCH"
    CUSTOMER_IN_OTHER_BOOKING = "CUSTOMER_IN_OTHER_BOOKING"
    CUSTOMER_IDLE = "CUSTOMER_IDLE"
    NO_CONTINGENT = "NO_CONTINGENT"
    BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED = "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED"
    BOOKING_LIMIT_REACHED = "BOOKING_LIMIT_REACHED"
    DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME = "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME"
    DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME = "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME"
    STUDIO_CLOSED = "STUDIO_CLOSED"
    RESOURCE_NOT_AVAILABLE = "RESOURCE_NOT_AVAILABLE"
    NOT_AVAILABLE = "NOT_AVAILABLE"


REFUSING: tuple[str, ...] = tuple(Refusal)


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a studio offers. Absent texts are empty; `image_url` expires within minutes: never store it."""

    id: int
    title: str
    duration_minutes: int | None
    category: str
    description: str
    image_url: str


@dataclass(frozen=True, slots=True)
class Instructor:
    """Somebody who gives an appointment."""

    id: int
    first_name: str
    last_name: str
    public_name: str

    @property
    def shown_name(self) -> str:
        """What customers should be shown."""
        return self.public_name or f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which an appointment can be booked, as far as the listing knows."""

    start: Moment
    end: Moment
    instructors: tuple[Instructor, ...]


@dataclass(frozen=True, slots=True)
class SlotWindow:
    """The slots as the vendor sent them: order, repeats and past ones untouched.

    `days_ahead` is what was finally asked, `unreadable` how many slots could not be read.
    """

    slots: tuple[Slot, ...]
    days_ahead: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What to validate or book. `start` and `end` are the vendor's own texts, byte for byte."""

    customer_id: int = field(repr=False)
    appointment_id: int
    start: str
    end: str
    instructor_ids: tuple[int, ...] = ()


# Of a booking itself. More will come: whoever meets another word knows no more than that.
KNOWN_STATUSES = ("BOOKED", "BOOKED_WITH_CONFIRMATION_REQUIRED", "CANCELED")


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking of one customer. `customer_id` is told only when it is read by its id."""

    id: int
    status: str
    start: Moment
    end: Moment
    title: str
    duration_minutes: int | None
    category: str
    description: str
    image_url: str
    instructors: tuple[Instructor, ...]
    appointment_status: str
    participant_status: str
    customer_id: int | None = field(repr=False)

    @property
    def has_known_status(self) -> bool:
        return self.status in KNOWN_STATUSES

    @property
    def is_cancelled(self) -> bool:
        """Either the booking or the whole appointment was cancelled; a cancelled one stays in the lists."""
        return "CANCELED" in (self.status, self.appointment_status)

    @property
    def is_pending(self) -> bool:
        """The studio still has to confirm it; no call of the API can."""
        return self.status == "BOOKED_WITH_CONFIRMATION_REQUIRED" and not self.is_cancelled


class BookingList(list[Booking]):
    """A customer's bookings as far as they could be read. Of `unreadable` others nothing is known, so that what is not
    in such a list may be there all the same.
    """

    def __init__(self, bookings: Iterable[Booking] = (), *, unreadable: int = 0) -> None:
        super().__init__(bookings)
        self.unreadable = unreadable


def read_appointment(fields: Fields) -> Appointment:
    return Appointment(
        id=fields.integer("id"),
        title=fields.text("title"),
        duration_minutes=fields.integer_or_none("duration"),
        category=fields.text("category"),
        description=fields.text("description"),
        image_url=fields.text("imgUrl"),
    )


def read_instructor(fields: Fields) -> Instructor:
    return Instructor(
        id=fields.integer("id"),
        first_name=fields.text("firstName"),
        last_name=fields.text("lastName"),
        public_name=fields.text("publicName"),
    )


def read_slot(fields: Fields) -> Slot:
    """A slot whose instructors cannot be read is none: without their ids somebody else might be booked."""
    return Slot(
        start=fields.moment("startDateTime"),
        end=fields.moment("endDateTime"),
        instructors=fields.each("instructors", read_instructor),
    )


def read_booking(fields: Fields) -> Booking:
    return Booking(
        id=fields.integer("bookingId"),
        status=fields.text("bookingStatus"),
        start=fields.moment("startDateTime"),
        end=fields.moment("endDateTime"),
        title=fields.text("title"),
        duration_minutes=fields.integer_or_none("duration"),
        category=fields.text("category"),
        description=fields.text("description"),
        image_url=fields.text("imgUrl"),
        instructors=fields.readable("instructors", read_instructor),
        appointment_status=fields.text("appointmentStatus"),
        participant_status=fields.text("participantStatus"),
        customer_id=fields.integer_or_none("customerId"),
    )


def write_booking_request(wanted: BookingRequest) -> dict[str, object]:
    """The JSON for validate and book. No instructors: the field is left out, since [] was seen to fail."""
    body: dict[str, object] = {
        "customerId": wanted.customer_id,
        "bookableAppointmentId": wanted.appointment_id,
        "startDateTime": wanted.start,
        "endDateTime": wanted.end,
    }
    if wanted.instructor_ids:
        body["instructorIds"] = list(wanted.instructor_ids)
    return body
