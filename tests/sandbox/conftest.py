"""A sandbox of its own for every test, on a clock that stands still until the test moves it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from studios.sandbox.server import SandboxServer
from tests.sandbox.receiver import Receiver, running_receiver
from tests.sandbox.visitor import Visitor

ADA, BEN, DORA, EMIL, FAY, GUS, HANA, IVO, JO, JO_AGAIN, KIM, PIA = range(2002001, 2002013)


class StoppedClock:
    """Monday, 22 June 2026, 11:10 in Berlin."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 22, 9, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **elapsed: float) -> None:
        self.now += timedelta(**elapsed)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def sandbox(clock: StoppedClock) -> Iterator[SandboxServer]:
    with SandboxServer(clock=clock) as server:
        yield server


@pytest.fixture
def hafen(sandbox: SandboxServer) -> Visitor:
    return Visitor.of(sandbox)


@pytest.fixture
def altstadt(sandbox: SandboxServer) -> Visitor:
    return Visitor.of(sandbox, "altstadt")


@pytest.fixture
def ost(sandbox: SandboxServer) -> Visitor:
    return Visitor.of(sandbox, "ost")


@pytest.fixture
def lisboa(sandbox: SandboxServer) -> Visitor:
    return Visitor.of(sandbox, "lisboa")


@pytest.fixture
def site() -> Iterator[Receiver]:
    """Where webhooks go, once an address was given."""
    with running_receiver() as receiver:
        yield receiver


@pytest.fixture
def told(sandbox: SandboxServer, site: Receiver) -> Receiver:
    """The same site, with its address given for the chain of hafen."""
    answer = Visitor.of(sandbox).post("/_sandbox/hooks", {"tenant": "iron-oak", "url": site.url})
    assert answer.status == 200, answer.body
    return site
