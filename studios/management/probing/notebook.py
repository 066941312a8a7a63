"""What is noticed in every answer: names and words that no reference has, how date-times are written, how errors look.

Only names, words and patterns are kept, never a value: an answer may be about a person.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from studios.magicline.appointments import ACCEPTING, KNOWN_STATUSES, REFUSING
from studios.magicline.errors import UnexpectedReply
from studios.magicline.parsing import decode
from studios.magicline.replies import Complaint, Reply

_INSTRUCTOR = {"id": "", "firstName": "", "lastName": "", "publicName": ""}
_HOURS = dict.fromkeys(("dayOfWeekFrom", "dayOfWeekTo", "timeFrom", "timeTo"), "")
# The documented names of each kind of object, and the kind of what is inside where that has names of its own.
_KNOWN: dict[str, dict[str, str]] = {
    "slice": {"result": "appointment", "hasNext": "", "offset": ""},
    "appointment": dict.fromkeys(("id", "title", "duration", "category", "description", "imgUrl"), ""),
    "slot": {"startDateTime": "", "endDateTime": "", "instructors": "instructor"},
    "instructor": _INSTRUCTOR,
    "validation": {"validationStatus": ""},
    "booking": {
        **dict.fromkeys(
            ("bookingId", "bookingStatus", "startDateTime", "endDateTime", "title", "duration"), ""
        ),
        **dict.fromkeys(("category", "description", "imgUrl", "appointmentStatus", "participantStatus"), ""),
        "customerId": "",
        "instructors": "instructor",
    },
    "customer": {
        **dict.fromkeys(
            ("id", "customerNumber", "firstName", "lastName", "email", "dateOfBirth", "status"), ""
        ),
        **dict.fromkeys(("studioId", "uuid", "accessRefusal", "idlePeriods"), ""),
        "preferredLanguage": "language",
    },
    "cancellation": {"success": ""},
    "language": {"languageCode": "", "countryCode": ""},
    "studio": {
        **dict.fromkeys(("studioId", "name", "description", "street", "houseNumber", "zip", "city"), ""),
        **dict.fromkeys(("countryCode", "email", "telephone", "website", "logoUrl"), ""),
        "location": "location",
        "publicOpeningHours": "hours",
        "openingHours": "hours",
        "closingHours": "closing",
    },
    "location": {"latitude": "", "longitude": ""},
    "hours": _HOURS,
    "closing": {"reason": "", "dateTimeFrom": "", "dateTimeTo": ""},
    "error": dict.fromkeys(("errorMessage", "errorCode", "traceId", "reference", "args", "typedArgs"), ""),
}
_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_WORDS: dict[str, tuple[str, ...]] = {
    "bookingStatus": KNOWN_STATUSES,
    "appointmentStatus": ("PLANNED", "CANCELED", "COMPLETED"),
    "participantStatus": ("PARTICIPATING", "NOT_PARTICIPATING", "UNSET"),
    "validationStatus": (*sorted(ACCEPTING), *REFUSING),
    "status": ("MEMBER", "PROSPECT", "FORMER_MEMBER"),
    "dayOfWeekFrom": _DAYS,
    "dayOfWeekTo": _DAYS,
}
# What is written in any other way may be somebody's, and is only counted.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_WORD = re.compile(r"[A-Z][A-Z0-9_]{1,59}")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(?P<seconds>:\d\d)?(?:\.(?P<fraction>\d+))?(?P<offset>Z|[+-]\d\d:?\d\d)?"
    r"(?P<bracket>\[(?P<zone>[A-Za-z_+/0-9-]{1,40})\])?"
)


class Notebook:
    def __init__(self) -> None:
        self.unknown_names: set[str] = set()
        self.unknown_words: set[str] = set()
        self.moments: Counter[str] = Counter()
        self.zones: set[str] = set()
        self.errors: set[str] = set()

    def note(self, reply: Reply, kind: str) -> Any:
        """The JSON of an answer, None for none; `kind` is what an answer of 2xx holds, alone or in a list."""
        try:
            body = decode(reply.body)
        except UnexpectedReply:
            body = None
        if 200 <= reply.status < 300:
            self._walk(body, kind)
        else:
            self._complain(reply, body)
        return body

    def _walk(self, value: Any, kind: str) -> None:
        if isinstance(value, list):
            for one in value:
                self._walk(one, kind)
        elif isinstance(value, Mapping):
            known = _KNOWN[kind]
            for name, inside in value.items():
                if name not in known:
                    self.unknown_names.add(f"{kind}.{name if _NAME.fullmatch(name) else '(an odd name)'}")
                elif known[name]:
                    self._walk(inside, known[name])
                elif isinstance(inside, str):
                    self._read(name, inside)

    def _read(self, name: str, text: str) -> None:
        if name in _WORDS and text not in _WORDS[name]:
            self.unknown_words.add(f"{name} {word(text)}")
        if "DateTime" in name or name.startswith("dateTime"):
            found = _MOMENT.fullmatch(text)
            self.moments[_form(found) if found else "in no known form"] += 1
            if found and found["zone"]:
                self.zones.add(found["zone"])

    def _complain(self, reply: Reply, body: Any) -> None:
        first = next(iter(body), None) if isinstance(body, list) else body
        if isinstance(first, Mapping):
            self._walk(first, "error")
            shape = "{" + " ".join(sorted(name for name in first if name in _KNOWN["error"])) + "}"
            shape = f"list of {shape}" if isinstance(body, list) else shape
        elif not reply.body.strip():
            shape = "empty"
        else:
            shape = "HTML" if reply.body.lstrip()[:1] == b"<" else "something else"
        self.errors.add(f"{outcome(reply)}: {shape}")


def outcome(reply: Reply) -> str:
    """The status, and the vendor's code where there is one."""
    return f"{reply.status} {Complaint.read(reply.body).code}".strip()


def word(text: str) -> str:
    """One of the vendor's words, such as BOOKED; anything else might be somebody's name."""
    return text if _WORD.fullmatch(text) else "(an odd word)"


def _form(found: re.Match[str]) -> str:
    zone = {None: "no offset", "Z": "Z"}.get(found["offset"], "offset")
    digits = f"{len(found['fraction'] or '')} fraction digits" if found["seconds"] else "no seconds"
    return f"{zone}{', bracket' if found['bracket'] else ''}, {digits}"
