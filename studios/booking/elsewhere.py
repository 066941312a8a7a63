"""The same appointment at other studios of the chain: which of them offer it, and when each has its first free time.

Two rounds side by side, which share the time of one page: what they offer, then when. Every studio is asked with its
own key.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from studios import connections
from studios.booking.first_free import FirstFree, Search, find
from studios.booking.kin import Kin
from studios.booking.only import Only
from studios.kept.offer import Offer
from studios.magicline.appointments import Appointment
from studios.magicline.errors import KeyRejected, MagiclineError, NotFound
from studios.models import AppointmentSettings, Studio

MOST_STUDIOS = 16  # asked for one page
_FOR_THE_LISTS, _FOR_THE_TIMES = 0.4, 0.6  # of a page's time


@dataclass(frozen=True, slots=True)
class There:
    """The appointment at another studio, and its first free time there."""

    studio: Studio
    appointment: Appointment
    first: FirstFree
    only: Only

    @property
    def query(self) -> str:
        """Leads to the window with that time, or to the one that says there is none."""
        found = (
            {"start": str(self.first.on)}
            if self.first.on
            else {"nothing_until": str(self.first.searched_until)}
        )
        return f"?{urlencode(found | self.only.query)}"


@dataclass(slots=True)
class Elsewhere:
    """`there` begins with the soonest. Of `unanswered` nobody knows; so many `more` are for the page after `skip`."""

    skip: int
    more: int
    there: list[There] = field(default_factory=list)
    unanswered: list[Studio] = field(default_factory=list)


def look(
    studio: Studio,
    appointment: Appointment,
    others: Iterable[Studio],
    only: Only,
    skip: str,
    *,
    now: datetime,
) -> Elsewhere:
    """Asks `MOST_STUDIOS` of `others`, those that are likely to offer it first.

    `skip`, a number from an address, leaves out so many. Raises `ForbiddenUpstream` where the chain may not be called;
    a studio that does not answer is named.
    """
    kin = Kin.of(studio, appointment)
    likely = kin.named.keys() | AppointmentSettings.objects.studios_with(appointment.title, studio)
    ordered = sorted(others, key=lambda one: (one.pk not in likely, one.city != studio.city, one.name))
    first = int(skip) if skip.isascii() and skip.isdigit() and len(skip) < 6 else 0
    asked = ordered[first : first + MOST_STUDIOS]
    found = Elsewhere(skip=first + len(asked), more=max(0, len(ordered) - first - MOST_STUDIOS))
    searches = [
        (offered, Search(other, offered.id, other.local(now).date(), only))
        for other, offers in _offers(asked, found, now=now)
        for offered in kin.among(offers, other)
    ]
    find([search for _offered, search in searches], now=now, share=_FOR_THE_TIMES)
    for offered, search in searches:
        try:
            found.there.append(There(search.studio, offered, search.outcome(now=now), only))
        except NotFound:
            continue  # withdrawn since the list was read
        except MagiclineError as error:
            _note_silence(found, search.studio, error, now=now)
    found.there.sort(key=lambda one: one.first.starts.timestamp() if one.first.starts else math.inf)
    return found


def _offers(
    studios: Sequence[Studio], found: Elsewhere, *, now: datetime
) -> list[tuple[Studio, list[Appointment]]]:
    """What each offers; those that did not say are noted in `found`."""
    seconds = connections.READ_SECONDS * _FOR_THE_LISTS
    questions = {studio: Offer.of(studio, seconds=seconds).appointments for studio in studios}
    offers = []
    for studio, answer in connections.side_by_side(questions).items():
        if isinstance(answer, MagiclineError):
            _note_silence(found, studio, answer, now=now)
        else:
            offers.append((studio, answer.value))
    return offers


def _note_silence(found: Elsewhere, studio: Studio, error: MagiclineError, *, now: datetime) -> None:
    if isinstance(error, KeyRejected):
        studio.suspect_key(now=now)
    if studio not in found.unanswered:
        found.unanswered.append(studio)
