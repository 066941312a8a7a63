"""Is this studio's key good, what may it do, and is it this studio's? Asks Magicline, changes nothing there.

Pure: a client in, a report out. Storing what was learned is the caller's.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studios.admin.findings import Finding, Level, ended_by, not_possible
from studios.connections import facts_of
from studios.magicline.appointments import Appointment, Slot
from studios.magicline.client import Client
from studios.magicline.errors import Forbidden, KeyRejected, MagiclineError, Refused, UnexpectedReply
from studios.magicline.studio import StudioInformation

# Nobody has it: `.invalid` is reserved for that (RFC 2606). The search may be tried, and no person is read.
IMPOSSIBLE_ADDRESS = "connection-check@booking-site.invalid"
# How many appointments are asked for a slot before the time zone stays unknown.
MOST_SLOT_QUESTIONS = 3


class _Stranger(Exception):
    """The key is another studio's; the text is the sentence that says so. Nothing may be learned from it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the site believes about the studio. `others` names the chain's other studios by their
    vendor number."""

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
        for step in (_key, _studio, _appointments, _customers, _untried):
            findings.extend(step(client, expected, facts, today))
    except MagiclineError as error:
        findings.append(ended_by(error))
    except _Stranger as stranger:
        findings.append(Finding(Level.ERROR, str(stranger)))
    return Report(tuple(findings), facts)


def _key(client: Client, _expected: Expected, _facts: dict[str, object], _today: date) -> Iterator[Finding]:
    try:
        client.check_key()
    except (KeyRejected, Refused, UnexpectedReply):
        # The answer to a HEAD has no body. Only that of a GET tells a wrong key from a wrong tenant.
        with suppress(Forbidden):  # only a known key can lack a scope
            client.studio_information()
    yield Finding(Level.OK, _("Magicline knows the key."))


def _studio(client: Client, expected: Expected, facts: dict[str, object], _today: date) -> Iterator[Finding]:
    try:
        information = client.studio_information()
    except (Refused, UnexpectedReply) as error:
        yield not_possible(error, _("The studio's information"), "STUDIO_READ")
        return
    stranger = _stranger(information, expected)
    if stranger:
        raise _Stranger(stranger)
    if not information.name:
        yield Finding(
            Level.WARNING,
            _(
                "Magicline did not say which studio the key belongs to. Nothing that was known of it is changed."
            ),
        )
        return
    facts.update(facts_of(information))
    yield Finding(Level.OK, _("The key belongs to the studio “%(name)s”.") % {"name": information.name})
    if information.name.strip().casefold() != expected.name.strip().casefold():
        yield Finding(
            Level.WARNING,
            _(
                "Here the studio is called “%(here)s”, at Magicline “%(there)s”. If these are two studios, "
                "their keys were swapped."
            )
            % {"here": expected.name, "there": information.name},
        )


def _appointments(
    client: Client, expected: Expected, facts: dict[str, object], today: date
) -> Iterator[Finding]:
    try:
        offered = client.appointments()
    except (Refused, UnexpectedReply) as error:
        yield not_possible(error, _("The list of appointments"), "BOOKABLE_APPOINTMENTS_READ")
        return
    if not offered:
        yield Finding(
            Level.WARNING,
            _(
                "The key is valid, but there are no appointments. In Magicline they must be set to "
                "“Bookable” and to “available for online booking”."
            ),
        )
        return
    yield Finding(
        Level.OK,
        ngettext(
            "%(count)d appointment can be booked online.",
            "%(count)d appointments can be booked online.",
            len(offered),
        )
        % {"count": len(offered)},
    )
    yield from _time_zone(client, offered, expected, facts, today)


def _time_zone(
    client: Client, offered: list[Appointment], expected: Expected, facts: dict[str, object], today: date
) -> Iterator[Finding]:
    zone: str | None = None
    for appointment in offered[:MOST_SLOT_QUESTIONS]:
        try:
            slots = _readable_slots(client, appointment, today)
        except (Refused, UnexpectedReply) as error:
            yield not_possible(error, _("The times of an appointment"), "BOOKABLE_APPOINTMENTS_READ")
            return
        zone = next((slot.start.zone_name for slot in slots if slot.start.zone_name), None)
        if zone:
            break
    if not zone:
        return
    facts["zone_seen"] = zone
    if zone != expected.time_zone:
        yield Finding(
            Level.WARNING,
            _(
                "Magicline writes times in the zone %(seen)s; here %(set)s is set. Members see times in "
                "%(set)s."
            )
            % {"seen": zone, "set": expected.time_zone},
        )
    else:
        yield Finding(Level.OK, _("The time zone is the one Magicline uses: %(zone)s.") % {"zone": zone})


def _readable_slots(client: Client, appointment: Appointment, today: date) -> tuple[Slot, ...]:
    """Raises `UnexpectedReply` when there are some and none of them can be read, and what the client raises."""
    window = client.slots(appointment.id, today)
    if window.unreadable and not window.slots:
        raise UnexpectedReply("no slot can be read")
    return window.slots


def _customers(
    client: Client, _expected: Expected, _facts: dict[str, object], _today: date
) -> Iterator[Finding]:
    try:
        client.search_customers(email=IMPOSSIBLE_ADDRESS)
    except (Refused, UnexpectedReply) as error:
        yield not_possible(error, _("The search for customers"), "CUSTOMER_READ")
        return
    yield Finding(Level.OK, _("Members can be found by their e-mail address."))
    try:
        client.search_customers_everywhere(email=IMPOSSIBLE_ADDRESS)
    except Forbidden:
        yield Finding(
            Level.WARNING,
            _(
                "The key may not search across studios, a right of its own: members of the chain's other "
                "studios are looked for studio by studio."
            ),
        )
    except (Refused, UnexpectedReply) as error:
        yield not_possible(error, _("The search across studios"), "CUSTOMER_READ")


def _untried(
    _client: Client, _expected: Expected, _facts: dict[str, object], _today: date
) -> Iterator[Finding]:
    yield Finding(
        Level.NOTE,
        _(
            "Not tried, since only a real booking would show it: whether the key may book, read and cancel bookings "
            "(APPOINTMENTS_READ, APPOINTMENTS_WRITE)."
        ),
    )


def _stranger(information: StudioInformation, expected: Expected) -> str:
    """Why this is not the studio we mean; empty when it may be."""
    words = {"name": information.name, "number": information.studio_id}
    if expected.pinned is not None and information.studio_id not in (None, expected.pinned):
        return _(
            "This key belongs to another studio: “%(name)s”, number %(number)s. So far this was studio "
            "number %(pinned)s. If the change is meant, tick “Forget the pinned studio”, save and check "
            "again."
        ) % {**words, "pinned": expected.pinned}
    if information.studio_id is not None and information.studio_id in expected.others:
        return _(
            "This key belongs to another studio: “%(name)s”, number %(number)s, which is set up here as "
            "“%(other)s”."
        ) % {**words, "other": expected.others[information.studio_id]}
    return ""
