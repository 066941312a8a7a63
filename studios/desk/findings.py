"""What *Check connection* and *Confirm activation* can find, and how Magicline's errors read as findings.

A finding is a code with its facts: it is kept with the studio, and read in the language of whoever looks at it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext as _

from studios.desk.finding_words import SENTENCES, Code, Subject
from studios.magicline.errors import (
    Forbidden,
    GateClosed,
    KeyRejected,
    MagiclineError,
    RateLimited,
    UnexpectedReply,
    WrongTenant,
)


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found out. `facts` are numbers and names for its sentence, or its `subject`; `said` are
    Magicline's own words, in the language that it was asked in.
    """

    level: Level
    code: Code
    facts: Mapping[str, str | int] = field(default_factory=dict)
    said: str = ""
    trace_id: str = ""

    @property
    def sentence(self) -> str:
        """For the studio's admin, in the active language."""
        facts: dict[str, str | int] = dict(self.facts)
        if "subject" in facts:
            subject = Subject(str(facts["subject"]))
            facts |= {"what": subject.words, "scope": subject.scope}
        sentence = str(SENTENCES[self.code] % facts)
        if self.said:
            sentence += " " + _("Magicline says: “%(words)s”.") % {"words": self.said}
        if self.trace_id:
            sentence += " " + _("For Magicline's support: trace id %(trace_id)s.") % {
                "trace_id": self.trace_id
            }
        return sentence

    @property
    def stored(self) -> dict[str, Any]:
        """As it is kept with the studio (JSON)."""
        return {
            "level": self.level.value,
            "code": self.code.value,
            "facts": dict(self.facts),
            "said": self.said,
            "trace_id": self.trace_id,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From what `stored` gave; raises ValueError or KeyError for what another version of the site wrote."""
        found = cls(
            Level(stored["level"]), Code(stored["code"]), stored["facts"], stored["said"], stored["trace_id"]
        )
        found.sentence  # noqa: B018 - a fact that is missing would be missed only on the page
        return found


def read_all(stored: Iterable[Mapping[str, Any]] | None) -> list[Finding]:
    """The findings that are kept with a studio; those that this version does not know are left out."""
    found = []
    for one in stored or ():
        try:
            found.append(Finding.read(one))
        except (KeyError, TypeError, ValueError):
            continue
    return found


def _error(code: Code, error: MagiclineError, **facts: str) -> Finding:
    return Finding(Level.ERROR, code, facts, error.message[:300], error.trace_id)


def ended_by(error: MagiclineError) -> Finding:
    """The finding after which asking on would only bring the same answer."""
    match error:
        case KeyRejected():
            code = Code.KEY_UNKNOWN
        case WrongTenant():
            code = Code.WRONG_TENANT
        case RateLimited() | GateClosed():
            code = Code.BUSY
        case _:
            code = Code.UNREACHABLE
    return Finding(Level.ERROR, code, trace_id=error.trace_id)


def not_possible(error: MagiclineError, subject: Subject) -> Finding:
    """The finding for one refused call."""
    match error:
        case Forbidden():
            code = Code.NOT_PERMITTED
        case UnexpectedReply():
            code = Code.NOT_AS_DOCUMENTED
        case _:
            code = Code.REFUSED
    return _error(code, error, subject=subject.value)


def not_confirmed(error: MagiclineError) -> Finding:
    """The finding for a refused *Confirm activation*, which needs nothing but a valid key."""
    permitted = not isinstance(error, Forbidden)
    return _error(Code.ACTIVATION_REFUSED if permitted else Code.ACTIVATION_NOT_PERMITTED, error)
