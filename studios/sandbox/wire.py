"""What goes in and out of the sandbox, free of sockets: a request as received, a reply as it is to be sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

JsonObject = dict[str, object]


@dataclass(frozen=True, slots=True)
class Request:
    """`path` and `query` as they came, percent signs and all; header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Reply:
    """`delivery` says how it travels: plain, drip_headers, drip_body, cut (nothing is sent) or cut_body (half is)."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    delivery: str = "plain"
    drip_seconds: float = 0.0


def json_reply(value: object, status: int = 200) -> Reply:
    """Half a surrogate pair, which a client may have sent, goes back as the escape that JSON has for it."""
    return Reply(status, json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace"))
