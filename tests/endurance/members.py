"""What members, the desk, the vendor's trouble, the worker and the clock do, in whatever order hypothesis draws."""

import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar
from urllib.error import HTTPError

from django.core import mail
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking
from studios.models.attempt_states import WAITING
from studios.sandbox.records import TO_CONFIRM
from studios.sandbox.records import Booking as VendorBooking
from tests.endurance import dust
from tests.endurance.wishes import Form, Wishes
from tests.endurance.world import OFFERED, PEOPLE, TENANT, World
from tests.pages import Page

ENDPOINTS = ("book", "book", "booking", "bookings", "cancel", "validate", "slots", "bookable_one")
TROUBLE = (
    "cut_before", "cut_after", "cut_body", "429", "500", "503", "400", "409", "garbage", "empty", "truncated",
    "html", "wrong_types", "missing_fields", "unknown_enum", "slot_taken",
)  # fmt: skip
WEBHOOK_TROUBLE = ("lose", "double", "shuffle", "delay", "several", "wrong_key")
PAUSES = (1, 7, 25, 45, 130, 1000, 4000, 20_000, 90_000, 400_000)

people = st.sampled_from(tuple(PEOPLE))
numbers = st.integers(0, 7)
# What befalls a request or a turn of the worker: death at its n-th boundary, or something else in its middle.
fates = st.one_of(
    st.none(),
    st.none(),
    st.tuples(st.just("dies"), st.integers(1, 24)),
    st.tuples(st.sampled_from(("again", "work", "hooks", "stall", "desk")), st.integers(1, 8)),
)
Fate = tuple[str, int] | None


