"""One call before it leaves, and what became of one request. Whom they are about stays out of their `repr`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from studios.magicline.gate import Outcome
from studios.magicline.replies import Complaint, Reply


@dataclass(frozen=True, slots=True)
class Ask:
    """One call: `endpoint` has `{id}` where `id` goes. A `write` may change something and is never sent twice.

    `language` asks for another one than the client's, "" for none at all.
    """

    method: str
    endpoint: str
    id: int | None = field(default=None, repr=False)
    query: Mapping[str, str | int] = field(default_factory=dict, repr=False)
    body: Mapping[str, object] | None = field(default=None, repr=False)
    write: bool = False
    language: str | None = None

    @property
    def path(self) -> str:
        return self.endpoint.replace("{id}", str(self.id))


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one request; without a reply, `what` says in our words why."""

    outcome: Outcome
    reply: Reply | None = None
    what: str = ""

    @property
    def status(self) -> int | None:
        return self.reply.status if self.reply else None

    @property
    def retry_after(self) -> float | None:
        return self.reply.retry_after if self.reply else None

    @property
    def trace_id(self) -> str:
        failed = self.reply is not None and self.outcome is not Outcome.OK
        return Complaint.read(self.reply.body).trace_id if failed and self.reply else ""
