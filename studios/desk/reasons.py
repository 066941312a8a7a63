"""Why members could not book or move, in words for the manager; what they were told themselves is in `refusals`."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_STALE = gettext_lazy("the time was no longer offered")
_TAKEN = gettext_lazy("somebody was quicker")

_WORDS: dict[str, Promise] = {
    # The vendor's validation statuses
    "PAST_START_DATE_TIME": gettext_lazy("the time had passed"),
    "END_DATE_TIME_NOT_AFTER_START_DATE_TIME": _STALE,
    "PERIOD_DOES_NOT_MATCH": _STALE,
    "CUSTOMER_IN_OTHER_BOOKING": gettext_lazy("the member had another booking at that time"),
    "CUSTOMER_IDLE": gettext_lazy("the membership was paused on that day"),
    "NO_CONTINGENT": gettext_lazy("the membership does not include it, or nothing was left of it"),
    "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED": gettext_lazy("it is reserved for other memberships"),
    "BOOKING_LIMIT_REACHED": gettext_lazy("too many open bookings"),
    "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME": gettext_lazy("too early to book that day"),
    "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME": gettext_lazy("too late to book that time"),
    "STUDIO_CLOSED": gettext_lazy("the studio was closed then"),
    "RESOURCE_NOT_AVAILABLE": _TAKEN,
    "NOT_AVAILABLE": _TAKEN,
    # Ours
    "ACCESS_DISABLED": gettext_lazy("the member's privacy settings keep this site out"),
    "OVERLAPS_OTHER_BOOKING": gettext_lazy("the member had a booking that overlaps"),
    "NOT_OFFERED_ANY_MORE": gettext_lazy("the appointment was no longer offered"),
    "TOO_LATE_TO_MOVE": gettext_lazy("too late to move the booking"),
    "ALREADY_CANCELLED": gettext_lazy("the booking to be moved was cancelled"),
    "APPOINTMENT_UNKNOWN": gettext_lazy("the booking to be moved was not made on this site"),
    "BEING_MOVED": gettext_lazy("the booking was being moved or cancelled already"),
    "SAME_TIME": gettext_lazy("the member chose the time they had"),
    "NOTHING_SENT": gettext_lazy("Magicline could not be asked in time"),
    "OTHER": gettext_lazy("a reason without a name"),
}


def in_words(reason: str) -> str:
    """For a validation status, a reason of ours, or the code with which Magicline refused the booking itself."""
    known = _WORDS.get(reason)
    return str(known) if known else _("Magicline said: %(reason)s") % {"reason": reason}
