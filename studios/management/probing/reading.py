"""How this studio's Open API behaves where the reference is silent or was seen to be wrong: asked, never assumed.

Pure: a client in, a report out. Nothing is written, and no write is sent that could succeed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from studios.magicline.asks import Ask
from studios.magicline.client import APPOINTMENTS, BOOKINGS, Client
from studios.magicline.moments import Moment
from studios.magicline.paging import MOST_SLICES, SLICE_SIZE
from studios.magicline.replies import Reply
from studios.management.probing.notebook import Notebook, outcome
from studios.management.probing.report import Facts, Report

INFORMATION = "/v1/studios/information"
SEARCH, SEARCH_EVERYWHERE = "/v1/customers/search", "/v1/cross-studio/customers/search"
NOBODYS_ADDRESS = "probe@booking-site.invalid"  # `.invalid` is reserved for that (RFC 2606)
NOBODYS_ID = 2**63 - 1
_MOST_APPOINTMENTS, _MOST_DAYS = 5, 7


@dataclass
class Probe:
    """One round of questions. `now` is an instant, `zone` the studio's."""

    client: Client
    report: Report
    now: datetime
    zone: ZoneInfo
    notebook: Notebook = field(default_factory=Notebook)
    appointments: list[Mapping[str, Any]] = field(default_factory=list)
    slots: list[Mapping[str, Any]] = field(default_factory=list)
    days_ahead: int = 1

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def look(self, ask: Ask, kind: str) -> tuple[Reply, Any]:
        reply = self.client.look(ask)
        return reply, self.notebook.note(reply, kind)

    def read(self) -> None:
        """Everything that can be known without a booking."""
        for name, step in (
            ("HEAD", self._head),
            ("Scopes", self._scopes),
            ("Slices", self._slices),
            ("Windows", self._windows),
            ("Slots", self._slots),
            ("Validate", self._validate),
            ("Languages", self._languages),
            ("Pictures", self._pictures),
        ):
            with self.report.section(name) as facts:
                step(facts)
            if name == "HEAD" and (
                self.report.NOT_GONE_ON in facts or all(seen == 401 for seen in facts.values())
            ):
                return  # everything else would only repeat the same news

    def sum_up(self) -> None:
        """What was noticed in all answers; to be called last."""
        with self.report.section("Date-times") as facts:
            for form, number in sorted(self.notebook.moments.items()):
                facts[form] = number
            facts["zones in brackets"] = sorted(self.notebook.zones)
        with self.report.section("Error bodies") as facts:
            facts["seen"] = sorted(self.notebook.errors)
        with self.report.section("Not in the reference") as facts:
            facts["properties"] = sorted(self.notebook.unknown_names)
            facts["words"] = sorted(self.notebook.unknown_words)

    def _head(self, facts: Facts) -> None:
        for endpoint in (APPOINTMENTS, INFORMATION, f"{APPOINTMENTS}/validate", SEARCH):
            facts[endpoint] = self.client.look(Ask("HEAD", endpoint)).status

    def _scopes(self, facts: Facts) -> None:
        """A book without a body can never succeed: everything that is required is missing."""
        nobody = {"email": NOBODYS_ADDRESS}
        for scope, ask, kind in (
            ("STUDIO_READ", Ask("GET", INFORMATION), "studio"),
            ("BOOKABLE_APPOINTMENTS_READ", Ask("GET", APPOINTMENTS), "slice"),
            ("APPOINTMENTS_READ", Ask("GET", f"{BOOKINGS}/{{id}}", NOBODYS_ID), "booking"),
            ("APPOINTMENTS_WRITE", Ask("POST", f"{BOOKINGS}/book", body={}, write=True), "booking"),
            ("CUSTOMER_READ", Ask("POST", SEARCH, body=nobody), "customer"),
            ("search across studios", Ask("POST", SEARCH_EVERYWHERE, body=nobody), "customer"),
        ):
            reply, _body = self.look(ask, kind)
            word = {401: "key not known", 403: "not permitted"}.get(reply.status, "permitted")
            facts[scope] = f"{word} ({outcome(reply)})"

    def _slices(self, facts: Facts) -> None:
        for size in (10, 49, 50, 100, 101):
            reply, body = self.look(Ask("GET", APPOINTMENTS, query={"sliceSize": size}), "slice")
            facts[f"sliceSize={size}"] = f"{outcome(reply)}{_length(body)}"
        offsets: list[str] = []
        query: dict[str, str | int] = {"sliceSize": SLICE_SIZE}
        for _number in range(MOST_SLICES):
            _reply, body = self.look(Ask("GET", APPOINTMENTS, query=query), "slice")
            self.appointments += _objects(body, "result")
            if not isinstance(body, Mapping) or body.get("hasNext") is not True:
                break
            offsets.append(str(body.get("offset")))
            if offsets[-1] in offsets[:-1]:
                break
            query = {**query, "offset": offsets[-1]}
        ids = [one.get("id") for one in self.appointments]
        facts["appointments"] = len(ids)
        facts["appointments that came twice"] = len(ids) - len(set(ids))
        facts["slices after the first"] = len(offsets)
        facts["an offset came again"] = _yes(len(set(offsets)) < len(offsets))

    def _windows(self, facts: Facts) -> None:
        appointment = next(iter(self._ids()), NOBODYS_ID)
        for days in (7, 6, 3, 1):
            reply, _body = self._window(appointment, self.today, days)
            facts[f"daysAhead={days}"] = outcome(reply)
            if reply.status == 200:
                self.days_ahead = max(self.days_ahead, days)
        facts["last day of a window"] = self._last_day()

    def _last_day(self) -> str:
        """One day, as the last of a window and as the first of the next: the same slots, or fewer?"""
        for appointment in self._ids():
            for ahead in range(_MOST_DAYS):
                day = self.today + timedelta(days=ahead + 1)
                _reply, window = self._window(appointment, day - timedelta(days=1), 1)
                _reply, following = self._window(appointment, day, 1)
                last, first = self._on(window, day), self._on(following, day)
                if first:
                    return "included" if last == first else "included in part" if last else "not included"
        return "not known: no slots were found"

    def _slots(self, facts: Facts) -> None:
        for appointment in self._ids():
            _reply, body = self._window(appointment, self.today, self.days_ahead)
            found = _objects(body)
            starts = [self._instant(one) for one in found]
            seen = [str(one) for one in found]
            last = self.today + timedelta(days=self.days_ahead)
            self.slots += found
            for fact, number in (
                ("seen", len(found)),
                ("the same one again", len(seen) - len(set(seen))),
                ("in the past", sum(at is not None and at < self.now for at in starts)),
                ("after the last day", sum(at is not None and self._day(at) > last for at in starts)),
                ("without instructors", sum(not one.get("instructors") for one in found)),
                ("with no readable start", starts.count(None)),
                ("lists out of order", int((known := [at for at in starts if at]) != sorted(known))),
            ):
                facts[fact] = int(str(facts.get(fact, 0))) + number

    def _validate(self, facts: Facts) -> None:
        body = {
            "customerId": NOBODYS_ID,
            "bookableAppointmentId": next(iter(self._ids()), NOBODYS_ID),
            "startDateTime": (self.slots[0] if self.slots else {}).get("startDateTime", ""),
            "endDateTime": (self.slots[0] if self.slots else {}).get("endDateTime", ""),
        }
        reply, _body = self.look(Ask("POST", f"{APPOINTMENTS}/validate", body=body), "validation")
        facts["a customer that is nobody"] = outcome(reply)

    def _languages(self, facts: Facts) -> None:
        """The words of one refusal, compared and not shown."""
        texts = {}
        for language in ("en", "de", "xx", ""):
            ask = Ask("GET", f"{APPOINTMENTS}/{{id}}", NOBODYS_ID, language=language)
            _reply, body = self.look(ask, "appointment")
            first = body[0] if isinstance(body, list) and body else body
            texts[language] = str(first.get("errorMessage", "")) if isinstance(first, Mapping) else ""
        facts["de and en differ"] = _yes(texts["de"] != texts["en"])
        for language, fact in (("xx", "a language nobody has"), ("", "no language asked for")):
            same = [other for other in ("en", "de") if texts[other] == texts[language]]
            facts[fact] = f"as {' and '.join(same)}" if same else "another text"

    def _pictures(self, facts: Facts) -> None:
        urls = [url for one in self.appointments if isinstance(url := one.get("imgUrl"), str) and url]
        facts["appointments with a picture"] = len(urls)
        names: set[str] = set()
        lives: set[int] = set()
        for url in urls:
            for name, value in parse_qsl(urlsplit(url).query):
                names.add(name if name.replace("-", "").replace("_", "").isalnum() else "(an odd name)")
                if "expires" in name.lower() and value.isdigit() and len(value) < 12:
                    lives.add(_seconds_left(int(value), self.now))
        facts["parameters of their addresses"] = sorted(names)
        facts["minutes until they expire"] = sorted({str(seconds // 60) for seconds in lives}, key=int)

    def _ids(self) -> list[int]:
        found = [one["id"] for one in self.appointments if isinstance(one.get("id"), int)]
        return found[:_MOST_APPOINTMENTS]

    def _window(self, appointment: int, start_on: date, days: int) -> tuple[Reply, Any]:
        query: dict[str, str | int] = {"slotWindowStartDate": start_on.isoformat(), "daysAhead": days}
        return self.look(Ask("GET", f"{APPOINTMENTS}/{{id}}/slots", appointment, query), "slot")

    def _on(self, body: Any, day: date) -> list[datetime]:
        starts = (self._instant(one) for one in _objects(body))
        return sorted({at for at in starts if at and self._day(at) == day})

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    @staticmethod
    def _instant(slot: Mapping[str, Any]) -> datetime | None:
        try:
            return Moment.read(str(slot.get("startDateTime"))).instant
        except ValueError:
            return None


def _objects(body: Any, name: str = "") -> list[Mapping[str, Any]]:
    """The objects of a list, or of the list of that name in an object."""
    found = body.get(name) if name and isinstance(body, Mapping) else body
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _length(body: Any) -> str:
    return f", {len(_objects(body, 'result'))} came" if isinstance(body, Mapping) and "result" in body else ""


def _seconds_left(value: int, now: datetime) -> int:
    """Of an instant, or of a span, both in seconds."""
    return int((datetime.fromtimestamp(value, UTC) - now).total_seconds()) if value > 10**8 else value


def _yes(fact: bool) -> str:  # noqa: FBT001 - there is nothing else to it
    return "yes" if fact else "no"
