"""Is this studio's key good, what may it do, and is it this studio's? Asks Magicline, changes nothing there.

Pure: a client in, a report out. Storing what was learned is the caller's.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from studios.connections import facts_of, time_facts_of
from studios.desk.finding_words import Code, Subject
from studios.desk.findings import Finding, Level, ended_by, not_possible
from studios.magicline.appointments import Appointment, Slot
from studios.magicline.client import Client
from studios.magicline.errors import Forbidden, KeyRejected, MagiclineError, Refused, UnexpectedReply
from studios.magicline.studio import StudioInformation

# Nobody has it: `.invalid` is reserved for that (RFC 2606). The search may be tried, and no person is read.
IMPOSSIBLE_ADDRESS = "connection-check@booking-site.invalid"
# How many appointments are asked for a slot before the time zone stays unknown.
MOST_SLOT_QUESTIONS = 3


class Stranger(Exception):
    """The key is another studio's. Nothing may be learned from it."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Expected:
    """What the site believes about the studio. `others` names the chain's other studios by their
    vendor number; without a name those that whoever asks does not see."""

    name: str
    time_zone: str
    pinned: int | None = None
    others: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """The findings in the order they were made, and the studio's fields that were learned on the way."""

    findings: tuple[Finding, ...]
    facts: Mapping[str, object]

    @property
    def is_good(self) -> bool:
        return all(finding.level is not Level.ERROR for finding in self.findings)


def check(client: Client, expected: Expected, *, today: date) -> Report:
    """Six kinds of calls at most, none of which changes anything. `today` is the day in the studio's zone.

    Ends early where going on would only repeat the same news: an unknown key, no connection, a rate limit, an address
    under which there is no Open API.
    """
    findings: list[Finding] = []
    facts: dict[str, object] = {}
    try:
        findings.extend(known_key(client))
        findings.extend(whose_key(client, expected, facts))
        findings.extend(_appointments(client, expected, facts, today))
        findings.extend(_customers(client))
        findings.append(_untried())
    except MagiclineError as error:
        findings.append(ended_by(error))
    except Stranger as stranger:
        findings.append(stranger.finding)
    return Report(tuple(findings), facts)


def known_key(client: Client) -> Iterator[Finding]:
    """Raises a `MagiclineError` unless Magicline knows the key."""
    try:
        client.check_key()
    except (KeyRejected, Refused, UnexpectedReply):
        # The answer to a HEAD has no body. Only that of a GET tells a wrong key from a wrong tenant.
        with suppress(Forbidden):  # only a known key can lack a scope
            client.studio_information()
    yield Finding(Level.OK, Code.KEY_KNOWN)


def whose_key(client: Client, expected: Expected, facts: dict[str, object]) -> Iterator[Finding]:
    """Adds to `facts` what is told about the studio. Raises `Stranger` when it is another one."""
    try:
        information = client.studio_information()
    except (Refused, UnexpectedReply) as error:
        yield not_possible(error, Subject.STUDIO)
        return
    stranger = _stranger(information, expected)
    if stranger:
        raise Stranger(stranger)
    if not information.name:
        yield Finding(Level.WARNING, Code.NO_NAME)
        return
    facts.update(facts_of(information))
    yield Finding(Level.OK, Code.STUDIO_IS, {"name": information.name[:200]})
    if information.name.strip().casefold() != expected.name.strip().casefold():
        yield Finding(
            Level.WARNING, Code.OTHER_NAME, {"here": expected.name, "there": information.name[:200]}
        )


def _appointments(
    client: Client, expected: Expected, facts: dict[str, object], today: date
) -> Iterator[Finding]:
    try:
        offered = client.appointments()
    except (Refused, UnexpectedReply) as error:
        yield not_possible(error, Subject.APPOINTMENTS)
        return
    if not offered:
        yield Finding(Level.WARNING, Code.NO_APPOINTMENTS)
        return
    yield Finding(Level.OK, Code.APPOINTMENTS, {"count": len(offered)})
    yield from _time_zone(client, offered, expected, facts, today)


def _time_zone(
    client: Client, offered: list[Appointment], expected: Expected, facts: dict[str, object], today: date
) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for appointment in offered[:MOST_SLOT_QUESTIONS]:
        try:
            slots = _readable_slots(client, appointment, today)
        except (Refused, UnexpectedReply) as error:
            yield not_possible(error, Subject.TIMES)
            return
        seen |= time_facts_of(slots)
        if "zone_seen" in seen:
            break
    facts["days_ahead_limit"] = client.days_ahead_limit
    facts.update(seen)
    zone = seen.get("zone_seen")
    if zone and zone != expected.time_zone:
        yield Finding(Level.WARNING, Code.OTHER_ZONE, {"seen": zone, "set": expected.time_zone})
    elif zone:
        yield Finding(Level.OK, Code.ZONE, {"zone": zone})


def _readable_slots(client: Client, appointment: Appointment, today: date) -> tuple[Slot, ...]:
    """Raises `UnexpectedReply` when there are some and none of them can be read, and what the client raises."""
    window = client.slots(appointment.id, today)
    if window.unreadable and not window.slots:
        raise UnexpectedReply("no slot can be read")
    return window.slots


def _customers(client: Client) -> Iterator[Finding]:
    try:
        client.search_customers(email=IMPOSSIBLE_ADDRESS)
    except (Refused, UnexpectedReply) as error:
        yield not_possible(error, Subject.CUSTOMERS)
        return
    yield Finding(Level.OK, Code.MEMBERS_FOUND)
    try:
        client.search_customers_everywhere(email=IMPOSSIBLE_ADDRESS)
    except Forbidden:
        yield Finding(Level.WARNING, Code.NOT_EVERYWHERE)
    except (Refused, UnexpectedReply) as error:
        yield not_possible(error, Subject.EVERYWHERE)


def _untried() -> Finding:
    return Finding(Level.NOTE, Code.UNTRIED)


def _stranger(information: StudioInformation, expected: Expected) -> Finding | None:
    """Why this is not the studio we mean; none when it may be."""
    number = information.studio_id
    if number is None:
        return None
    facts: dict[str, str | int] = {"name": information.name[:200], "number": number}
    if expected.pinned is not None and number != expected.pinned:
        return Finding(Level.ERROR, Code.STRANGER, {**facts, "pinned": expected.pinned})
    if number in expected.others:
        other = expected.others[number]
        if not other:
            return Finding(Level.ERROR, Code.UNNAMED_STRANGER, facts)
        return Finding(Level.ERROR, Code.KNOWN_STRANGER, {**facts, "other": other})
    return None
