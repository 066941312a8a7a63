"""What members, the desk, the vendor's trouble, the worker and the clock do, in whatever order hypothesis draws."""

import sys
from collections import Counter
from typing import ClassVar

from hypothesis.stateful import RuleBasedStateMachine, rule

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking
from studios.models.attempt_states import WAITING
from studios.sandbox.records import TO_CONFIRM
from tests.endurance import dust
from tests.endurance.acts import Act, Fate, acts
from tests.endurance.stage import Stage
from tests.endurance.world import World

SETTLES_AFTER = 50  # acts: it takes as long as many of them


class Storm(RuleBasedStateMachine):
    """`world`, `steps` and `facts` are the run's; everything else is one example's."""

    world: ClassVar[World]
    steps: ClassVar[Counter[str]]
    facts: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.world.begin()
        self.stage = Stage(self.world, self.steps, self.facts)
        self.acts_since_settled = 0

    def teardown(self) -> None:
        """Not when something failed already: that is what should be told."""
        if sys.exc_info()[0] is None:
            self._settle()

    # One rule for all: of several, hypothesis leaves out some for a whole example, and without booking nothing happens.
    @rule(act=acts)
    def happens(self, act: Act) -> None:
        name, how = act
        self.acts_since_settled += 1
        self.world.wait(1)
        getattr(self, name)(**how)

    # Members

    def choose(self, who: str, what: tuple[str, int], ahead: int, number: int, fate: Fate) -> None:
        self.stage.choose(who, what, ahead, number, fate)

    def book(self, who: str, what: tuple[str, int], ahead: int, number: int, fate: Fate) -> None:
        """The whole way, with the fate at its end."""
        form = self.stage.choose(who, what, ahead, number, None)
        if form:
            self.stage.confirm(form, fate)

    def open_another_tab(self, number: int) -> None:
        """Opens the confirmation of a time once more."""
        forms = self.stage.wishes.forms
        if forms:
            self.steps["another tab"] += 1
            form = forms[-1 - number % len(forms)]
            self.stage.open_form(form.person, form.url, moves=form.moves)

    def confirm(self, number: int, fate: Fate) -> None:
        """Sends a form that somebody has in front of them, be it for the first time or again."""
        forms = self.stage.wishes.forms
        if forms:
            self.stage.confirm(forms[-1 - number % len(forms)], fate)

    def cancel(self, who: str, number: int, fate: Fate) -> None:
        booking = self._booking_of(who, number)
        if booking:
            self.stage.cancel(who, booking, fate)

    def move(self, who: str, ahead: int, number: int, slot: int, fate: Fate) -> None:
        """The whole way to another time, swapping the two where the old booking is in the way."""
        booking = self._booking_of(who, number)
        form = self.stage.choose_to_move(who, booking, ahead, slot) if booking else None
        if form:
            self.stage.confirm(form, fate)

    def _booking_of(self, who: str, number: int) -> Booking | None:
        """One of those that stand as far as the site knows, else of all; the latest made at 0."""
        theirs = list(Booking.objects.of(self.world.members[who]).order_by("-booking_id"))
        standing = [one for one in theirs if not one.is_cancelled] or theirs
        return standing[number % len(standing)] if standing else None

    def open_my_bookings(self, who: str, fate: Fate) -> None:
        page = self.stage.get(who, "/bookings/", fate)
        self.steps["open my bookings"] += 1
        if page:
            assert page.answer.status_code == 200
            dust.nothing_is_open_without_saying_so(self.world, who, page)

    def open_one_booking(self, who: str, number: int, fate: Fate) -> None:
        """In whatever state; an attempt that is open says so."""
        theirs = Attempt.objects.of(self.world.members[who])
        references = [one.reference for one in theirs]
        references += [one.reference for one in Booking.objects.of(self.world.members[who])]
        if references:
            reference = references[number % len(references)]
            self.steps["open one booking"] += 1
            page = self.stage.get(who, f"/bookings/{reference}/", fate)
            open_one = theirs.filter(reference=reference, state__in=WAITING).first()
            if page and open_one:
                assert page.value("data-booking-status") == open_one.state

    # The desk

    def desk(self, does: str, who: str, what: tuple[str, int], number: int, hours: int) -> None:
        booking = self.stage.at_the_vendor(number, status=TO_CONFIRM if does == "confirms" else "")
        if does == "books":
            self.stage.desk_books(who, what, hours)
        elif booking and does == "moves":
            self.stage.desk_moves(booking, hours)
        elif booking and does == "cancels":
            # One of the vendor's two words for it, or both.
            self.stage.desk_cancels(booking, {0: "booking", 1: "appointment"}.get(hours % 4, ""))
        elif booking:
            self.stage.desk_confirms(booking)

    # Trouble, the worker and the clock

    def trouble(self, endpoint: str, kind: str) -> None:
        if kind == "slot_taken":
            endpoint = endpoint if endpoint == "validate" else "book"
        self.steps["trouble"] += 1
        self.facts[f"mishap {kind}"] += 1
        self.world.vendor.mishap(endpoint, kind)

    def webhook_trouble(self, kind: str, count: int) -> None:
        self.steps["webhook trouble"] += 1
        self.facts[f"webhook mishap {kind}"] += 1
        more = {"value": "APPOINTMENT_BOOKING_UPDATED"} if kind == "several" else {}
        self.world.vendor.mishap("webhook", kind, count=count, seconds=60, **more)

    def hooks_arrive(self, fate: Fate) -> None:
        self.steps["webhooks"] += 1
        self.stage.process(self.stage.flush, fate)

    def worker_works(self, fate: Fate) -> None:
        self.steps["worker"] += 1
        self.stage.process(run_due_tasks, fate)

    def time_passes(self, seconds: int) -> None:
        self.steps["time"] += 1
        self.world.wait(seconds)

    def dust_settles(self) -> None:
        if self.acts_since_settled > SETTLES_AFTER:
            self._settle()

    def _settle(self) -> None:
        self.acts_since_settled = 0
        self.steps["dust settles"] += 1
        dust.settle(self.world)
        dust.check(self.world, self.stage.wishes)
