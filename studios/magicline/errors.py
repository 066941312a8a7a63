"""What can go wrong between us and Magicline, told apart by what the caller may do next.

The text of an error is safe for logs: no keys, addresses, names, query strings or free text of the vendor's.
That is in `message`. The names say what happened, so that `except Unsure` reads as it should.
"""


class MagiclineError(Exception):
    """Something went wrong between us and Magicline.

    `status` is the HTTP status of the answer, `code` its errorCode, `message` the vendor's words in the
    language asked for, `trace_id` what the vendor's support asks for, `retry_after` the seconds we were told to
    wait; each empty when not given.
    """

    def __init__(
        self,
        what: str = "",
        *,
        status: int | None = None,
        code: str = "",
        message: str = "",
        trace_id: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what or type(self).__name__
        self.status = status
        self.code = code
        self.message = message
        self.trace_id = trace_id
        self.retry_after = retry_after

    def __str__(self) -> str:
        status = f"status {self.status}" if self.status else ""
        trace = f"trace {self.trace_id}" if self.trace_id else ""
        return ", ".join(part for part in (self.what, status, self.code, trace) if part)


class NotSent(MagiclineError):
    """The connection was never made (refused, DNS, TLS), or the gate said no: nothing happened."""


class GateClosed(NotSent):
    """The gate did not let the call leave: budget spent, breaker open."""


class NoAnswer(MagiclineError):
    """A read got no usable answer in time."""


class Unsure(MagiclineError):
    """A write left, and nobody can say whether it was carried out."""


class RateLimited(MagiclineError):
    """429: rejected before it was processed, so nothing happened."""


class KeyRejected(MagiclineError):
    """401, or a key that no HTTP header can carry."""


class UnexpectedReply(MagiclineError):
    """A read was answered with something else than documented: "slots[2].startDateTime is missing"."""


class WrongTenant(MagiclineError):
    """The base URL names a tenant that does not exist."""


class Refused(MagiclineError):
    """Magicline said no and did nothing; `message` has its words."""


class Invalid(Refused):
    """400 or 422: the request failed validation."""


class Forbidden(Refused):
    """403: a scope is missing, or the entity is another studio's."""


class AccessDisabled(Forbidden):
    """403: the customer's privacy settings exclude us."""


class NotFound(Refused):
    """404: no such entity."""


class Conflict(Refused):
    """409: the slot went, or the booking is already cancelled."""
