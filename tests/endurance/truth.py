"""What has to be so when the dust has settled: the sandbox's state is the truth, and what members see is held to it."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.databases import rows
from tests.endurance.desk import NUMBERS, Desk
from tests.endurance.person import LIVE, Person
from tests.endurance.town import TENANT, Town, until
from tests.processes import secrets_of_the_demo

LIST_REACHES = timedelta(days=14)
SECONDS_TO_SETTLE = 180.0
ZONE = ZoneInfo("Europe/Berlin")  # of all three studios of the chain
DID_NOT_ANSWER = "did not answer just now"

# What the worker still has to do, as queries that find rows; reminders are for later.
OWED = {
    "attempts within the list's reach": """SELECT reference, state, look_at, gives_up_at FROM studios_attempt
        WHERE (state IN ('SENDING', 'UNSURE') OR (state = 'BOOKED' AND booking_id IS NULL AND ends_at > '{now}'))
        AND ends_at < '{list_ends}'""",
    "cancellations": "SELECT reference, cancelling FROM studios_booking WHERE cancelling <> '' AND ends_at > '{now}'",
    "moves": """SELECT attempt.reference, move.state, move.last_error FROM studios_move move
        JOIN studios_attempt attempt ON attempt.id = move.attempt_id
        WHERE move.next_try_at IS NOT NULL AND move.state <> 'waiting'
        AND NOT (attempt.state IN ('SENDING', 'UNSURE') AND attempt.ends_at >= '{list_ends}')""",
    "webhooks": "SELECT uuid, last_error FROM studios_webhookmessage WHERE next_try_at IS NOT NULL",
    "changes": "SELECT id, kind FROM studios_bookingchange WHERE told_at IS NULL",
    "mails": "SELECT kind, last_error FROM studios_letter WHERE next_try_at IS NOT NULL AND kind <> 'reminder'",
}


@dataclass(frozen=True)
class Seen:
    """One live booking as the vendor has it, or as the member's page and our copy show it."""

    slug: str
    number: int
    status: str
    starts_at: datetime


def let_dust_settle(town: Town, people: list[Person]) -> None:
    """No more trouble; then until nobody is at work, and every page says how things are at every studio."""
    town.vendor.ask("DELETE", "mishaps")
    _settle(town)
    for person in people:
        until(
            lambda person=person: DID_NOT_ANSWER not in person.get("/bookings/?everywhere=1").text,
            seconds=SECONDS_TO_SETTLE,
            what=f"every studio answers {person.name}",
        )
    _settle(town)


def _settle(town: Town) -> None:
    def nothing_waits() -> bool:
        town.vendor.flush_hooks()
        waiting = town.vendor.ask("GET", "hooks")["waiting"]
        return not waiting and not any(owed(town).values())

    try:
        until(nothing_waits, seconds=SECONDS_TO_SETTLE, what="nothing is owed")
    except AssertionError as error:
        raise AssertionError(f"{error}: {owed(town)}") from None


def owed(town: Town) -> dict[str, list[tuple[Any, ...]]]:
    now = datetime.now(UTC)
    moments = {"now": _text(now), "list_ends": _text(now + LIST_REACHES - timedelta(hours=1))}
    return {what: rows(town.database_url, query.format(**moments)) for what, query in OWED.items()}


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}+00"


