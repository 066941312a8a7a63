"""A person's own bookings, as far as we know and their studios tell: which is in the way, and which are open."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime

from studios.booking.choice import Choice
from studios.booking.keeping import keep_lists
from studios.booking.ways_on.asking import Answers, Key, Question
from studios.booking.ways_on.times import Span
from studios.kept.offer import Offer
from studios.magicline.appointments import BookingList
from studios.magicline.errors import Forbidden, MagiclineError, NotFound
from studios.models import Attempt, Booking, Member, Studio

MOST_LISTS = 6

Standing = list[Booking | Attempt]


def standing(records: Sequence[Member], *, now: datetime, but: Booking | None = None) -> Standing:
    """What is not over and not cancelled, as far as we know, soonest first; an attempt where there is no number yet."""
    bookings = Booking.objects.of(records).prefetch_related("changes", "moves__attempt")
    attempts = Attempt.objects.of(records).holding_time().filter(booking=None, ends_at__gt=now)
    found: Standing = [
        *(one for one in bookings.filter(ends_at__gt=now) if not one.is_cancelled and one != but),
        *attempts,
    ]
    return sorted(found, key=lambda one: one.starts_at)


def in_the_way(known: Standing, wanted: Choice) -> Standing:
    """Those that share time with the wanted one."""
    start, end = wanted.start.instant, wanted.end.instant
    return [one for one in known if (one.starts_at < end and one.ends_at > start) or one.starts_at == start]


def spans(known: Standing) -> list[Span]:
    return [(one.starts_at, one.ends_at) for one in known]


def questions(
    studio: Studio, others: Iterable[Studio], records: Sequence[Member], known: Standing
) -> dict[Key, Question]:
    """The lists of each record: at this studio, and at others where they are at home or have bookings."""
    homes = {record.home_studio_id for record in records} - {None}
    been_at = {one.studio_id for one in known}
    places = [
        studio,
        *(other for other in others if other.vendor_studio_id in homes or other.pk in been_at),
    ]
    asked = [(place, record) for place in places for record in records][:MOST_LISTS]
    return {("bookings", place.pk, record.pk): (place, _list(record)) for place, record in asked}


def keep(answers: Answers, asked: dict[Key, Question], records: Sequence[Member], *, now: datetime) -> bool:
    """Keeps what came; returns whether something may be missing. `now` is an instant before it was asked for."""
    is_missing, lists = False, []
    of_record: dict[Hashable, Member] = {record.pk: record for record in records}
    for key, (studio, _question) in asked.items():
        record, told = of_record[key[2]], answers.told.get(key)
        if isinstance(told, BookingList):
            lists.append((studio, record, told))
            is_missing |= bool(told.unreadable)
        elif answers.unasked([key], NotFound, *_refusals_of_a_guest(studio, record)):
            is_missing = True
    keep_lists(lists, now=now)
    return is_missing


def _refusals_of_a_guest(studio: Studio, record: Member) -> list[type[MagiclineError]]:
    """Who is at home elsewhere is answered with 403 where they have never been: there is no list of them."""
    is_guest = record.home_studio_id not in (None, studio.vendor_studio_id)
    return [Forbidden] if is_guest else []


def _list(record: Member) -> Callable[[Offer], object]:
    customer_id = record.customer_id
    return lambda offer: offer.client.bookings(customer_id)
