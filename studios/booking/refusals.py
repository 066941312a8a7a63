"""Why a booking cannot be, in the member's words, each with the way on that helps most.

A word of the vendor's that is not in the table is explained as a plain no: new ones will appear.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from studios.models import RefusalCount, Studio


class WayOn(StrEnum):
    """Where the page leads from a refusal; the templates know the address and the words of each."""

    OTHER_TIME = "other_time"
    OTHER_APPOINTMENT = "other_appointment"
    MY_BOOKINGS = "my_bookings"
    ASK_STUDIO = "ask_studio"
    SIGN_IN_AGAIN = "sign_in_again"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A heading, what it means, and where to go from here."""

    heading: str | Promise
    text: str | Promise
    way_on: WayOn


_STALE = Explanation(
    _("This time is no longer offered"),
    _("The studio has changed its times since this page was made. Choose another one."),
    WayOn.OTHER_TIME,
)
_TAKEN = Explanation(
    _("Somebody was quicker"),
    _("This time was taken a moment ago. Nothing was booked for you."),
    WayOn.OTHER_TIME,
)

EXPLANATIONS: dict[str, Explanation] = {
    # The vendor's validation statuses
    "PAST_START_DATE_TIME": Explanation(
        _("This time has passed"),
        _("The appointment has already begun. Choose a later time."),
        WayOn.OTHER_TIME,
    ),
    "END_DATE_TIME_NOT_AFTER_START_DATE_TIME": _STALE,
    "PERIOD_DOES_NOT_MATCH": _STALE,
    "CUSTOMER_IN_OTHER_BOOKING": Explanation(
        _("You already have a booking at this time"),
        _("You cannot be in two places at once. Look at your bookings, or choose another time."),
        WayOn.MY_BOOKINGS,
    ),
    "CUSTOMER_IDLE": Explanation(
        _("Your membership is paused on that day"),
        _(
            "While it is paused you cannot book. Choose a day after the pause, or ask the studio to end it sooner."
        ),
        WayOn.ASK_STUDIO,
    ),
    "NO_CONTINGENT": Explanation(
        _("Your membership does not cover this appointment"),
        _(
            "It is not included, or you have used up what is included. The studio can tell you what is possible."
        ),
        WayOn.ASK_STUDIO,
    ),
    "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED": Explanation(
        _("This appointment is reserved for certain memberships"),
        _("Yours is not among them. Look at what else is offered, or ask the studio."),
        WayOn.OTHER_APPOINTMENT,
    ),
    "BOOKING_LIMIT_REACHED": Explanation(
        _("You have reached the number of open bookings"),
        _("The studio allows only so many at once. When one is over or cancelled, you can book again."),
        WayOn.MY_BOOKINGS,
    ),
    "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME": Explanation(
        _("It is too early to book this time"),
        _("The studio does not take bookings that far ahead yet. Choose an earlier day, or come back later."),
        WayOn.OTHER_TIME,
    ),
    "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME": Explanation(
        _("It is too late to book this time online"),
        _("It starts too soon. Choose a later time, or call the studio: the desk may still have a way."),
        WayOn.OTHER_TIME,
    ),
    "STUDIO_CLOSED": Explanation(
        _("The studio is closed then"), _("Choose another day, please."), WayOn.OTHER_TIME
    ),
    "RESOURCE_NOT_AVAILABLE": _TAKEN,
    "NOT_AVAILABLE": _TAKEN,
    # Ours
    "ACCESS_DISABLED": Explanation(
        _("Your privacy settings keep us out"),
        _(
            "In your settings at the gym you have not agreed that other services may see your data, and this page is "
            "one. The studio can change that with you, or book for you."
        ),
        WayOn.ASK_STUDIO,
    ),
    "OVERLAPS_OTHER_BOOKING": Explanation(
        _("You already have a booking that overlaps with this time"),
        _("Look at your bookings, or choose another time."),
        WayOn.MY_BOOKINGS,
    ),
    "NOT_A_MEMBER_HERE": Explanation(
        _("Your address is not known at this studio"),
        _(
            "You are signed in with an address that belongs to another gym. Sign in with the one this gym has of you."
        ),
        WayOn.SIGN_IN_AGAIN,
    ),
    "OTHER_PERSON": Explanation(
        _("Somebody else is signed in now"),
        _(
            "This form was made for another person, so nothing was sent. Check whom you book for, then confirm again."
        ),
        WayOn.OTHER_TIME,
    ),
    "SAME_TIME": Explanation(
        _("That is the time you have"),
        _("Choose another one, and your booking is moved there."),
        WayOn.OTHER_TIME,
    ),
    "TOO_LATE_TO_MOVE": Explanation(
        _("It is too late to move this booking here"),
        _("A booking can be moved for as long as it can be cancelled. The studio may still have a way."),
        WayOn.ASK_STUDIO,
    ),
    "ALREADY_CANCELLED": Explanation(
        _("This booking is cancelled"),
        _("There is nothing to move any more. You can book a new time."),
        WayOn.OTHER_APPOINTMENT,
    ),
    "APPOINTMENT_UNKNOWN": Explanation(
        _("This booking cannot be moved here"),
        _("It was not made on this site, so we do not know for which appointment to show times."),
        WayOn.ASK_STUDIO,
    ),
    "NOT_OFFERED_ANY_MORE": Explanation(
        _("This appointment is no longer offered online"),
        _("So there are no other times to choose from. The studio can move it for you."),
        WayOn.ASK_STUDIO,
    ),
    "BEING_MOVED": Explanation(
        _("This booking is being moved or cancelled"),
        _("Please wait until that is over; its page shows what becomes of it."),
        WayOn.MY_BOOKINGS,
    ),
    "NOT_CANCELLED": Explanation(
        _("The studio did not cancel the old booking"),
        _("So the new time was not booked either."),
        WayOn.ASK_STUDIO,
    ),
    "STUDIO_PAUSED": Explanation(
        _("This studio takes no bookings online at the moment"),
        _("Bookings you already have stay as they are. Please call the studio."),
        WayOn.ASK_STUDIO,
    ),
    "CHOICE_EXPIRED": Explanation(
        _("This choice has expired"),
        _("The page was open for a long time, or the appointment has begun. Choose a time again."),
        WayOn.OTHER_TIME,
    ),
    "CHOICE_INVALID": Explanation(
        _("We cannot read this choice"),
        _("The address is damaged or belongs to another appointment. Choose a time again."),
        WayOn.OTHER_TIME,
    ),
}

_UNKNOWN = Explanation(
    _("The studio does not accept this booking"),
    _("Its system gave a reason we do not know. Nothing was booked. Choose another time, or ask the studio."),
    WayOn.ASK_STUDIO,
)


# Whoever is told so chose from times that are not the studio's any more.
_OF_OLD_TIMES = frozenset(reason for reason, why in EXPLANATIONS.items() if why in (_STALE, _TAKEN))


def note(studio: Studio, reason: str, *, now: datetime) -> None:
    """Counts it; and the page of free times, to which it leads, is to be no older than it."""
    RefusalCount.objects.add(studio, reason, now=now)
    if reason in _OF_OLD_TIMES:
        studio.times_changed()


def explain(reason: str) -> Explanation:
    """What to tell the member about a validation status, or about a reason of ours."""
    return EXPLANATIONS.get(reason, _UNKNOWN)