class Truth:
    """Each question answers with what is wrong; nothing is as it should be."""

    def __init__(self, town: Town, people: list[Person], desk: Desk) -> None:
        self.town, self.people, self.desk = town, people, desk
        self.now = datetime.now(UTC)
        self.bookings = [one for one in town.vendor.bookings(live=False) if one["customer_id"] in NUMBERS]
        self.bookings = [one for one in self.bookings if one["tenant"] == TENANT]
        town.read_journal()

    def differences(self) -> list[str]:
        """Between the sandbox and what each member is shown, inside two weeks."""
        found = []
        for person in self.people:
            there, here = self._at_the_vendor(person), self._shown_to(person)
            found += [f"{person.name} is not shown {one}" for one in sorted(there - here, key=str)]
            found += [f"{person.name} is shown {one}" for one in sorted(here - there, key=str)]
        return found

    def made_twice(self) -> list[str]:
        """Bookings and requests beyond the number of forms that asked for them."""
        asked = Counter(
            (wish.person, wish.slug, wish.appointment_id, wish.start)
            for person in self.people
            for wish in {wish.reference: wish for wish in person.wishes}.values()
        )
        made = Counter(
            (
                NUMBERS[one["customer_id"]],
                one["studio"],
                one["appointment_id"],
                self.desk.moved.get(one["id"], one["startDateTime"]),
            )
            for one in self.bookings
            if not one["made_at_desk"]
        )
        arrived = Counter(
            (NUMBERS[body["customerId"]], body["bookableAppointmentId"], body["startDateTime"])
            for (_at, text), status in self.town.posts.items()
            if status != 429
            for body in [json.loads(text)]
        )
        sent = Counter((name, number, start) for name, _slug, number, start in asked.elements())
        return [f"{number} × {what}" for what, number in made.items() if number > asked[what]] + [
            f"{number} requests for {what}" for what, number in arrived.items() if number > sent[what]
        ]

    def silently_open(self) -> list[str]:
        """Attempts that nobody knows the end of, and that their member's page does not show so."""
        waiting = self._rows(
            "SELECT reference, state FROM studios_attempt WHERE state IN ('SENDING', 'UNSURE')"
        )
        shown = {
            reference: status for person in self.people for reference, status in person.overview().items()
        }
        return [f"{reference} is {state}" for reference, state in waiting if shown.get(reference) != state]

    def keys_in_logs(self) -> list[str]:
        texts = {file.name: file.read_text(errors="replace") for file in self.town.folder.glob("*.log")}
        return [
            f"{key[:12]}… in {name}" for key in secrets_of_the_demo() for name in texts if key in texts[name]
        ]

    def failed_tasks(self) -> list[str]:
        """Tasks that ended in an exception, other than by a database that was locked for too long, or killed."""
        killed = self.town.kills["PostgreSQL"]
        failed = self._rows(
            """SELECT task_path, exception_class_path, traceback FROM django_tasks_database_dbtaskresult
            WHERE status = 'FAILED'"""
        )
        return [
            f"{path}: {traceback}"
            for path, kind, traceback in failed
            if not (kind == "django.db.utils.OperationalError" and ("locked" in traceback or killed))
        ]

    def ends(self, table: str) -> dict[str, int]:
        """How many attempts or moves are in which state."""
        return dict(Counter(state for (state,) in self._rows(f"SELECT state FROM studios_{table}")))  # noqa: S608

    def _at_the_vendor(self, person: Person) -> set[Seen]:
        return {
            Seen(one["studio"], one["id"], one["status"], starts_at)
            for one in self.bookings
            if one["customer_id"] in person.numbers
            and one["status"] != "CANCELED"
            and not one["appointment_canceled"]
            and self._is_soon(starts_at := datetime.fromisoformat(one["starts_at"]))
        }

    def _shown_to(self, person: Person) -> set[Seen]:
        """What the page lists, with the number and the time of our copy, if the page shows that time."""
        copies = {
            reference: (slug, number, _instant(starts_at))
            for reference, slug, number, starts_at in self._rows(
                """SELECT booking.reference, studio.slug, booking.booking_id, booking.starts_at
                FROM studios_booking booking JOIN studios_studio studio ON studio.id = booking.studio_id"""
            )
        }
        page = person.get("/bookings/?everywhere=1")
        seen = set()
        for row in page.all("data-booking-reference"):
            status = row.attributes["data-booking-status"]
            reference = row.attributes["data-booking-reference"]
            if status not in LIVE or reference not in copies:
                continue
            slug, number, starts_at = copies[reference]
            if self._is_soon(starts_at):
                clock = f"{starts_at.astimezone(ZONE):%H:%M} – "
                seen.add(Seen(slug, number, status if clock in row.text else "another time", starts_at))
        return seen

    def _is_soon(self, starts_at: datetime) -> bool:
        return self.now + timedelta(minutes=5) < starts_at < self.now + LIST_REACHES - timedelta(hours=3)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return rows(self.town.database_url, query)


def _instant(value: object) -> datetime:
    """SQLite keeps instants as text without a zone, in UTC."""
    if isinstance(value, datetime):
        return value
    at = datetime.fromisoformat(str(value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)
