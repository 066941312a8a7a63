"""The states of the booking journal, and how long nobody may conclude anything from silence.

checked ──► sending ──► booked | refused | not booked | checked (nothing happened) | unsure
unsure ──► booked | not booked                   found out by reading, never by sending again
not booked ──► booked                            when evidence comes late
booked without a number ──► not booked           when it is not there, or not any more
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class AttemptState(models.TextChoices):
    CHECKED = "CHECKED", _("checked")
    SENDING = "SENDING", _("sending")
    BOOKED = "BOOKED", _("booked")
    REFUSED = "REFUSED", _("refused")
    NOT_BOOKED = "NOT_BOOKED", _("not booked")
    UNSURE = "UNSURE", _("unsure")


# States in which a booking exists or may exist.
OPEN = (AttemptState.SENDING, AttemptState.UNSURE, AttemptState.BOOKED)
# States whose outcome nobody knows yet.
WAITING = (AttemptState.SENDING, AttemptState.UNSURE)
# Booked, and nobody has told its number yet: what it became cannot be read by number.
UNNUMBERED = Q(state=AttemptState.BOOKED, booking=None)
HOLDS_ITS_TIME = Q(state__in=OPEN, released_at=None)
FREED = (
    Q(booking__status="CANCELED")
    | Q(booking__appointment_status="CANCELED")
    | ~Q(starts_at=F("booking__starts_at"))
)

LOOK_AGAIN_AFTER = timedelta(seconds=30)  # when the look itself got no answer
ASK_AGAIN_AFTER = timedelta(minutes=1)  # between two questions about a time beyond the list
LONGEST_PAUSE = timedelta(hours=1)


def look_times(*, was_answered: bool) -> list[timedelta]:
    """When an attempt is looked for, counted from the doubt; what is not there the last time was not booked.

    A failure says that the request has ended; after a time-out (a gateway's too), a cut or a kill it can still be
    carried out for a while.
    """
    seconds = settings.LOOK_AFTER_FAILURE_SECONDS if was_answered else settings.LOOK_AFTER_SILENCE_SECONDS
    return [timedelta(seconds=one) for one in seconds]
