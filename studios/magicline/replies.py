"""What an answer means: the vendor's error bodies of every kind, and the error each status stands for."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from studios.magicline import errors
from studios.magicline.gate import Outcome
from studios.magicline.parsing import clean, decode

_TENANT_UNKNOWN = "login.tenant.not.exists"
_ACCESS_DISABLED = "errormessage.third.party.customer.access.disabled"
_REFUSALS: dict[int, type[errors.Refused]] = {
    400: errors.Invalid,
    403: errors.Forbidden,
    404: errors.NotFound,
    409: errors.Conflict,
    422: errors.Invalid,
}
# Codes and trace ids go into log lines: what looks like anything else is not one.
_TOKEN = re.compile(r"[A-Za-z0-9._:-]{1,120}")
_LONGEST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that arrived whole."""

    status: int
    body: bytes = field(default=b"", repr=False)
    retry_after: float | None = None

    @property
    def outcome(self) -> Outcome:
        """What the gate is told."""
        if 200 <= self.status < 300:
            return Outcome.OK
        if self.status == 429:
            return Outcome.RATE_LIMITED
        if self.status == 408 or self.status >= 500:
            return Outcome.FAILED
        return Outcome.REFUSED if self.status >= 400 else Outcome.ODD


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an error body says; all of it may be missing."""

    code: str = ""
    message: str = field(default="", repr=False)  # may quote whom it is about
    trace_id: str = ""

    @classmethod
    def read(cls, body: bytes) -> "Complaint":
        """Read an error object or the first one of a list; a proxy's HTML page and an empty body say nothing."""
        try:
            found = decode(body)
        except errors.UnexpectedReply:
            return cls()
        if isinstance(found, list):
            found = next((one for one in found if isinstance(one, dict)), None)
        if not isinstance(found, dict):
            return cls()
        return cls(
            code=_token(found.get("errorCode")),
            message=clean(found.get("errorMessage"))[:_LONGEST_MESSAGE],
            trace_id=_token(found.get("traceId")),
        )


def explain(reply: Reply, *, write: bool) -> errors.MagiclineError:
    """The error that an answer other than 2xx stands for."""
    complaint = Complaint.read(reply.body)
    return _kind(reply.status, complaint.code, write=write)(
        status=reply.status,
        code=complaint.code,
        message=complaint.message,
        trace_id=complaint.trace_id,
        retry_after=reply.retry_after,
    )


def _kind(status: int, code: str, *, write: bool) -> type[errors.MagiclineError]:
    if code == _TENANT_UNKNOWN:
        return errors.WrongTenant
    if status == 401:
        return errors.KeyRejected
    if status == 429:
        return errors.RateLimited
    if status == 403 and code == _ACCESS_DISABLED:
        return errors.AccessDisabled
    if status in _REFUSALS:
        return _REFUSALS[status]
    if write:
        return errors.Unsure
    if status == 408 or status >= 500:
        return errors.NoAnswer
    return errors.Refused if status >= 400 else errors.UnexpectedReply


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from a Retry-After header, which may hold seconds or a date; None when there is no sense in it."""
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:6])
    try:
        until = parsedate_to_datetime(value)
        return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return None


def _token(value: object) -> str:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if _TOKEN.fullmatch(text) else ""
