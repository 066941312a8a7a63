"""How things are done in the storm: pages fetched, forms sent and desks visited, each by a process that may die."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.error import HTTPError

from django.core import mail

from studios.management.worker import run_due_tasks
from studios.models import Booking
from studios.sandbox.records import Booking as VendorBooking
from tests.endurance.acts import Fate
from tests.endurance.wishes import Form, Wishes
from tests.endurance.world import OFFERED, PEOPLE, TENANT, World
from tests.pages import Page

Action = Callable[[], Any]
STAYS_OPEN = timedelta(hours=2)


class Stage:
    """One example's; `steps` and `facts` count what is told of the whole run in the end."""

    def __init__(self, world: World, steps: Counter[str], facts: Counter[str]) -> None:
        self.world, self.steps, self.facts = world, steps, facts
        self.wishes = Wishes(world)
        self._pages: dict[str, tuple[list[str], datetime]] = {}

    def process(
        self, action: Action, fate: Fate, again: Action = run_due_tasks, tab: Action = run_due_tasks
    ) -> Any:
        """What `action` returns; none when it died."""
        kind, at = fate or ("", 0)
        happenings: dict[str, Action] = {
            "again": again,
            "tab": tab,
            "work": run_due_tasks,
            "hooks": self.flush,
            "stall": lambda: self.world.wait(70),
            "desk": lambda: self.desk_books("ada", OFFERED[at % len(OFFERED)], at),
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

    # A member's browser

    def get(self, who: str, url: str, fate: Fate = None) -> Page | None:
        page: Page | None = self.process(lambda: Page(self.world.browsers[who].get(url, follow=True)), fate)
        return page

    def choose(self, who: str, what: tuple[str, int], ahead: int, number: int, fate: Fate) -> Form | None:
        """Looks at the free times and opens the confirmation of one; none when there is none."""
        self.steps["choose"] += 1
        slug, appointment = what
        day = self.world.studios[slug].local(self.world.now).date() + timedelta(days=ahead)
        links = self._free_times(who, f"/studios/{slug}/appointments/{appointment}/?start={day}")
        return self.open_form(who, links[number % len(links)], fate) if links else None

    def choose_to_move(self, who: str, booking: Booking, ahead: int, number: int) -> Form | None:
        """The same for a booking that is to have another time."""
        self.steps["choose to move"] += 1
        day = booking.studio.local(self.world.now).date() + timedelta(days=ahead)
        links = self._free_times(who, f"/bookings/{booking.reference}/move/?start={day}")
        if not links:
            return None
        return self.open_form(who, links[number % len(links)], moves=booking.booking_id)

    def _free_times(self, who: str, url: str) -> list[str]:
        """Where the free times lead; a page stays open for a while, and what it shows grows old."""
        links, seen_at = self._pages.get(url, ([], self.world.now))
        if not links or self.world.now - seen_at > STAYS_OPEN:
            page = self.get(who, url)
            links = [one.attributes["href"] for one in page.all("data-slot-start")] if page else []
            self._pages[url] = links, self.world.now
        return links

    def open_form(self, who: str, url: str, fate: Fate = None, *, moves: int = 0) -> Form | None:
        page = self.get(who, url, fate)
        if not page or "shown" not in page.fields():
            return None
        form = Form.on(who, url, page.fields(), moves=moves)
        self.wishes.forms.append(form)
        return form

    def confirm(self, form: Form, fate: Fate) -> None:
        """Sends the form; with the fate "tab", another one for the same time while it is under way."""
        self.steps[f"{'move' if form.moves else 'confirm'}{' again' if form.sent else ''}"] += 1
        twin = self.open_form(form.person, form.url, moves=form.moves) if fate and fate[0] == "tab" else None
        is_new = not form.sent
        page = self.process(
            lambda: self._send(form),
            fate,
            again=lambda: self._send(form),
            tab=lambda: self._send(twin or form),
        )
        if page and fate is None and page.values("data-booking-reference") == [form.reference]:
            self._believe(form, page.value("data-booking-status"))
        elif page and fate is None and is_new and page.all("data-booking-reference") and not form.moves:
            # A time that is free again, because what was there is cancelled, can be booked again.
            status = page.value("data-booking-status")
            assert status != "CANCELED", f"{form.reference} led to a booking that is cancelled"

    def _send(self, form: Form) -> Page:
        self.wishes.send(form)
        return Page(self.world.browsers[form.person].post(form.url, form.fields, follow=True))

    def cancel(self, who: str, booking: Booking, fate: Fate) -> None:
        """Only where the page that asks has a button."""
        url = f"{booking.get_absolute_url()}cancel/"
        asked = self.get(who, url)
        if asked and not asked.all("data-refusal") and not asked.answer.redirect_chain:
            self.steps["cancel"] += 1

            def send() -> Page:
                self.wishes.cancels[booking.booking_id] += 1
                return Page(self.world.browsers[who].post(url, follow=True))

            self.process(send, fate, again=send, tab=send)

    def _believe(self, form: Form, status: str) -> None:
        """A page that says how it ended is right."""
        self.facts[f"told {status}"] += 1
        if status in ("REFUSED", "NOT_BOOKED"):
            live = {one.id for one in self.world.at_the_vendor(form.person) if one.is_live}
            assert not set(form.made) & live, f"{form.reference}: {status}, and {form.made} stand"
        if status.startswith("BOOKED"):
            assert form.made, f"{form.reference}: {status}, and nothing was made"

    # Everybody else

    def flush(self) -> None:
        """Webhooks that wait are sent."""
        sent = self.world.server.hooks.flush()
        self.facts["webhooks sent"] += int(str(sent["sent"]))
        self.facts["webhooks delivered"] += int(str(sent["delivered"]))

    def desk_books(self, who: str, what: tuple[str, int], hours: int) -> None:
        slug, appointment = what
        customer = self.world.members[who][0].customer_id
        body = {"studio": slug, "customer": customer, "appointment": appointment, "start": self._hour(hours)}
        self._desk("bookings", body)

    def desk_moves(self, booking: VendorBooking, hours: int) -> None:
        self.wishes.moved_at_desk.add(booking.id)
        self._desk(f"bookings/{booking.id}/move", {"start": self._hour(hours)})

    def desk_cancels(self, booking: VendorBooking, only: str = "") -> None:
        self._desk(f"bookings/{booking.id}/cancel", {"only": only} if only else {})

    def desk_confirms(self, booking: VendorBooking) -> None:
        self._desk(f"bookings/{booking.id}/confirm", {})

    def at_the_vendor(self, number: int, status: str = "") -> VendorBooking | None:
        """One of the bookings to come, the latest made at 0."""
        found = [
            one
            for person in PEOPLE
            for one in self.world.at_the_vendor(person)
            if one.is_live and one.starts_at > self.world.now and status in ("", one.status)
        ]
        return sorted(found, key=lambda one: -one.id)[number % len(found)] if found else None

    def _desk(self, path: str, body: dict[str, Any]) -> None:
        self.steps["desk"] += 1
        try:
            self.world.vendor.ask("POST", f"desk/{path}?tenant={TENANT}", body)
        except HTTPError as refused:
            refused.close()
            self.facts["desk refused"] += 1

    def _hour(self, hours: int) -> str:
        at = self.world.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours)
        return at.isoformat()
