"""The cast, and the stage: a sandbox on loopback, studios that point at it, members who are signed in."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest
from django.db import connections as django_connections
from django.test import Client as Browser
from pytest_django import DjangoDbBlocker

from studios import connections, memory
from studios.booking import drawing
from studios.magicline.gate import Call
from studios.models import Member, Studio
from studios.sandbox.seed import DEMO_STUDIOS
from studios.signing_in import session
from tests.vendor import Vendor, running_vendor
from tests.watch import Watch, watching

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True, scope="session")
def _nothing_reaches_past_loopback() -> Iterator[None]:
    """A test that would ask the network fails, wherever the call comes from."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:  # type: ignore[index]
            raise AssertionError(f"a test tried to reach {address}")
        real(self, address)  # type: ignore[arg-type]

    socket.socket.connect = connect  # type: ignore[method-assign]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def watch() -> Iterator[Watch]:
    """Fails the run, at its end, if anything was seen where it may not be; `tests/watch.py` says what and where."""
    with watching() as watch:
        yield watch
    assert not watch.found, sorted(set(watch.found))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, watch: Watch, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Looks into the database after the last test and before it is destroyed; `watch` tells of it after that."""
    yield
    with django_db_blocker.unblock():
        watch.look_into_the_database()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin, so that no process works alone at the end."""
    items.sort(key=lambda item: "endurance" not in item.path.parts)


class TransactionGate:
    """Fails the test when a call leaves while a transaction is open: it would hold locks for a whole round trip.

    Calls that are made side by side come from threads with connections of their own, so the one of the test's thread
    is looked at as well: there the view runs.
    """

    wrongs: ClassVar[
        list[str]
    ] = []  # of all gates: a task that raises is marked so in its row, and nobody hears of it

    def __init__(self) -> None:
        self.of_the_view = django_connections["default"]

    def ask(self, call: Call) -> None:
        for connection in (self.of_the_view, django_connections["default"]):
            ours = [block for block in connection.atomic_blocks if not block._from_testcase]
            if ours:
                self.wrongs.append(f"{call.endpoint} was asked inside a transaction")
                raise AssertionError(self.wrongs[-1])

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        pass


@pytest.fixture(autouse=True)
def transaction_gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[TransactionGate]:
    gate = TransactionGate()
    gate.wrongs.clear()
    monkeypatch.setattr(connections, "gate", gate)
    yield gate
    assert not gate.wrongs, gate.wrongs


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    """Of one test in the next; and while it runs, studios are asked each time (see `settings.py`).

    Whoever is still asking for what no page waits for any more is done before the next test looks at what was asked.
    """
    memory.clear()
    drawing.clear()
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("soon"):
            thread.join(20)


@pytest.fixture(scope="session")
def _running_vendor() -> Iterator[Vendor]:
    with running_vendor() as vendor:
        yield vendor


@pytest.fixture
def vendor(_running_vendor: Vendor) -> Vendor:
    """The sandbox as on its first day."""
    _running_vendor.reset()
    return _running_vendor


def studios_of_the_demo(vendor: Vendor) -> dict[str, Studio]:
    """The four demo studios by slug, each with its own key, pinned to its number at the vendor."""
    return {
        demo.slug: Studio.objects.create(
            name=demo.name,
            slug=demo.slug,
            base_url=f"{vendor.url}/{demo.tenant}",
            api_key=demo.api_key,
            webhook_key=demo.webhook_key,
            time_zone=demo.time_zone,
            language=demo.language,
            vendor_studio_id=demo.studio_id,
            vendor_telephone="+49 40 5550 4101",
            address="Am Sandtorkai 12, 20457 Hamburg",
        )
        for demo in DEMO_STUDIOS
    }


@pytest.fixture
def studios(db: None, vendor: Vendor, watch: Watch) -> Iterator[dict[str, Studio]]:
    """The four demo studios.

    After the test the database is looked through: what is there is rolled back or flushed next.
    """
    watch.codes.clear()
    yield studios_of_the_demo(vendor)
    if not django_connections["default"].needs_rollback:
        watch.look_into_the_database()


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that does not come is waited for one second, and not as long as members are."""
    monkeypatch.setattr("studios.connections.WRITE_SECONDS", 1.0)


@pytest.fixture
def hafen(studios: dict[str, Studio]) -> Studio:
    return studios["hafen"]


@pytest.fixture
def altstadt(studios: dict[str, Studio]) -> Studio:
    return studios["altstadt"]


@pytest.fixture
def ost(studios: dict[str, Studio]) -> Studio:
    return studios["ost"]


@pytest.fixture
def lisboa(studios: dict[str, Studio]) -> Studio:
    return studios["lisboa"]


# The cast: customer numbers as the sandbox has them.
NAMES = ("ada", "ben", "dora", "emil", "fay", "gus", "hana", "ivo", "jo", "jo_again", "kim", "pia")
CUSTOMERS = {name: 2002001 + place for place, name in enumerate(NAMES)}


def member(studio: Studio, name: str, customer_id: int | None = None) -> Member:
    """The member of that name in the studio's chain."""
    number = customer_id or CUSTOMERS[name]
    row, _created = Member.objects.get_or_create(
        chain=studio.chain,
        customer_id=number,
        defaults={
            "first_name": name.capitalize(),
            "last_name": "Test",
            "email": f"{name}@example.org",
            "language": "en",
            "home_studio_id": studio.vendor_studio_id,
        },
    )
    return row


def sign_in(browser: Browser, *records: Member) -> None:
    """A session of one person with these customer records, without the way through the mail."""
    store = browser.session
    store[session.PEOPLE] = [[record.pk for record in records]]
    store.save()


@pytest.fixture
def browser_of() -> Callable[..., Browser]:
    """A signed-in browser for a member, by name: `browser_of(hafen, "ada")`."""

    def browser(studio: Studio, *names: str) -> Browser:
        client = Browser()
        sign_in(client, *(member(studio, name) for name in names))
        return client

    return browser


@pytest.fixture
def ada(hafen: Studio, browser_of: Callable[..., Browser]) -> Browser:
    """Ada's browser: she may book at every studio of the chain."""
    return browser_of(hafen, "ada")
