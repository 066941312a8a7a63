"""What members asked for, remembered apart from the site: every confirm form that was sent, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core import signing

from studios.magicline.gate import Call, Outcome
from studios.sandbox.records import Booking as VendorBooking
from tests.endurance.boundaries import BEFORE_CALL
from tests.endurance.world import World

BOOK = "/v1/appointments/booking/book"
# After these the request was not carried out, and may be sent again.
NOTHING_HAPPENED = (Outcome.RATE_LIMITED, Outcome.NOT_CONNECTED)


@dataclass(eq=False)
class Form:
    """A confirmation page in front of a person: sent any number of times, it is one wish."""

    person: str
    url: str
    fields: dict[str, str]
    reference: str
    sent: int = 0
    requests: int = 0  # to book, as far as they may have been carried out
    made: list[int] = field(default_factory=list)  # booking numbers at the vendor

    @classmethod
    def on(cls, person: str, url: str, fields: dict[str, str]) -> "Form":
        reference, _member = signing.loads(fields["shown"], salt="studios.booking.confirm")
        return cls(person, url, fields, reference)


class Wishes:
    """Watches what leaves for the vendor and what the vendor makes of it; says at once when nobody asked for it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.forms: list[Form] = []
        self.wish_of: dict[int, Form] = {}  # by booking number
        self.moved_at_desk: set[int] = set()
        self.cancels: Counter[str] = Counter()  # by reference: sent by the member
        self._sending: list[Form] = []
        world.boundaries.watch_call = self._watch
        self._real_book = type(world.server.gym).book
        world.server.gym.book = self._book  # type: ignore[method-assign]

    def sending(self, form: Form) -> "_Sending":
        return _Sending(self._sending, form)

    def _watch(self, where: str, call: Call, outcome: str) -> None:
        if call.endpoint != BOOK:
            return
        form = self._sending[-1]  # or nobody is sending anything, which is the fault this looks for
        if where == BEFORE_CALL:
            assert not form.requests, f"a second request for {form.reference}"
            self._nothing_in_the_way(form)
        elif outcome not in NOTHING_HAPPENED:
            form.requests += 1

    def _book(self, studio: Any, wanted: Any) -> VendorBooking:
        gym = self.world.server.gym
        booking = self._real_book(gym, studio, wanted)
        form = self._sending[-1]
        form.made.append(booking.id)
        self.wish_of[booking.id] = form
        return booking

    def _nothing_in_the_way(self, form: Form) -> None:
        """No booking that came of another form of this person stands at this time already."""
        starts_at, ends_at = self.time_of(form)
        standing = [
            one.id
            for one in self.world.at_the_vendor(form.person)
            if one.is_live
            and one.id in self.wish_of
            and one.id not in self.moved_at_desk
            and one.overlaps(starts_at, ends_at)
        ]
        assert not standing, f"{form.reference} leaves although {standing} stands"

    def time_of(self, form: Form) -> tuple[datetime, datetime]:
        from studios.models import Attempt

        row = Attempt.objects.get(reference=form.reference)
        return row.starts_at, row.ends_at


class _Sending:
    def __init__(self, stack: list[Form], form: Form) -> None:
        self.stack, self.form = stack, form

    def __enter__(self) -> None:
        self.form.sent += 1
        self.stack.append(self.form)

    def __exit__(self, *_: object) -> None:
        self.stack.pop()
