"""What *Check connection* can find, and how Magicline's errors read as findings."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from studios.magicline.errors import (
    Forbidden,
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
    """One thing that was found out; `sentence` is for the studio's admin, translated."""

    level: Level
    sentence: str


def ended_by(error: MagiclineError) -> Finding:
    """The finding after which asking on would only bring the same answer."""
    match error:
        case KeyRejected():
            sentence = _(
                "Magicline does not know this key. Copy it again from the mail it came in; when the "
                "integration was deactivated, the key is dead, and a new activation brings a new one."
            )
        case WrongTenant():
            sentence = _(
                "The base URL names a tenant that does not exist. It came in the same mail as the key and "
                "must match it."
            )
        case RateLimited():
            sentence = _(
                "Magicline takes no more requests for the next minute, because this studio's integrations "
                "sent too many. That says nothing about the key: try again in a minute."
            )
        case _:
            sentence = _(
                "Magicline cannot be reached under this base URL. Is it written as in the mail with the key? "
                "If so, try again in a few minutes."
            )
    return Finding(Level.ERROR, sentence + _trace(error))


def not_possible(error: MagiclineError, what: str, scope: str) -> Finding:
    """The finding for one refused call; `what` is its subject, `scope` the right it needs."""
    match error:
        case Forbidden():
            sentence = _(
                "%(what)s: not permitted. The integration lacks the scope %(scope)s; ask Magicline for it."
            )
        case UnexpectedReply():
            sentence = _(
                "%(what)s: answered, but not as documented. The site's operator finds the details in the log."
            )
        case _:
            sentence = _("%(what)s: refused.")
    return Finding(Level.ERROR, sentence % {"what": what, "scope": scope} + _said(error) + _trace(error))


def not_confirmed(error: MagiclineError) -> Finding:
    """The finding for a refused *Confirm activation*, which needs nothing but a valid key."""
    sentence = _("Magicline did not accept it.")
    if isinstance(error, Forbidden):
        sentence = _(
            "Magicline does not permit it with this key. Has the studio activated the integration, and not "
            "ended it since?"
        )
    return Finding(Level.ERROR, sentence + _said(error) + _trace(error))


def _said(error: MagiclineError) -> str:
    return " " + _("Magicline says: “%(words)s”.") % {"words": error.message[:300]} if error.message else ""


def _trace(error: MagiclineError) -> str:
    if not error.trace_id:
        return ""
    return " " + _("For Magicline's support: trace id %(trace_id)s.") % {"trace_id": error.trace_id}
