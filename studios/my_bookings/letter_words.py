"""What each mail to a member says. Subjects name the news and the time, never the appointment or a person:
they are shown on locked screens, and a title can tell of an illness.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from studios.models.letter import LetterKind


@dataclass(frozen=True, slots=True)
class Words:
    """`news` begins the subject, `headline` the mail; `text` is one sentence or two, or nothing. `change` speaks of
    another time, `before` and `after`.
    """

    news: Promise
    headline: Promise
    text: str | Promise = ""
    change: str | Promise = ""


WORDS: dict[LetterKind, Words] = {
    LetterKind.BOOKED: Words(_("Your booking"), _("You are booked")),
    LetterKind.PENDING: Words(
        _("Not confirmed yet"),
        _("Not confirmed yet"),
        _(
            "The studio still has to confirm this booking. Until then it is not certain. We write again when it does."
        ),
    ),
    LetterKind.CONFIRMED: Words(
        _("Confirmed"), _("The studio has confirmed your booking"), _("You are booked.")
    ),
    LetterKind.MOVED: Words(
        _("Moved"),
        _("Your booking is moved"),
        change=_("You have moved it from %(before)s to %(after)s."),
    ),
    LetterKind.NOT_MOVED: Words(
        _("Not moved"),
        _("Your booking was not moved"),
        _("It stands as it was."),
        change=_("You asked us to move it from %(before)s to %(after)s. The new time could not be had."),
    ),
    LetterKind.BOTH_STAND: Words(
        _("Two bookings"),
        _("You now have two bookings"),
        _("If you do not want both, cancel one of them or call the studio."),
        change=_(
            "You asked us to move your booking from %(before)s to %(after)s. The new time is booked, but the old one "
            "could not be cancelled and still stands."
        ),
    ),
    LetterKind.NEITHER_STANDS: Words(
        _("No booking"),
        _("You have no booking now"),
        _("Please choose again."),
        change=_(
            "You asked us to move your booking from %(before)s to %(after)s. The old booking is cancelled, but the new "
            "time could not be booked."
        ),
    ),
    LetterKind.CHANGED: Words(
        _("Changed by the studio"),
        _("The studio has changed your booking"),
        change=_("The studio has moved it from %(before)s to %(after)s."),
    ),
    LetterKind.CANCELLED: Words(_("Cancelled"), _("Your booking is cancelled")),
    LetterKind.CANCELLED_BY_STUDIO: Words(
        _("Cancelled by the studio"),
        _("The studio has cancelled your booking"),
        _("You need not do anything. If you would like to come at another time, please choose one."),
    ),
    LetterKind.NOT_CANCELLED: Words(
        _("Not cancelled"),
        _("Your booking was not cancelled"),
        _(
            "You asked us to cancel it, and the studio’s system did not answer. We have looked: the booking stands. "
            "If you still want to cancel it, please try again or call."
        ),
    ),
    LetterKind.NOT_BOOKED: Words(
        _("Not booked"),
        _("Nothing was booked"),
        _(
            "The studio’s system did not answer when you booked. We have looked: the booking was not made. "
            "Please choose again."
        ),
    ),
    LetterKind.REMINDER: Words(_("Reminder"), _("We look forward to seeing you")),
}

# Where the member was told before that it is booked: it had no number, and is not there (any more).
TAKEN_BACK: dict[LetterKind, Words] = {
    LetterKind.NOT_BOOKED: Words(
        _("Not booked"),
        _("You are not booked"),
        _(
            "We had told you that you are booked. The studio’s system does not show this booking now: it was "
            "cancelled or moved there, or never made. Please choose again, or ask the studio."
        ),
    ),
    LetterKind.NOT_MOVED: Words(
        _("Not moved"),
        _("Your booking was not moved"),
        _("It stands as it was."),
        change=_(
            "You asked us to move it from %(before)s to %(after)s, and we had told you that the new time is booked. "
            "The studio’s system does not show that booking now: it was cancelled or moved there, or never made."
        ),
    ),
    LetterKind.NEITHER_STANDS: Words(
        _("No booking"),
        _("You have no booking now"),
        _("Please choose again, or ask the studio."),
        change=_(
            "You asked us to move your booking from %(before)s to %(after)s. The old booking is cancelled, and the "
            "studio’s system does not show the new one now: it was cancelled or moved there, or never made."
        ),
    ),
}

STATUS_UNKNOWN = Words(
    _("Your booking"),
    _("Ask the studio about this booking"),
    _("The studio’s system reports a status that we do not know."),
)
NUMBER_UNKNOWN = _(
    "The studio’s system does not tell us the number of this booking yet, because it is so far ahead. Until it does, "
    "it cannot be cancelled here."
)
NOT_CERTAIN_YET = _("The studio still has to confirm the new time. Until then it is not certain.")
OLD_ONE_STAYS = _("Your booking on %(before)s stays until then.")
HAS_CHANGED_SINCE = _("Something has changed since. The booking’s page shows how it stands.")