class Storm(RuleBasedStateMachine):
    """`world` and `steps` are the run's; everything else is one example's."""

    world: ClassVar[World]
    steps: ClassVar[Counter[str]]
    facts: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.world.begin()
        self.wishes = Wishes(self.world)
        self.since_settled = 0

    def teardown(self) -> None:
        if sys.exc_info()[0] is None:
            self._settle()

    # Members

    @rule(who=people, what=st.sampled_from(OFFERED), ahead=st.integers(0, 20), number=numbers, fate=fates)
    def choose(self, who: str, what: tuple[str, int], ahead: int, number: int, fate: Fate) -> None:
        """Looks at the free times and opens the confirmation of one."""
        self._step("choose")
        self._choose(who, what, ahead, number, fate)

    @rule(who=people, what=st.sampled_from(OFFERED), ahead=st.integers(0, 20), number=numbers, fate=fates)
    def book(self, who: str, what: tuple[str, int], ahead: int, number: int, fate: Fate) -> None:
        """The whole way, with the fate at its end."""
        self._step("book")
        self._choose_and_confirm(who, what, ahead, number, fate)

    @rule(who=people, what=st.sampled_from(OFFERED), number=numbers, fate=fates)
    def book_soon(self, who: str, what: tuple[str, int], number: int, fate: Fate) -> None:
        """The same for tomorrow, where the others want to go as well."""
        self._step("book soon")
        self._choose_and_confirm(who, what, 1, number, fate)

    @precondition(lambda self: self.wishes.forms)
    @rule(number=numbers)
    def open_another_tab(self, number: int) -> None:
        """Opens the confirmation of a time once more."""
        self._step("open another tab")
        form = self._form(number)
        self._open_form(form.person, form.url, None)

    @precondition(lambda self: self.wishes.forms)
    @rule(number=numbers, fate=fates)
    def confirm(self, number: int, fate: Fate) -> None:
        """Sends a form, be it for the first time or again."""
        form = self._form(number)
        self._step("confirm again" if form.sent else "confirm")
        self._confirm(form, fate)

    @rule(who=people, number=numbers, fate=fates)
    def cancel(self, who: str, number: int, fate: Fate) -> None:
        """Asks for the cancellation of a booking and confirms it."""
        self._step("cancel")
        theirs = list(Booking.objects.of(self.world.members[who]))
        if not theirs:
            return
        booking = theirs[-1 - number % len(theirs)]
        url = f"{booking.get_absolute_url()}cancel/"
        asked = self._get(who, url)
        if asked and not asked.all("data-refusal") and asked.answer.redirect_chain == []:
            self.wishes.cancels[booking.reference] += 1

            def send() -> Page:
                return Page(self.world.browsers[who].post(url, asked.fields(), follow=True))

            self._process(send, fate, again=send)

    @rule(who=people, fate=fates)
    def open_my_bookings(self, who: str, fate: Fate) -> None:
        self._step("open my bookings")
        page = self._get(who, "/bookings/", fate)
        if page and page.answer.status_code == 200:
            dust.nothing_is_open_without_saying_so(self.world, who, page)

    @rule(who=people, number=numbers, fate=fates)
    def open_one_booking(self, who: str, number: int, fate: Fate) -> None:
        self._step("open one booking")
        references = [one.reference for one in Attempt.objects.of(self.world.members[who])]
        references += [one.reference for one in Booking.objects.of(self.world.members[who])]
        if references:
            reference = references[number % len(references)]
            self._get(who, f"/bookings/{reference}/", fate)
            waiting = Attempt.objects.filter(reference=reference, state__in=WAITING).first()
            if waiting:
                page = self._get(who, f"/bookings/{reference}/")
                waiting.refresh_from_db()
                assert page
                assert page.value("data-booking-status") in (waiting.state, "BOOKED")

    # The desk

    @rule(
        does=st.sampled_from(("books", "moves", "cancels", "cancels", "confirms", "confirms")),
        who=people,
        what=st.sampled_from(OFFERED),
        number=numbers,
        hours=st.integers(1, 400),
    )
    def desk(self, does: str, who: str, what: tuple[str, int], number: int, hours: int) -> None:
        self._step(f"desk {does}")
        if does == "books":
            self._desk_books(who, what, hours)
            return
        booking = self._at_the_vendor(number, status=TO_CONFIRM if does == "confirms" else "")
        if booking and does == "moves":
            self.wishes.moved_at_desk.add(booking.id)
            self._desk(f"bookings/{booking.id}/move", {"start": self._hour(hours)})
        elif booking and does == "cancels":
            # One of the vendor's two words for it, or both.
            only = {0: {"only": "booking"}, 1: {"only": "appointment"}}.get(hours % 4, {})
            self._desk(f"bookings/{booking.id}/cancel", only)
        elif booking:
            self._desk(f"bookings/{booking.id}/confirm", {})

    # Trouble, the worker and the clock

    @rule(
        endpoint=st.sampled_from(ENDPOINTS),
        kind=st.sampled_from(TROUBLE),
        count=st.sampled_from((1, 1, 2, 4)),
    )
    def trouble(self, endpoint: str, kind: str, count: int) -> None:
        self._step("trouble")
        if kind == "slot_taken" and endpoint not in ("validate", "book"):
            kind = "cut_after"
        self.facts[f"mishap {kind}"] += 1
        self.world.vendor.mishap(endpoint, kind, count=count)

    @rule(kind=st.sampled_from(WEBHOOK_TROUBLE), count=st.integers(1, 3))
    def webhook_trouble(self, kind: str, count: int) -> None:
        self._step("webhook trouble")
        self.facts[f"webhook mishap {kind}"] += 1
        more = {"value": "APPOINTMENT_BOOKING_UPDATED"} if kind == "several" else {}
        self.world.vendor.mishap("webhook", kind, count=count, seconds=60, **more)

    @rule(fate=fates)
    def hooks_arrive(self, fate: Fate) -> None:
        self._step("webhooks arrive")
        self._process(self._flush, fate)

    @rule(fate=fates)
    def worker_works(self, fate: Fate) -> None:
        self._step("worker works")
        self._process(run_due_tasks, fate)

    @rule(seconds=st.sampled_from(PAUSES))
    def time_passes(self, seconds: int) -> None:
        self._step("time passes")
        self.world.wait(seconds)

    @precondition(lambda self: self.since_settled > 50)
    @rule()
    def dust_settles(self) -> None:
        self._step("dust settles")
        self._settle()

    # How

    def _settle(self) -> None:
        self.since_settled = 0
        dust.settle(self.world)
        dust.check(self.world, self.wishes)

    def _step(self, name: str) -> None:
        self.steps[name] += 1
        self.since_settled += 1
        self.world.wait(1)

    def _process(self, action: Callable[[], Any], fate: Fate, again: Callable[[], Any] | None = None) -> Any:
        """What `action` returns; none when it died."""
        kind, at = fate or ("", 0)
        happenings: dict[str, Callable[[], Any]] = {
            "again": again or run_due_tasks,
            "work": run_due_tasks,
            "hooks": self._flush,
            "stall": lambda: self.world.wait(70),
            "desk": lambda: self._desk_books("ada", OFFERED[at % len(OFFERED)], at),
        }
        mails = len(mail.outbox)
        with self.world.boundaries.process(
            dies_at=at if kind == "dies" else 0, meanwhile_at=at, meanwhile=happenings.get(kind)
        ):
            return action()
        # Only the dead come here: whatever they sent, they may not have written it down.
        sent = mail.outbox[mails:]
        self.world.perhaps_sent_twice |= {one.extra_headers.get("Message-ID", "") for one in sent}
        return None

    def _get(self, who: str, url: str, fate: Fate = None) -> Page | None:
        def page() -> Page:
            return Page(self.world.browsers[who].get(url, follow=True))

        got: Page | None = self._process(page, fate)
        return got

    def _open_form(self, who: str, url: str, fate: Fate) -> Form | None:
        page = self._get(who, url, fate)
        if not page or "shown" not in page.fields():
            return None
        form = Form.on(who, url, page.fields())
        self.wishes.forms.append(form)
        return form

    def _choose(self, who: str, what: tuple[str, int], ahead: int, number: int, fate: Fate) -> Form | None:
        slug, appointment = what
        day = self.world.studios[slug].local(self.world.now).date() + timedelta(days=ahead)
        slots = self._get(who, f"/studios/{slug}/appointments/{appointment}/?start={day}")
        links = slots.all("data-slot-start") if slots else []
        if links:
            return self._open_form(who, links[number % len(links)].attributes["href"], fate)
        return None

    def _choose_and_confirm(
        self, who: str, what: tuple[str, int], ahead: int, number: int, fate: Fate
    ) -> None:
        form = self._choose(who, what, ahead, number, None)
        if form:
            self._confirm(form, fate)

    def _confirm(self, form: Form, fate: Fate) -> None:
        page = self._process(lambda: self._send(form), fate, again=lambda: self._send(form))
        if page and fate is None:
            self._believe(form, page)

    def _form(self, number: int) -> Form:
        """One of the last forms, the latest at 0."""
        return self.wishes.forms[-1 - number % len(self.wishes.forms)]

    def _send(self, form: Form) -> Page:
        with self.wishes.sending(form):
            return Page(self.world.browsers[form.person].post(form.url, form.fields, follow=True))

    def _believe(self, form: Form, page: Page) -> None:
        """A page that says how it ended is right."""
        status = (page.values("data-booking-status") or [""])[0]
        live = [one.id for one in self.world.at_the_vendor(form.person) if one.is_live]
        if status in ("REFUSED", "NOT_BOOKED") and page.values("data-booking-reference") == [form.reference]:
            self.facts[f"told {status}"] += 1
            assert not set(form.made) & set(live), f"{form.reference}: {status}, and {form.made} stand"
        elif status == "BOOKED" and page.values("data-booking-reference") == [form.reference]:
            self.facts["told BOOKED"] += 1

    def _flush(self) -> None:
        sent = self.world.server.hooks.flush()
        self.facts["webhooks sent"] += int(str(sent["sent"]))
        self.facts["webhooks delivered"] += int(str(sent["delivered"]))

    def _desk_books(self, who: str, what: tuple[str, int], hours: int) -> None:
        slug, appointment = what
        customer = self.world.members[who][0].customer_id
        body = {"studio": slug, "customer": customer, "appointment": appointment, "start": self._hour(hours)}
        self._desk("bookings", body)

    def _desk(self, path: str, body: dict[str, Any]) -> None:
        try:
            self.world.vendor.ask("POST", f"desk/{path}?tenant={TENANT}", body)
        except HTTPError as refused:
            refused.close()
            self.facts["desk refused"] += 1

    def _hour(self, hours: int) -> str:
        at = self.world.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
        return at.isoformat()

    def _at_the_vendor(self, number: int, status: str = "") -> VendorBooking | None:
        found = [
            one
            for person in PEOPLE
            for one in self.world.at_the_vendor(person)
            if one.is_live and one.starts_at > self.world.now and status in ("", one.status)
        ]
        return found[-1 - number % len(found)] if found else None
