"""The server under its users: restarts, many at once, connections that stay."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from studios.sandbox.seed import DEMO_MEMBERS, DEMO_STUDIOS
from studios.sandbox.server import SandboxServer
from tests.sandbox.conftest import ADA, KIM, PIA
from tests.sandbox.visitor import Visitor

SQUAT, PERSONAL_TRAINING = 1210206002, 1210206001
Clock = Callable[[], datetime]


def test_a_restart_loses_nothing_and_repeats_no_number(tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "sandbox" / "state.json"
    with SandboxServer(state_file=file, clock=clock) as first:
        hafen = Visitor.of(first)
        slots = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")
        kept = hafen.book(ADA, SQUAT, slots[0]).json["bookingId"]
        cancelled = hafen.book(PIA, SQUAT, slots[-1]).json["bookingId"]
        hafen.delete(f"/v1/appointments/booking/{cancelled}")
        hafen.post("/_sandbox/desk/studios/ost", {"scopes": []})
        before = hafen.get("/_sandbox/state").json

    with SandboxServer(state_file=file, clock=clock) as second:
        hafen = Visitor.of(second)

        assert hafen.get("/_sandbox/state").json == before
        assert slots[0] not in hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")
        assert hafen.book(KIM, SQUAT, slots[-1]).json["bookingId"] > max(kept, cancelled)
        assert hafen.validate(KIM, SQUAT, slots[0]) == "RESOURCE_NOT_AVAILABLE"


def test_a_killed_sandbox_has_kept_every_answer_it_gave(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    program = (
        "import sys, pathlib; from studios.sandbox.server import SandboxServer\n"
        "sandbox = SandboxServer(state_file=pathlib.Path(sys.argv[1])); print(sandbox.url, flush=True)\n"
        "sandbox.serve_forever()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(file)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        hafen = Visitor(process.stdout.readline().strip())
        slot = hafen.slots(SQUAT, daysAhead=6)[-1]
        booking = hafen.book(ADA, SQUAT, slot).json
        process.kill()

    with SandboxServer(state_file=file) as again:
        assert (
            Visitor.of(again).get(f"/v1/appointments/booking/{booking['bookingId']}").json["customerId"]
            == ADA
        )


def test_a_state_file_of_something_else_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"studios": {"hafen": {"name": 7}}}))

    with pytest.raises(ValueError, match=r"studios\.hafen"):
        SandboxServer(state_file=file)

    assert "hafen" in file.read_text()


def test_of_twenty_at_once_one_gets_the_slot(hafen: Visitor) -> None:
    hafen.post("/_sandbox/mishaps", {"endpoint": "book", "kind": "delay", "seconds": 0.1, "count": 20})
    slot = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")[0]

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda _: hafen.book(ADA, SQUAT, slot).status, range(20)))

    assert sorted(statuses) == [200] + [409] * 19
    assert len(hafen.get("/_sandbox/state").json["bookings"]) == 1


def test_one_connection_serves_many_requests(hafen: Visitor) -> None:
    connection = HTTPConnection(urlsplit(hafen.url).netloc, timeout=10)
    connection.connect()
    opened = connection.sock

    for _ in range(3):
        connection.request("GET", "/iron-oak/v1/studios/information", headers={"x-api-key": hafen.key})
        assert connection.getresponse().read()

    assert connection.sock is opened
    connection.close()


def test_stopping_ends_idle_connections_and_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with SandboxServer() as server:
        connection = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        connection.request("GET", "/_sandbox/mishaps")
        connection.getresponse().read()
        assert len(set(threading.enumerate()) - before) == 3

    assert set(threading.enumerate()) - before == set()
    connection.close()


def test_the_demo_names_studios_and_members_that_are_there(sandbox: SandboxServer) -> None:
    for demo in DEMO_STUDIOS:
        told = Visitor(sandbox.url, demo.tenant, demo.api_key).get("/v1/studios/information").json
        assert (told["studioId"], told["name"], told["city"]) == (demo.studio_id, demo.name, demo.city)
    for demo_member in DEMO_MEMBERS:
        people = sandbox.gym.records.customers[demo_member.tenant].values()
        assert [one for one in people if (one.email or "").casefold() == demo_member.email]
