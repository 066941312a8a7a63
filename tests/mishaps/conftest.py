"""The stage of the tables: one mishap at one call, from the moment a scene says so."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from studios import connections
from studios.booking import checking, reservations
from studios.booking.choice import Choice
from studios.magicline import retrying
from studios.magicline.gate import Call
from studios.models import Attempt, Booking, Letter, Studio
from studios.models.reference import new_reference
from tests.conftest import TransactionGate, member
from tests.mishaps.kinds import PATHS, REFUSED, SLOW, WRITES, Plan, Scene
from tests.mishaps.relay import Relay
from tests.vendor import Vendor

PATIENCE = 0.8  # what a busy machine answers in, and well below what the slow mishaps take
MANY = 50  # the call goes wrong however often it is repeated


class Doorkeeper(TransactionGate):
    """Shuts the door in the very moment in which one kind of call wants to pass.

    Calls that are made side by side pass one after another, so that the door is shut for the one that is meant.
    """

    def __init__(self, relay: Relay, endpoint: str) -> None:
        super().__init__()
        self._relay, self._call = relay, PATHS[endpoint]
        self._one_at_a_time = threading.Lock()
        self.refused = 0

    def ask(self, call: Call) -> None:
        super().ask(call)
        self._one_at_a_time.acquire()
        if self._is_meant(call):
            self.refused += 1
            self._relay.shut()

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        if self._is_meant(call):
            self._relay.open()
        self._one_at_a_time.release()

    def _is_meant(self, call: Call) -> bool:
        method, path = self._call
        return call.method == method and path in ("", call.endpoint)


@dataclass
class Stage:
    """Ada, Hafen and the vendor; `spoil` begins the mishap, `mend` ends it."""

    ada: Browser
    hafen: Studio
    vendor: Vendor
    relay: Relay
    monkeypatch: pytest.MonkeyPatch
    scene: Scene
    mishap: str
    doorkeeper: Doorkeeper | None = field(default=None, init=False)

    def spoil(self) -> None:
        """From now on the scene's call goes wrong."""
        plan: Plan = self.scene.mishaps[self.mishap]
        if self.mishap == REFUSED:
            self.doorkeeper = Doorkeeper(self.relay, self.scene.endpoint)
            self.monkeypatch.setattr(connections, "gate", self.doorkeeper)
        else:
            self.vendor.ask("POST", "mishaps", {"endpoint": self.scene.endpoint, "count": MANY} | plan)
        if self.mishap in SLOW or "seconds" in plan:
            patience = "WRITE_SECONDS" if self.scene.endpoint in WRITES else "READ_SECONDS"
            self.monkeypatch.setattr(connections, patience, PATIENCE)

    def mend(self) -> None:
        """The vendor is well again; fails if the mishap was not met."""
        if self.doorkeeper:
            met = self.doorkeeper.refused
            self.monkeypatch.setattr(connections, "gate", TransactionGate())
        else:
            (planned,) = self.vendor.ask("GET", "mishaps")
            met = MANY - planned["count"]
            self.vendor.ask("DELETE", "mishaps")
        assert met, "the call was never made"

    # What scenes begin with, without the pages that lead there

    @property
    def appointment_id(self) -> int:
        return self.vendor.appointment("hafen", "Body Scan")

    def url(self, view: str) -> str:
        return reverse(f"booking:{view}", args=["hafen", self.appointment_id])

    def choice(self, *, in_days: int = 3) -> Choice:
        """A free time in a few days."""
        day = self.hafen.local(timezone.now()).date() + timedelta(days=in_days)
        slots = connections.to(self.hafen).slots(self.appointment_id, day).slots
        return Choice.of(self.hafen, self.appointment_id, slots[0])

    def confirm_url(self) -> str:
        return f"{self.url('confirm')}?choice={quote(self.choice().signed(now=timezone.now()), safe='')}"

    def booked(self) -> Booking:
        """A booking of Ada's, made here and read a day ago; it can be cancelled until it starts."""
        self._place(self.choice())
        Booking.objects.update(cancel_cutoff_hours=0, read_at=timezone.now() - timedelta(days=1))
        Letter.objects.update(next_try_at=None)  # none of the mails that are looked at
        return Booking.objects.get()

    def unsure(self, *, in_days: int = 3) -> Attempt:
        """An attempt of Ada's whose answer was lost, due to be looked for."""
        self.vendor.mishap("book", "cut_after")
        attempt = self._place(self.choice(in_days=in_days))
        past = timezone.now() - timedelta(seconds=1)
        Attempt.objects.update(gives_up_at=past, look_at=past)
        return attempt

    def _place(self, choice: Choice) -> Attempt:
        ada = member(self.hafen, "ada")
        wish = checking.Wish(self.hafen, ada, (ada,), choice)
        return reservations.place(wish, reference=new_reference(), now=timezone.now())


@pytest.fixture(scope="session")
def _relay(_running_vendor: Vendor) -> Iterator[Relay]:
    with Relay(urlsplit(_running_vendor.url).port or 0) as relay:
        yield relay


@pytest.fixture
def vendor(_running_vendor: Vendor, _relay: Relay) -> Vendor:
    """The sandbox as on its first day, behind a door that can be shut."""
    _running_vendor.reset()
    return Vendor(_relay.url)


@pytest.fixture
def stage(
    ada: Browser,
    hafen: Studio,
    vendor: Vendor,
    _relay: Relay,
    monkeypatch: pytest.MonkeyPatch,
    scene: Scene,
    mishap: str,
) -> Stage:
    monkeypatch.setattr(retrying, "FIRST_PAUSE_SECONDS", 0.01)
    return Stage(ada, hafen, vendor, _relay, monkeypatch, scene, mishap)
