"""The same appointment at other studios of the chain: which of them offer it, and when each has its first free time.

Two rounds side by side, which share the time of one page: what all of them offer, then when. Every studio is asked with
its own key.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from studios import connections
from studios.booking import picking
from studios.booking.first_free import FirstFree, Search, find
from studios.booking.kin import Kin
from studios.booking.only import Only
from studios.kept.flights import Kept
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

    appointment: Appointment
    skip: int
    more: int
    there: list[There] = field(default_factory=list)
    unanswered: list[Studio] = field(default_factory=list)


def look(
    studio: Studio,
    appointment_id: int,
    others: Iterable[Studio],
    only: Only,
    skip: str,
    *,
    now: datetime,
) -> Elsewhere:
    """Asks `MOST_STUDIOS` of `others`, those that are likely to offer it first.

    `skip`, a number from an address, leaves out so many. Raises what `picking.offered` raises for the appointment here,
    and `ForbiddenUpstream` where the chain may not be called; another studio that does not answer is named.
    """
    soon = Offer.of(studio, seconds=_for_the_lists()).appointment_soon(appointment_id)
    everybody = list(others)
    # Only where not all are asked it matters who is first, which is told by what it is called.
    likely = _likely(studio, picking.offered(soon)) if len(everybody) > MOST_STUDIOS else set()
    ordered = sorted(everybody, key=lambda one: (one.pk not in likely, one.city != studio.city, one.name))
    first = int(skip) if skip.isascii() and skip.isdigit() and len(skip) < 6 else 0
    asked = ordered[first : first + MOST_STUDIOS]
    answers = connections.side_by_side(
        {other: Offer.of(other, seconds=_for_the_lists()).appointments for other in asked}
    )
    appointment = picking.offered(soon)
    found = Elsewhere(appointment, skip=first + len(asked), more=max(0, len(ordered) - first - MOST_STUDIOS))
    kin = Kin.of(studio, appointment)
    searches = [
        (offered, Search(other, offered.id, other.local(now).date(), only))
        for other, answer in answers.items()
        for offered in kin.among(_said(answer, other, found, now=now), other)
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


def _likely(studio: Studio, appointment: Appointment) -> set[int]:
    """Primary keys of the studios that the desks say offer the same, or that are known to offer one of that title."""
    named = AppointmentSettings.objects.kin_of(studio, appointment.id)
    return named.keys() | AppointmentSettings.objects.studios_with(appointment.title, studio)


def _for_the_lists() -> float:
    return connections.READ_SECONDS * _FOR_THE_LISTS


def _said(
    answer: Kept[list[Appointment]] | MagiclineError, studio: Studio, found: Elsewhere, *, now: datetime
) -> list[Appointment]:
    """What it offers; one that did not say is noted in `found`."""
    if isinstance(answer, MagiclineError):
        _note_silence(found, studio, answer, now=now)
        return []
    return answer.value


def _note_silence(found: Elsewhere, studio: Studio, error: MagiclineError, *, now: datetime) -> None:
    if isinstance(error, KeyRejected):
        studio.suspect_key(now=now)
    if studio not in found.unanswered:
        found.unanswered.append(studio)
