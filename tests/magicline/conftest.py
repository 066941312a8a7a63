"""A client for whatever server a test starts, and the record of what its gate saw."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

import pytest

from studios.magicline import retrying
from studios.magicline.client import Client
from studios.magicline.errors import GateClosed
from studios.magicline.gate import Call
from tests.magicline.rude_server import Act, RudeServer
from tests.vendor import Vendor

KEY = "a-key-that-nobody-may-ever-see"


@dataclass
class Watcher:
    """A gate that remembers, and closes after `open_for` calls."""

    open_for: int = 1000
    asked: list[Call] = field(default_factory=list)
    told: list[tuple[str, int | None, str]] = field(default_factory=list)

    def ask(self, call: Call) -> None:
        if len(self.asked) >= self.open_for:
            raise GateClosed("the budget is spent")
        self.asked.append(call)

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        assert call == self.asked[-1]
        assert seconds >= 0
        self.told.append((outcome, status, trace_id))


@pytest.fixture(autouse=True)
def _quick_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE_SECONDS", 0.001)


@pytest.fixture
def client_at() -> Callable[..., Client]:
    return partial(Client, api_key=KEY, studio="hafen", insecure_http=True, read_seconds=5, write_seconds=5)


@pytest.fixture
def rude() -> Iterator[Callable[..., RudeServer]]:
    """Start servers that do as told; they end with the test."""
    with ExitStack() as servers:

        def start(*acts: Act, **options) -> RudeServer:
            return servers.enter_context(RudeServer(*acts, **options))

        yield start


@pytest.fixture
def client_of(vendor: Vendor) -> Callable[..., Client]:
    """A client with the key of one of the sandbox's studios."""

    def client(slug="hafen", **options):
        tenant = "pulse" if slug == "lisboa" else "iron-oak"
        base_url, key = f"{vendor.url}/{tenant}", f"sandbox-{slug}-api-key"
        return Client(base_url, key, studio=slug, insecure_http=True, **options)

    return client
