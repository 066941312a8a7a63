"""My bookings: our own copies, made true by asking every studio that may have some, side by side."""

import functools
import time
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, Q

from studios import connections
from studios.booking.keeping import keep_lists
from studios.magicline import appointments
from studios.magicline.errors import AccessDisabled, KeyRejected, MagiclineError, NotFound, UnexpectedReply
from studios.models import Attempt, Booking, Member, Studio
from studios.models.attempt_states import WAITING, AttemptState
from studios.models.booking import CANCEL_SETTLES_AFTER
from studios.models.stages import Visitor
from studios.my_bookings import letters
from studios.signing_in.session import Person

MOST_STUDIOS = 16
SHOWN_FROM_THE_PAST = 20
_FOR_ASKING = 0.95  # of a page's time: what is left is for writing down and drawing
# What is looked at of each studio of a chain, to know which are asked.
_OF_ALL = ("name", "slug", "base_url", "vendor_studio_id", "stage", "test_customer_ids")
# What is shown of a booking in the list.
_OF_A_ROW = (
    "reference", "booking_id", "title", "status", "appointment_status", "starts_at", "ends_at", "cancelled_here_at",
    "studio__name", "studio__time_zone",
)  # fmt: skip


class NotTheirs(Exception):
    """The vendor says that this booking belongs to another customer, or its customer was erased here meanwhile."""


@dataclass(frozen=True, slots=True)
class Overview:
    """`unanswered` are studios whose bookings may be missing or old here, `partly_read` those where some could not be
    read, `closed_to_us` those that the member's privacy settings keep us out of; `not_asked` were left for later.
    """

    open_attempts: list[Attempt]
    coming: list[Booking | Attempt]  # an attempt: booked, and the vendor has not told its number yet
    cancelled: list[Booking]
    past: list[Booking]
    unanswered: list[Studio]
    partly_read: list[Studio]
    closed_to_us: list[Studio]
    not_asked: int


