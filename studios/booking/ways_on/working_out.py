"""Everything that may help against one refusal, in at most three rounds of questions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from studios.booking.choice import Choice
from studios.booking.ways_on import elsewhere, own_bookings, times
from studios.booking.ways_on.asking import Answers, Asking, Candidate, Key, Question, most_candidates
from studios.booking.ways_on.own_bookings import Standing
from studios.booking.ways_on.plans import NEAR, Plan, plan_for
from studios.booking.ways_on.times import Span
from studios.booking.ways_on.whom_to_ask import WhomToAsk, whom_to_ask
from studios.magicline.studio import StudioInformation
from studios.models import Booking, Member, Studio

MOST_SHOWN = 3
_DESK: Key = ("desk",)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was refused, to whom and why. `choice` is None where no time was chosen. `records` are those that could
    book; `moving` is the booking that was to be moved, which only its own studio can.
    """

    studio: Studio
    appointment_id: int
    reason: str
    choice: Choice | None
    records: Sequence[Member]
    moving: Booking | None = None

    @property
    def plan(self) -> Plan:
        return plan_for(self.reason)


@dataclass(slots=True)
class WaysOn:
    """What was found. Each `…_unasked` says that there may be more, because something could not be asked."""

    plan: Plan
    times: list[Candidate] = field(default_factory=list)
    times_unasked: bool = False
    looked_for_times: bool = False
    elsewhere: list[Candidate] = field(default_factory=list)
    elsewhere_unasked: bool = False
    in_the_way: Standing = field(default_factory=list)
    was_known: bool = False  # what is in the way, before anybody was asked
    open_bookings: Standing = field(default_factory=list)
    bookings_unasked: bool = False
    whom_to_ask: WhomToAsk | None = None


def known_in_the_way(refusal: Refusal, *, now: datetime) -> Standing:
    """The bookings in the way that we know of, without asking anybody."""
    if not (refusal.plan.in_the_way and refusal.choice):
        return []
    known = own_bookings.standing(refusal.records, now=now, but=refusal.moving)
    return own_bookings.in_the_way(known, refusal.choice)[:MOST_SHOWN]


def work_out(refusal: Refusal, others: Sequence[Studio], *, now: datetime) -> WaysOn:
    """Asks what helps. Nothing is raised: what could not be asked is said in the answer.

    `others` are the chain's other studios that are there for this person.
    """
    plan, studio, records, choice = refusal.plan, refusal.studio, refusal.records, refusal.choice
    found, asking = WaysOn(plan), Asking(now=now)
    known = own_bookings.standing(records, now=now)
    places = (
        elsewhere.likeliest(studio, refusal.appointment_id, others, records)
        if _may_be_elsewhere(refusal)
        else []
    )

    windows = times.questions(studio, refusal.appointment_id, plan.times, choice, now=now)
    lists = own_bookings.questions(studio, others, records, known) if plan.reads_own_bookings else {}
    offered = elsewhere.questions(studio, refusal.appointment_id, places)
    desk: dict[Key, Question] = (
        {_DESK: (studio, lambda offer: offer.information())} if plan.whom_to_ask else {}
    )
    rounds = 3 if places else 2 if windows else 1
    answers = asking.ask({**windows, **lists, **offered, **desk}, rounds=rounds)

    if plan.reads_own_bookings:
        found.bookings_unasked = own_bookings.keep(answers, lists, records, now=now)
        known = _own_bookings(refusal, found, before=known, now=now)
    busy = own_bookings.spans(known)
    if windows and plan.times and choice:
        most = most_candidates(records)
        tried = times.candidates(
            (studio, refusal.appointment_id), plan.times, choice, answers, busy=busy, most=most, now=now
        )
        accepted, unasked = asking.accepted(tried, records)
        found.looked_for_times = True
        found.times = _best(accepted, choice)
        found.times_unasked = unasked or times.unread(answers, windows)
    if places and choice:
        found.elsewhere, unasked = _elsewhere(refusal, choice, places, answers, asking, busy=busy, now=now)
        found.elsewhere_unasked = unasked or elsewhere.unread(answers, studio, places)
    if plan.whom_to_ask and not (found.times or found.elsewhere or found.open_bookings):
        told = answers.told.get(_DESK)
        found.whom_to_ask = whom_to_ask(studio, told if isinstance(told, StudioInformation) else None)
    return found


def _may_be_elsewhere(refusal: Refusal) -> bool:
    return refusal.plan.elsewhere and refusal.choice is not None and refusal.moving is None


def _own_bookings(refusal: Refusal, found: WaysOn, *, before: Standing, now: datetime) -> Standing:
    """Writes down what is in the way, and what is open; returns all that is known of after the studios were asked."""
    known = own_bookings.standing(refusal.records, now=now)
    others = [one for one in known if one != refusal.moving]
    if refusal.plan.open_bookings:
        found.open_bookings = others[:MOST_SHOWN]
    if refusal.plan.in_the_way and refusal.choice:
        found.in_the_way = own_bookings.in_the_way(others, refusal.choice)[:MOST_SHOWN]
        found.was_known = bool(
            own_bookings.in_the_way([one for one in before if one != refusal.moving], refusal.choice)
        )
    return known


def _elsewhere(
    refusal: Refusal,
    choice: Choice,
    places: Sequence[Studio],
    first: Answers,
    asking: Asking,
    *,
    busy: Sequence[Span],
    now: datetime,
) -> tuple[list[Candidate], bool]:
    """The second and the third round: free times of the same at `places`, and whether they accept the person; and
    whether something could not be asked.
    """
    same = elsewhere.same(refusal.studio, places, first)
    windows: dict[Key, Question] = {}
    for studio, number in same:
        windows |= times.questions(studio, number, NEAR, choice, now=now)
    answers = asking.ask(windows, rounds=2)
    most = most_candidates(refusal.records)
    tried = elsewhere.candidates(same, NEAR, choice, answers, busy=busy, most=most, now=now)
    accepted, unasked = asking.accepted(tried, refusal.records)
    return _best(accepted, choice), unasked or times.unread(answers, windows)


def _best(accepted: Sequence[Candidate], wanted: Choice) -> list[Candidate]:
    """The first three, those with the same trainer before the others, and the nearest first."""
    return sorted(
        accepted[:MOST_SHOWN],
        key=lambda one: (not one.same_trainer, abs(one.choice.start.instant - wanted.start.instant)),
    )
