"""What can go wrong between us and Magicline, told apart by what the caller may do next.

The text of an error is safe for logs: it never holds keys, addresses, names, query strings or the vendor's free text.
The vendor's words for people are in `message`.
"""


class MagiclineError(Exception):
    """Something went wrong between us and Magicline.

    `status` is the HTTP status when an answer came, `code` the vendor's errorCode, `message` the vendor's own words
    in the language asked for, `trace_id` what the vendor's support asks for; each empty when not given.
    """

    def __init__(
        self,
        what: str = "",
        *,
        status: int | None = None,
        code: str = "",
        message: str = "",
        trace_id: str = "",
    ) -> None:
        super().__init__(what)
        self.what = what
        self.status = status
        self.code = code
        self.message = message
        self.trace_id = trace_id

    def __str__(self) -> str:
        status = f"status {self.status}" if self.status else ""
        trace = f"trace {self.trace_id}" if self.trace_id else ""
        return (
            ", ".join(part for part in (self.what, status, self.code, trace) if part) or type(self).__name__
        )


class NotSent(MagiclineError):
    """The connection was never made (refused, DNS, TLS), or the gate said no: nothing happened."""


class GateClosed(NotSent):
    """The gate did not let the call leave: budget spent, breaker open."""


class NoAnswer(MagiclineError):
    """A read got no usable answer in time."""


class Unsure(MagiclineError):
    """A write left, and nobody can say whether it was carried out."""


class RateLimited(MagiclineError):
    """429: rejected before it was processed, so nothing happened. `retry_after` is in seconds, when told."""

    def __init__(
        self,
        what: str = "",
        *,
        status: int | None = 429,
        code: str = "",
        message: str = "",
        trace_id: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(what, status=status, code=code, message=message, trace_id=trace_id)
        self.retry_after = retry_after


class KeyRejected(MagiclineError):
    """401, or a key that no HTTP header can carry."""


class UnexpectedReply(MagiclineError):
    """A read was answered with something else than documented, like "slots[2].startDateTime is missing"."""


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
