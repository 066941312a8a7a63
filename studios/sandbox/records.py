"""What the sandbox's gyms keep on file: plain records, no rules. Every field survives a trip through JSON.

Instants are aware and in UTC; days and opening times are the studio's own, on its wall clock.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

BOOKED, TO_CONFIRM, CANCELED = "BOOKED", "BOOKED_WITH_CONFIRMATION_REQUIRED", "CANCELED"


@dataclass(slots=True)
class Instructor:
    """Works at one studio, on `weekdays` (Monday is 0), from and to a full hour of the studio's wall clock."""

    id: int
    first_name: str
    last_name: str
    public_name: str | None = None
    weekdays: list[int] = field(default_factory=lambda: [0, 1, 2, 3, 4, 5, 6])
    from_hour: int = 8
    to_hour: int = 20


@dataclass(slots=True)
class Appointment:
    """Something that can be booked, with the rules of who, when and with what.

    `listed_minutes` is the length the list of slots gives when it is *not* the true one: such a slot is listed and
    then refused. `odd` holds any of repeats, unordered, lists_past, lists_taken, lists_closed: what real listings
    were seen to do.
    """

    id: int
    title: str
    minutes: int = 60
    category: str | None = None
    description: str | None = None
    picture: str = "none"  # none, fresh, expired
    hidden_fields: list[str] = field(default_factory=list)  # answered as null
    instructor_ids: list[int] = field(default_factory=list)
    together: bool = False  # all instructors at once, rather than any one of them
    room: str | None = None
    equipment: str | None = None
    every_minutes: int = 60
    needs_confirmation: bool = False
    earliest_days: int | None = None  # bookable this many days ahead, not earlier
    latest_hours: int | None = None  # bookable until this many hours before the start
    closed_to_rates: list[str] = field(default_factory=lambda: ["BASIC"])
    blocked: bool = False
    online: bool = True  # bookable *and* available for online booking
    listed_minutes: int | None = None
    odd: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Hours:
    """Open on the weekdays `day_from` to `day_to` (Monday is 0), from and to HH:MM; 24:00 is the end of the day."""

    day_from: int
    day_to: int
    time_from: str
    time_to: str


@dataclass(slots=True)
class Closing:
    """Closed all day on `first_on`, and again every so many days, so that a demo always has one ahead of it."""

    reason: str
    first_on: date
    every_days: int | None = None

    def falls_on(self, day: date) -> bool:
        days = (day - self.first_on).days
        return days == 0 or (self.every_days is not None and days > 0 and days % self.every_days == 0)


@dataclass(slots=True)
class Studio:
    """One gym of a tenant, with its key, its rights, its manners on the wire, its staff and what it offers."""

    tenant: str
    slug: str
    id: int
    name: str
    api_key: str
    webhook_key: str
    time_zone: str
    language: str
    information: dict[str, str]
    latitude: float
    longitude: float
    scopes: list[str]
    hours: list[Hours]
    active: bool = True
    activation_confirmed: bool = False
    date_form: str = "bracket"
    days_ahead_limit: int = 6
    last_day_inside: bool = True  # whether a window ends with its last day or before it
    rate_limit: int = 1000  # requests a minute, per endpoint
    says_retry_after: bool = False
    cancel_has_body: bool = True
    taken_is_conflict: bool = True  # 409; otherwise 400 errormessage.appointment.already.canceled
    lists_appointments: bool = True
    closings: list[Closing] = field(default_factory=list)
    rooms: dict[str, int] = field(default_factory=dict)  # how many can use it at once
    equipment: dict[str, int] = field(default_factory=dict)  # how many there are
    instructors: dict[int, Instructor] = field(default_factory=dict)
    appointments: dict[int, Appointment] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def day_of(self, instant: datetime) -> date:
        """The calendar day of an instant on the studio's own clock."""
        return instant.astimezone(self.zone).date()


@dataclass(slots=True)
class Contingent:
    """Appointments a membership still includes; `studio_ids` None means at every studio of the chain."""

    left: int
    studio_ids: list[int] | None = None

    def covers(self, studio_id: int) -> bool:
        return self.left > 0 and (self.studio_ids is None or studio_id in self.studio_ids)


@dataclass(slots=True)
class IdlePeriod:
    from_on: date
    to_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(slots=True)
class Customer:
    """A person's record at their home studio; the id is unique inside the tenant only."""

    id: int
    studio_id: int
    first_name: str
    last_name: str
    email: str | None
    date_of_birth: date
    contingent: Contingent | None = None
    status: str = "MEMBER"
    rate: str = "PREMIUM"
    language_code: str | None = None
    country_code: str | None = None
    idle_periods: list[IdlePeriod] = field(default_factory=list)
    booking_limit: int | None = None  # coming bookings at once
    needs_confirmation: bool = False
    third_party_access: bool = True


@dataclass(slots=True)
class Booking:
    """A customer's claim to a time. It knows its appointment and studio; what goes over the wire does not say them."""

    id: int
    tenant: str
    studio_id: int
    customer_id: int
    appointment_id: int
    starts_at: datetime
    ends_at: datetime
    instructor_ids: list[int]
    status: str = BOOKED
    appointment_canceled: bool = False
    used_contingent: bool = False
    made_at_desk: bool = False

    @property
    def is_live(self) -> bool:
        return self.status != CANCELED and not self.appointment_canceled

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


@dataclass(slots=True)
class WebhookSettings:
    """How one tenant's webhooks travel. `automatic` off keeps them until they are flushed."""

    url: str | None = None
    of_api: bool = True  # what is booked and cancelled through the API raises events, too
    pause_seconds: float = 600.0  # before it is sent again
    most_tries: int = 3
    timeout_seconds: float = 5.0
    automatic: bool = True


@dataclass(slots=True, eq=False)
class Delivery:
    """One webhook on its way: an event of a studio, to be sent from `due_at` on. `last_status` 0 means no answer."""

    uuid: str
    studio: str  # its slug
    types: list[str]
    entity_id: int
    raised_at: datetime
    due_at: datetime
    state: str = "waiting"  # delivered, given_up, lost
    tries: int = 0
    last_status: int = 0
    delivered_at: datetime | None = None
    shuffled: bool = False
    forged: bool = False  # sent with a key that is nobody's


@dataclass(slots=True)
class Records:
    """Everything on file. Studios by slug; customers and bookings by tenant, then by id; webhooks by tenant."""

    studios: dict[str, Studio]
    customers: dict[str, dict[int, Customer]]
    bookings: dict[str, dict[int, Booking]]
    next_booking_id: dict[str, int]
    next_appointment_id: int
    webhooks: dict[str, WebhookSettings] = field(default_factory=dict)
    waiting: list[Delivery] = field(default_factory=list)
