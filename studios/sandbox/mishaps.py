"""Trouble on request: what goes wrong, at which endpoint, how many times, and what it does to an answer."""

import json
from dataclasses import dataclass, field, replace
from itertools import count

from studios.sandbox.problems import invalid
from studios.sandbox.routes import ENDPOINTS, HEAD
from studios.sandbox.wire import Reply, json_reply

# Every kind, and whether what was asked for is carried out all the same (`deed` in a plan says otherwise).
KINDS = {
    "delay": True,  # waits `seconds`, then does it
    "delay_after": True,  # does it, then waits
    "drip_headers": True,  # one byte every `seconds`
    "drip_body": True,
    "cut_before": False,  # the connection closes without an answer
    "cut_after": True,
    "cut_body": True,  # half the body, then closed
    "status": False,  # `status`, with `error_code` and `error_message`; also written as the number itself, "503"
    "list_error": False,  # the error body is a list of such objects
    "html": False,  # a proxy's page, status 502 unless told
    "empty": True,
    "garbage": True,
    "truncated": True,  # the JSON ends in the middle, the HTTP message does not
    "huge": True,  # ten megabytes
    "wrong_types": True,
    "unknown_enum": True,  # every known word replaced by `value`, and an unknown property added
    "missing_fields": True,  # `fields`, or everything that is not required
    "null_fields": True,
    "odd_one": True,  # the first of a list is of wrong types throughout, the others are as they should be
    "validation_status": True,  # `value`, whatever the laws say
    "slot_taken": True,  # somebody else takes it between validate and book; at either of the two
}
# What can happen to webhooks, at the endpoint "webhook"; each is counted when the event is raised.
WEBHOOK = "webhook"
WEBHOOK_KINDS = (
    "delay",  # sent after `seconds`
    "lose",  # never sent
    "double",  # sent twice, with one uuid
    "shuffle",  # kept for `seconds` with all that are to be shuffled, then the last goes first
    "wrong_key",  # sent with a key that is nobody's, the repeats as well
    "several",  # payload elements of the types `fields`, or of the type `value`, follow its own
)
_REQUIRED = {
    "id",
    "bookingId",
    "startDateTime",
    "endDateTime",
    "validationStatus",
    "result",
    "hasNext",
    "offset",
}
_WORDS = {"bookingStatus", "appointmentStatus", "participantStatus", "validationStatus", "status"}
_trace_numbers = count(1)


@dataclass(slots=True)
class Mishap:
    endpoint: str
    kind: str
    count: int = 1
    studio: str | None = None
    seconds: float = 1.0
    status: int | None = None
    retry_after: float | None = None
    error_code: str = "errormessage.upstream"
    error_message: str = "Something went wrong."
    value: str = "SOMETHING_NEW"
    fields: list[str] = field(default_factory=list)
    deed: bool | None = None

    @property
    def lets_it_happen(self) -> bool:
        return KINDS[self.kind] if self.deed is None else self.deed


class Mishaps:
    """Those still to come, in the order they were planned."""

    def __init__(self) -> None:
        self.planned: list[Mishap] = []

    def plan(self, mishap: Mishap) -> Mishap:
        """Add one; a Problem that names the field if it cannot be."""
        if mishap.kind.isdigit():
            mishap.kind, mishap.status = "status", int(mishap.kind)
        kinds = WEBHOOK_KINDS if mishap.endpoint == WEBHOOK else tuple(KINDS)
        if mishap.kind not in kinds:
            raise invalid(f"kind (one of {', '.join(kinds)}; a status for calls)")
        names = [endpoint.name for endpoint in ENDPOINTS] + [HEAD, WEBHOOK, "*"]
        if mishap.endpoint not in names:
            raise invalid(f"endpoint (one of {', '.join(names)})")
        if mishap.kind == "slot_taken" and mishap.endpoint not in ("validate", "book"):
            raise invalid("endpoint (slot_taken happens at validate or book)")
        if mishap.count < 1 or not 0 <= mishap.seconds <= 600 or not 200 <= (mishap.status or 500) <= 599:
            raise invalid("count, seconds, status")
        self.planned.append(mishap)
        return mishap

    def take(self, endpoint: str, studio: str) -> Mishap | None:
        """The first that fits, used up by one. `*` is every call, but no webhook."""
        fitting = (endpoint,) if endpoint == WEBHOOK else (endpoint, "*")
        for mishap in self.planned:
            if mishap.endpoint in fitting and mishap.studio in (None, studio):
                mishap.count -= 1
                if not mishap.count:
                    self.planned.remove(mishap)
                return mishap
        return None


def spoil(mishap: Mishap, reply: Reply) -> Reply:
    """What becomes of the answer. The deed, done or not, is behind us."""
    match mishap.kind:
        case "cut_before" | "cut_after":
            reply.delivery = "cut"
        case "drip_headers" | "drip_body" | "cut_body":
            reply.delivery, reply.drip_seconds = mishap.kind, mishap.seconds
        case "status" | "list_error":
            return _error(mishap)
        case "html":
            page = (
                b"<!doctype html><html><head><title>Bad gateway</title></head><body>Bad gateway</body></html>"
            )
            return Reply(mishap.status or 502, page, "text/html; charset=utf-8")
        case "empty":
            return Reply(mishap.status or 200)
        case "garbage":
            return Reply(mishap.status or 200, bytes(range(128, 256)) * 2)
        case "truncated":
            reply.body = reply.body[: len(reply.body) * 2 // 3]
        case "huge":
            reply.body = b" " * 10_000_000 + reply.body
        case "validation_status":
            return json_reply({"validationStatus": mishap.value})
        case "odd_one" if isinstance(listed := json.loads(reply.body or b"{}"), list) and listed:
            listed[0] = _reshape(listed[0], replace(mishap, kind="wrong_types"))
            reply.body = json.dumps(listed).encode()
        case "wrong_types" | "unknown_enum" | "missing_fields" | "null_fields" if reply.body:
            reply.body = json.dumps(_reshape(json.loads(reply.body), mishap)).encode()
    return reply


def _error(mishap: Mishap) -> Reply:
    status = mishap.status or 500
    error = {
        "errorMessage": mishap.error_message,
        "errorCode": mishap.error_code,
        "traceId": f"7741{next(_trace_numbers):06}",
    }
    reply = json_reply([error, error] if mishap.kind == "list_error" else error, status)
    if mishap.retry_after is not None:
        reply.headers["Retry-After"] = f"{mishap.retry_after:g}"
    return reply


def _reshape(value: object, mishap: Mishap) -> object:
    if isinstance(value, list):
        return [_reshape(one, mishap) for one in value]
    if not isinstance(value, dict):
        return value
    shaped = {name: _reshape(one, mishap) for name, one in value.items()}
    if mishap.kind == "wrong_types":
        return {name: _other_type(one) for name, one in shaped.items()}
    if mishap.kind == "unknown_enum":
        return {name: mishap.value if name in _WORDS else one for name, one in shaped.items()} | {
            "newProperty": [{}]
        }
    dropped = set(mishap.fields) or shaped.keys() - _REQUIRED
    if mishap.kind == "null_fields":
        return {name: None if name in dropped else one for name, one in shaped.items()}
    return {name: one for name, one in shaped.items() if name not in dropped}


def _other_type(value: object) -> object:
    """Something of another type; containers of spoiled things stay, so that every depth is reached."""
    if isinstance(value, str):
        return 17
    if isinstance(value, bool) or value is None:
        return "maybe"
    return value if isinstance(value, list | dict) and value else ["x"]
