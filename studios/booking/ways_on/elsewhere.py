"""Free times of the same appointment at the chain's other studios."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import chain, zip_longest

from studios.booking.choice import Choice
from studios.booking.kin import Kin
from studios.booking.ways_on import times
from studios.booking.ways_on.asking import Answers, Candidate, Key, Question
from studios.booking.ways_on.plans import Around
from studios.booking.ways_on.times import Place, Span
from studios.kept.offer import Offer
from studios.magicline.appointments import Appointment
from studios.magicline.errors import NotFound
from studios.models import AppointmentSettings, Member, Studio

MOST_STUDIOS = 6


def likeliest(
    studio: Studio, appointment_id: int, others: Iterable[Studio], records: Sequence[Member]
) -> list[Studio]:
    """Those of `others` to ask: where the person is at home, then those that are known to offer the same, then those in
    the same city, and so on by name.
    """
    likely = AppointmentSettings.objects.likely_kin_of(studio, appointment_id)
    homes = {record.home_studio_id for record in records} - {None}
    ranked = sorted(
        (other for other in others if other.takes_bookings),
        key=lambda other: (
            other.vendor_studio_id not in homes,
            other.pk not in likely,
            other.city != studio.city,
            other.name,
        ),
    )
    return ranked[:MOST_STUDIOS]


def questions(studio: Studio, appointment_id: int, others: Sequence[Studio]) -> dict[Key, Question]:
    """What the appointment is called here, and what the others offer; nothing where there are no others."""
    if not others:
        return {}
    lists: dict[Key, Question] = {
        ("offered", other.pk): (other, lambda offer: offer.appointments().value) for other in others
    }
    return lists | {("offered", studio.pk): (studio, _appointment(appointment_id))}


def same(studio: Studio, others: Sequence[Studio], answers: Answers) -> list[Place]:
    """The studios that offer the same, with its number there."""
    here = answers.told.get(("offered", studio.pk))
    if not isinstance(here, Appointment):
        return []
    kin = Kin.of(studio, here)
    found = []
    for other in others:
        offered = answers.told.get(("offered", other.pk))
        there = kin.among(offered, other) if isinstance(offered, list) else []
        found += [(other, one.id) for one in there[:1]]
    return found


def unread(answers: Answers, studio: Studio, others: Sequence[Studio]) -> bool:
    """Whether somebody may offer the same of whom that is not known. What is not there any more is offered nowhere."""
    lists = [("offered", other.pk) for other in others]
    return answers.unasked(lists) or answers.unasked([("offered", studio.pk)], NotFound)


def candidates(
    places: Sequence[Place],
    around: Around,
    wanted: Choice,
    answers: Answers,
    *,
    busy: Iterable[Span],
    most: int,
    now: datetime,
) -> list[Candidate]:
    """The `most` best times, from every place the best one first, so that each is asked about."""
    busy = list(busy)
    of_each = [
        times.candidates(place, around, wanted, answers, busy=busy, most=most, now=now) for place in places
    ]
    in_turn = chain.from_iterable(zip_longest(*of_each))
    return [one for one in in_turn if one is not None][:most]


def _appointment(appointment_id: int) -> Callable[[Offer], object]:
    return lambda offer: offer.appointment(appointment_id)
