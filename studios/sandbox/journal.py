"""What the sandbox received, request by request, so that a test can see what really went over the wire."""

from collections import deque
from dataclasses import dataclass

from studios.sandbox.wire import Request


@dataclass(slots=True)
class Entry:
    """One request. `studio` is the slug of the key's studio, never the key; `status` 0 means it got no answer.

    `at` is when it arrived, `answered_at` when its answer was ready; of two that overlap, each arrived before the other
    was answered.
    """

    at: str
    method: str
    path: str
    query: str
    body: str
    accept_language: str
    endpoint: str | None = None
    studio: str | None = None
    status: int = 0
    answered_at: str = ""


class Journal:
    """The last few thousand requests to the Open API; those to the front desk are not noted."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=5000)

    def note(self, request: Request, at: str) -> Entry:
        entry = Entry(
            at,
            request.method,
            request.path,
            request.query,
            request.body.decode(errors="backslashreplace"),
            request.headers.get("accept-language", ""),
        )
        self.entries.append(entry)
        return entry