@dataclass(slots=True)
class Silence:
    """The studios of which something is not known; see `Overview`."""

    unanswered: list[Studio] = field(default_factory=list)
    partly_read: list[Studio] = field(default_factory=list)
    closed_to_us: list[Studio] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page waits for: `answers` does. `silence` is of studios that could not be asked at all."""

    person: Person
    answers: Callable[[], dict[tuple[Studio, Member], appointments.BookingList | MagiclineError]]
    silence: Silence
    not_asked: int


def ask(person: Person, *, visited: Iterable[str], everywhere: bool, visitor: Visitor) -> Asked:
    """Asks the studios that know the person (`visited`: slugs from the session), or all with `everywhere`.

    One in preview that is not there for this `visitor` is asked, and named, only where they have been.
    """
    chains = Studio.objects.filter(base_url__in={member.chain for member in person.members}).only(*_OF_ALL)
    been_at = _been_at(person)
    candidates = [
        studio
        for studio in chains.exclude(stage=Studio.Stage.CLOSED)
        if not studio.is_in_preview or studio.pk in been_at or visitor.previews(studio)
    ]
    known = _known(candidates, person, been_at, set(visited))
    asked = candidates if everywhere or not known else known
    asked = asked if everywhere else asked[:MOST_STUDIOS]
    questions, silence = _questions(asked, person)
    return Asked(person, connections.all_soon(questions), silence, not_asked=len(candidates) - len(asked))


def overview(asked: Asked, *, now: datetime) -> Overview:
    """Waits for what the studios answer; `now` is an instant before they were asked.

    A studio that does not answer takes nothing away: our copies of its bookings are shown, and it is named.
    """
    silence = _keep(asked, now=now)
    theirs = Q(member__in=asked.person.members)
    # Mostly there are none, and then nothing is read of their studios.
    unnumbered = list(
        Attempt.objects.filter(theirs, booking=None)
        .holding_time()
        .order_by("starts_at")
        .prefetch_related(Prefetch("studio", Studio.objects.without_keys()))
    )
    waiting = [one for one in unnumbered if one.state in WAITING]
    bookings = (
        Booking.objects.filter(theirs)
        .select_related("studio")
        .only(*_OF_A_ROW)
        .prefetch_related("changes", "moves__attempt")
    )
    mine = [one for one in bookings if not _may_be_one_of(waiting, one)]
    coming: list[Booking | Attempt] = [
        *(one for one in mine if one.ends_at >= now and not one.is_cancelled),
        *(one for one in unnumbered if one.ends_at >= now and one.state == AttemptState.BOOKED),
    ]
    return Overview(
        open_attempts=waiting,
        coming=sorted(coming, key=lambda one: one.starts_at),
        cancelled=[one for one in mine if one.ends_at >= now and one.is_cancelled],
        past=[one for one in reversed(mine) if one.ends_at < now][:SHOWN_FROM_THE_PAST],
        unanswered=silence.unanswered,
        partly_read=silence.partly_read,
        closed_to_us=silence.closed_to_us,
        not_asked=asked.not_asked,
    )


def _may_be_one_of(waiting: Iterable[Attempt], booking: Booking) -> bool:
    """Whether an attempt may turn out to have made this booking: until then it is shown once, as being found out."""
    return any(
        (one.studio_id, one.starts_at, one.ends_at) == (booking.studio_id, booking.starts_at, booking.ends_at)
        and booking.booking_id not in one.known_booking_ids
        for one in waiting
    )


def refresh(booking: Booking, *, now: datetime) -> bool:
    """Reads one booking by its number and brings our copy up to date; False where it could not be read.

    Only an answer changes anything: a key that is refused or a booking that is not found says nothing about the
    booking. Raises `NotTheirs` when the vendor names another customer, or the copy was deleted meanwhile.
    """
    try:
        told = read(booking)
    except MagiclineError:
        return False
    write_down(booking, told, now=now)
    return True


def read(booking: Booking) -> appointments.Booking:
    """What the studio says about the booking now; raises `NotTheirs`, and what the client raises."""
    return checked(booking, connections.to(booking.studio).booking(booking.booking_id))


def checked(booking: Booking, told: appointments.Booking) -> appointments.Booking:
    """What was told, if it is about this booking; else raises `NotTheirs`. An answer that does not say whose booking it
    is proves nothing, and counts as none: `UnexpectedReply`.
    """
    if told.customer_id is None:
        raise UnexpectedReply("booking.customerId is missing")
    if told.customer_id != booking.customer_id:
        raise NotTheirs
    return told


def write_down(booking: Booking, told: appointments.Booking, *, now: datetime) -> None:
    """Our copy as the vendor told it; a cancelled booking gives its time back, an unsure cancelling is settled.

    Raises `NotTheirs` when there is no copy any more: it was deleted while the vendor was asked, and stays so.
    """
    rows = Booking.objects.filter(pk=booking.pk).select_related("studio", "member")
    if before := rows.first():
        Booking.objects.keep(before.studio, before.member, [told], now=now, only_known=True)
    kept = rows.first()
    if kept is None:
        raise NotTheirs
    Attempt.objects.filter(booking=kept).release_freed(now=now)
    if kept.cancelling and kept.is_cancelled:
        kept.cancelled(now=now)
    elif kept.cancelling and kept.cancel_sent_at and kept.cancel_sent_at <= now - CANCEL_SETTLES_AFTER:
        letters.stop_cancelling(kept, now=now)
    booking.refresh_from_db()


def _questions(
    studios: Sequence[Studio], person: Person
) -> tuple[dict[tuple[Studio, Member], Callable[[], appointments.BookingList]], Silence]:
    """The lists of all records at all studios, so that the page is out within the time of one read."""
    ends_at = time.monotonic() + connections.READ_SECONDS * _FOR_ASKING
    questions: dict[tuple[Studio, Member], Callable[[], appointments.BookingList]] = {}
    silence = Silence()
    for studio in Studio.objects.with_api_keys(studios):
        try:
            client = connections.to(studio, browsing=True)
        except connections.ForbiddenUpstream:
            silence.unanswered.append(studio)
            continue
        for member in person.at(studio.chain):
            questions[studio, member] = functools.partial(
                client.bookings, member.customer_id, ends_at=ends_at
            )
    return questions, silence


def _keep(asked: Asked, *, now: datetime) -> Silence:
    """Reads the answers into our copies; returns what could not be read."""
    silence = asked.silence
    lists = []
    for (studio, member), answer in asked.answers().items():
        if isinstance(answer, NotFound):
            continue  # this customer record is not known at that studio: there is nothing of it to show
        if isinstance(answer, KeyRejected):
            studio.suspect_key(now=now)
        if isinstance(answer, MagiclineError):
            silent = silence.closed_to_us if isinstance(answer, AccessDisabled) else silence.unanswered
            if studio not in silent:
                silent.append(studio)
            continue
        if answer.unreadable and studio not in silence.partly_read:
            silence.partly_read.append(studio)
        lists.append((studio, member, answer))
    keep_lists(lists, now=now)
    return silence


def _been_at(person: Person) -> set[int]:
    """The studios, by primary key, where a booking or an attempt knows them."""
    theirs = Q(member__in=person.members)
    return {
        *Booking.objects.filter(theirs).order_by().values_list("studio_id", flat=True).distinct(),
        *Attempt.objects.filter(theirs).order_by().values_list("studio_id", flat=True).distinct(),
    }


def _known(
    studios: Iterable[Studio], person: Person, elsewhere: Container[int], visited: Container[str]
) -> list[Studio]:
    """The home studio of each record, and where a booking, an attempt or the session knows them, in that order."""
    homes = {(member.chain, member.home_studio_id) for member in person.members}
    at_home = [studio for studio in studios if (studio.chain, studio.vendor_studio_id) in homes]
    others = [
        studio
        for studio in studios
        if studio not in at_home and (studio.pk in elsewhere or studio.slug in visited)
    ]
    return at_home + others
