"""What members asked for, remembered apart from the site: every form that was sent, and what came of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core import signing

from studios.magicline.gate import Call, Outcome
from studios.models import Attempt
from studios.models.attempt_states import AttemptState
from studios.sandbox.records import Booking as VendorBooking
from tests.endurance.boundaries import BEFORE_CALL
from tests.endurance.world import World

BOOK = "/v1/appointments/booking/book"
# After these the request was not carried out, and may be sent again.
NOTHING_HAPPENED = (Outcome.RATE_LIMITED, Outcome.NOT_CONNECTED)


@dataclass(eq=False)
class Form:
    """A page with a button in front of a person, to book or to move: sent any number of times, it is one wish."""

    person: str
    url: str
    fields: dict[str, str]
    reference: str
    moves: int = 0  # the number of the booking that it moves
    sent: int = 0
    requests: int = 0  # to book, as far as they may have been carried out
    made: list[int] = field(default_factory=list)  # booking numbers at the vendor

    @classmethod
    def on(cls, person: str, url: str, fields: dict[str, str], *, moves: int = 0) -> "Form":
        reference, *_whom_and_at_what_price = signing.loads(fields["shown"], salt="studios.booking.confirm")
        return cls(person, url, fields, reference, moves)


class Wishes:
    """Watches what leaves for the vendor and what the vendor makes of it; says at once when nobody asked for it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.forms: list[Form] = []
        self.wish_of: dict[int, Form] = {}  # by booking number
        self.moved_at_desk: set[int] = set()
        self.cancels: Counter[int] = Counter()  # by booking number: sent by the member
        self.wrongs: list[str] = []  # found where an exception would be answered and forgotten
        self._leaving: Form | None = None
        world.boundaries.watch_call = self._watch
        gym = world.server.gym
        self._real_book, self._real_cancel = type(gym).book, type(gym).cancel
        gym.book, gym.cancel = self._book, self._cancel  # type: ignore[method-assign]

    def send(self, form: Form) -> None:
        """The button is pressed."""
        form.sent += 1

    def _watch(self, where: str, call: Call, outcome: str) -> None:
        if call.endpoint != BOOK:
            return
        if where == BEFORE_CALL:
            self._leaving = form = self._form_that_leaves()
            if wrongs := list(self._wrong_with(form)):
                self.wrongs += wrongs
                raise AssertionError(wrongs)
        elif self._leaving and outcome not in NOTHING_HAPPENED:
            self._leaving.requests += 1

    def _form_that_leaves(self) -> Form:
        """The wish whose attempt was written down last: nothing happens between that and its request."""
        row = Attempt.objects.filter(state=AttemptState.SENDING).order_by("-sent_at")[0]
        return next(form for form in self.forms if form.reference == row.reference)

    def _wrong_with(self, form: Form) -> Iterator[str]:
        """Nothing, if it was sent, is asked for once, and none that came of another form stands at its time already."""
        if not form.sent:
            yield f"nobody asked for {form.reference}"
        if form.requests:
            yield f"a second request for {form.reference}"
        row = Attempt.objects.get(reference=form.reference)
        standing = [
            one.id
            for one in self.world.at_the_vendor(form.person)
            if one.is_live
            and one.id in self.wish_of
            and one.id not in self.moved_at_desk
            and one.overlaps(row.starts_at, row.ends_at)
        ]
        if standing:
            yield f"{form.reference} leaves although {standing} stands"

    # In the thread of the sandbox

    def _book(self, studio: Any, wanted: Any) -> VendorBooking:
        booking = self._real_book(self.world.server.gym, studio, wanted)
        form = self._leaving
        if form is None or booking.customer_id not in self.world.numbers_of(form.person):
            self.wrongs.append(f"{booking} is nobody's wish")
        else:
            form.made.append(booking.id)
            self.wish_of[booking.id] = form
        return booking

    def _cancel(self, booking: VendorBooking) -> None:
        self._real_cancel(self.world.server.gym, booking)
        moved = any(form.moves == booking.id and form.sent for form in self.forms)
        if not self.cancels[booking.id] and not moved:
            self.wrongs.append(f"nobody asked to cancel {booking}")
