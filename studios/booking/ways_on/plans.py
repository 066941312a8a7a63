"""What may help against which refusal."""

from dataclasses import dataclass
from datetime import timedelta

from studios.booking.reservations import OVERLAPS
from studios.magicline.appointments import Refusal

_EARLIER, _LATER = -1, 1


@dataclass(frozen=True, slots=True)
class Aim:
    """Where one free time is looked for: so long after the wanted one (before it where negative), and only on one
    `side` of it: -1 earlier, 1 later, 0 either. With `any_trainer` the nearest wins, whoever gives it.
    """

    offset: timedelta = timedelta()
    side: int = 0
    any_trainer: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """Which free times are tried around the wanted one: the nearest to each aim, in this order.

    `another_day`: none of the wanted day. `apart`: none that shares time with the wanted one. `towards_now`: without
    aims of its own, evenly from the wanted time back to now. `itself`: the wanted one is tried as well.
    """

    aims: tuple[Aim, ...] = ()
    side: int = 0
    another_day: bool = False
    apart: bool = False
    towards_now: bool = False
    itself: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is worked out. `whom_to_ask` is shown where nothing else is found."""

    times: Around | None = None
    elsewhere: bool = False
    in_the_way: bool = False
    open_bookings: bool = False
    whom_to_ask: bool = False

    @property
    def reads_own_bookings(self) -> bool:
        return self.in_the_way or self.open_bookings

    def __bool__(self) -> bool:
        return self != _NOTHING


def _days(*numbers: int) -> tuple[Aim, ...]:
    return tuple(Aim(timedelta(days=number)) for number in numbers)


def _hours(*numbers: int) -> tuple[Aim, ...]:
    return tuple(Aim(timedelta(hours=number)) for number in numbers)


_BESIDE = (Aim(side=_EARLIER), Aim(side=_LATER), Aim(any_trainer=True)) * 2

NEAR = Around(_BESIDE)
_NOTHING = Plan()
_OTHER_TIMES = Plan(times=NEAR)
_BUSY = Plan(times=Around(_BESIDE, apart=True), in_the_way=True)
# Only its link has become too old: nobody said no to the time.
_THAT_TIME = Plan(times=Around((Aim(), *_BESIDE), itself=True))
_ELSEWHERE = Plan(elsewhere=True, whom_to_ask=True)
_ASK = Plan(whom_to_ask=True)

# Nobody tells how long a pause lasts, or how early and how late a booking is taken. So a few times are tried that lie
# farther and farther away.
PLANS: dict[str, Plan] = {
    Refusal.PAST_START_DATE_TIME: _OTHER_TIMES,
    Refusal.END_DATE_TIME_NOT_AFTER_START_DATE_TIME: _OTHER_TIMES,
    Refusal.PERIOD_DOES_NOT_MATCH: _OTHER_TIMES,
    Refusal.RESOURCE_NOT_AVAILABLE: _OTHER_TIMES,
    Refusal.NOT_AVAILABLE: _OTHER_TIMES,
    Refusal.CUSTOMER_IN_OTHER_BOOKING: _BUSY,
    Refusal.STUDIO_CLOSED: Plan(times=Around(_days(1, -1, 2, -2, 3, -3), another_day=True)),
    Refusal.CUSTOMER_IDLE: Plan(times=Around(_days(1, -1, 3, 7, 14, 28), another_day=True), whom_to_ask=True),
    Refusal.DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME: Plan(times=Around(side=_EARLIER, towards_now=True)),
    Refusal.DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME: Plan(
        times=Around(_hours(0, 4, 24, 48, 72, 120), side=_LATER), whom_to_ask=True
    ),
    Refusal.NO_CONTINGENT: _ELSEWHERE,
    Refusal.BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED: _ELSEWHERE,
    Refusal.BOOKING_LIMIT_REACHED: Plan(open_bookings=True, whom_to_ask=True),
    OVERLAPS: _BUSY,
    "CHOICE_EXPIRED": _THAT_TIME,
    "SAME_TIME": _OTHER_TIMES,
    "STUDIO_PAUSED": _ELSEWHERE,
    "ACCESS_DISABLED": _ASK,
    "TOO_LATE_TO_MOVE": _ASK,
    "APPOINTMENT_UNKNOWN": _ASK,
    "NOT_OFFERED_ANY_MORE": _ASK,
    "NOT_CANCELLED": _ASK,
    # Their pages say all there is to do.
    "CHOICE_INVALID": _NOTHING,
    "NOT_A_MEMBER_HERE": _NOTHING,
    "OTHER_PERSON": _NOTHING,
    "ALREADY_CANCELLED": _NOTHING,
    "BEING_MOVED": _NOTHING,
}
_UNKNOWN = Plan(times=NEAR, whom_to_ask=True)


def plan_for(reason: str) -> Plan:
    """What may help against a validation status, a reason of ours, or a code of the vendor's."""
    return PLANS.get(reason, _UNKNOWN)
