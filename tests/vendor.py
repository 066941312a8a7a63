"""The sandbox as the tests hold it: the front desk, the mishaps and the journal of what it received, over HTTP."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from studios.sandbox.server import SandboxServer


class Vendor:
    """`url` is the sandbox's; tenants live below it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One call to `/_sandbox/<path>`; raises `HTTPError` when the sandbox refuses it."""
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.url}/_sandbox/{path}", None if body is None else json.dumps(body).encode(), method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def reset(self) -> None:
        self.ask("POST", "reset")

    def mishap(self, endpoint: str, kind: str, **more: object) -> None:
        """Trouble for the next `count` calls of `endpoint`; see studios/sandbox/mishaps.py for the kinds."""
        self.ask("POST", "mishaps", {"endpoint": endpoint, "kind": kind, **more})

    def bookings(self, *, live: bool = True) -> list[dict[str, Any]]:
        """Every booking of every tenant; only those that are not cancelled unless told."""
        everything = self.ask("GET", "state")["bookings"]
        return [
            one
            for one in everything
            if not live or (one["status"] != "CANCELED" and not one["appointment_canceled"])
        ]

    def requests(self, endpoint: str = "") -> list[dict[str, Any]]:
        """What the sandbox received, oldest first; of one endpoint if named."""
        return [one for one in self.ask("GET", "requests") if endpoint in ("", one["endpoint"])]

    def bodies(self, endpoint: str) -> list[dict[str, Any]]:
        return [json.loads(one["body"]) for one in self.requests(endpoint)]

    def appointment(self, slug: str, title: str) -> int:
        """The number of the appointment that is called so."""
        offered = self.ask("GET", "state")["studios"][slug]["appointments"].values()
        return next(one["id"] for one in offered if one["title"] == title)

    # Webhooks

    def hooks(self, tenant: str = "iron-oak", **settings: object) -> None:
        """Where a tenant's webhooks go and when, such as `url` and `automatic`; until the next reset."""
        self.ask("POST", "hooks", {"tenant": tenant, **settings})

    def send_hook(self, slug: str, event: str, entity_id: int, **more: object) -> str:
        """Tells of an invented event; its uuid."""
        body = {"studio": slug, "type": event, "entityId": entity_id, **more}
        return str(self.ask("POST", "hooks/send", body)["uuid"])

    def flush_hooks(self) -> dict[str, int]:
        """Sends what waits, now: how many were sent, and how many arrived."""
        sent: dict[str, int] = self.ask("POST", "hooks/flush")
        return sent

    def deliveries(self) -> list[dict[str, Any]]:
        """Every webhook that was told since the reset, with what became of it."""
        told: list[dict[str, Any]] = self.ask("GET", "deliveries")
        return told


@contextmanager
def running_vendor() -> Iterator[Vendor]:
    with SandboxServer() as server:
        yield Vendor(server.url)


def soon(**ago: int) -> datetime:
    """An instant (UTC, whole minutes) so far from now."""
    return datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(**ago)
