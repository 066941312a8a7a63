"""How webhooks travel: repeats, time-outs, the flush, the journal and restarts."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from studios.sandbox.server import SandboxServer
from tests.sandbox.conftest import ADA, StoppedClock
from tests.sandbox.hook_calls import deliveries, flush, ids, plan, send, settle, settled
from tests.sandbox.receiver import Receiver, running_receiver
from tests.sandbox.visitor import Visitor

SQUAT = 1210206002
Clock = Callable[[], datetime]


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_2xx_is_delivered(hafen: Visitor, told: Receiver, status: int) -> None:
    told.statuses = [status]

    send(hafen, 1)

    delivery = settled(hafen, "delivered")
    assert (delivery["last_status"], delivery["delivered_at"]) == (status, "2026-06-22T09:10:00+00:00")
    assert hafen.get("/_sandbox/hooks").json["waiting"] == []


@pytest.mark.parametrize("status", [302, 400, 401, 404, 500])
def test_anything_else_comes_again_after_ten_minutes(
    hafen: Visitor, told: Receiver, clock: StoppedClock, status: int
) -> None:
    told.statuses = [status]
    send(hafen, 1)
    assert settled(hafen, "waiting")["last_status"] == status

    clock.forward(minutes=9, seconds=59)
    time.sleep(0.3)
    assert len(told.received) == 1
    clock.forward(seconds=1)

    first, second = told.wait_for(2)
    assert first.body == second.body
    assert settled(hafen, "delivered", tries=2)["last_status"] == 204


def test_it_is_sent_three_times_and_never_again(hafen: Visitor, told: Receiver) -> None:
    settle(hafen, pause_seconds=0)
    told.statuses = [500] * 9

    send(hafen, 1)

    assert settled(hafen, "given_up", tries=3)["delivered_at"] is None
    assert flush(hafen) == {"sent": 0, "delivered": 0}
    assert len(told.received) == 3


def test_pause_and_number_of_tries_can_be_given_at_the_start(site: Receiver, clock: Clock) -> None:
    site.statuses = [500] * 9

    with SandboxServer(clock=clock, hooks_url=site.url, hooks_pause=0, hooks_tries=2) as sandbox:
        send(Visitor.of(sandbox), 1)

        settled(Visitor.of(sandbox), "given_up", tries=2)


def test_a_site_that_says_nothing_in_time_is_asked_again(hafen: Visitor, told: Receiver) -> None:
    settle(hafen, timeout_seconds=0.1)
    told.answers.clear()

    send(hafen, 1)

    assert settled(hafen, "waiting")["last_status"] == 0
    told.answers.set()
    assert flush(hafen) == {"sent": 1, "delivered": 1}


def test_a_site_that_is_not_there_is_asked_again(hafen: Visitor) -> None:
    with running_receiver() as gone:
        settle(hafen, url=gone.url)

    send(hafen, 1)

    assert settled(hafen, "waiting")["last_status"] == 0


def test_a_key_that_no_header_can_carry_stops_nothing_else(
    hafen: Visitor, altstadt: Visitor, told: Receiver
) -> None:
    hafen.post("/_sandbox/desk/studios/hafen", {"webhook_key": "two\nlines"})
    send(hafen, 1)

    altstadt.post("/_sandbox/hooks/send", {"studio": "altstadt", "type": "CHECKIN", "entityId": 2})

    assert told.wait_for(1)[0].body["entityId"] == 2


def test_after_a_flush_everything_told_before_was_tried(hafen: Visitor, told: Receiver) -> None:
    send(hafen, *range(20))

    flush(hafen)

    assert ids(told) == list(range(20))


def test_a_slow_site_delays_no_answer(hafen: Visitor, told: Receiver) -> None:
    told.answers.clear()
    send(hafen, 1)
    told.wait_for(1)

    before = time.monotonic()
    slot = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")[0]
    booked = hafen.book(ADA, SQUAT, slot)

    assert booked.status == 200
    assert time.monotonic() - before < 3
    assert len(told.received) == 1


def test_without_the_automatic_all_waits_for_the_flush(hafen: Visitor, told: Receiver) -> None:
    settle(hafen, automatic=False)
    send(hafen, 1, 2)
    told.statuses = [500]
    assert [one["entity_id"] for one in hafen.get("/_sandbox/hooks").json["waiting"]] == [1, 2]

    assert flush(hafen) == {"sent": 2, "delivered": 1}
    assert flush(hafen) == {"sent": 1, "delivered": 1}
    assert ids(told) == [1, 2, 1]


def test_an_address_that_is_taken_away_ends_what_waits(hafen: Visitor, told: Receiver) -> None:
    settle(hafen, automatic=False)
    send(hafen, 1)

    settle(hafen, url=None)

    assert hafen.get("/_sandbox/hooks").json["waiting"] == []
    assert deliveries(hafen)[0]["state"] == "lost"
    assert flush(hafen)["sent"] == 0


def test_the_journal_shows_no_key_and_can_be_forgotten(hafen: Visitor, told: Receiver) -> None:
    plan(hafen, "wrong_key")
    send(hafen, 1)
    settled(hafen, "delivered")

    raw = hafen.get("/_sandbox/deliveries")

    assert b"key" not in raw.body
    assert b"key" not in hafen.get("/_sandbox/hooks").body
    assert raw.json[0]["uuid"] == told.received[0].body["uuid"]
    hafen.delete("/_sandbox/deliveries")
    assert deliveries(hafen) == []


def test_a_restart_keeps_the_address_and_what_waits(tmp_path: Path, site: Receiver, clock: Clock) -> None:
    file = tmp_path / "state.json"
    with SandboxServer(state_file=file, clock=clock) as first:
        hafen = Visitor.of(first)
        settle(hafen, url=site.url, automatic=False)
        hafen.post(
            "/_sandbox/hooks/send", {"studio": "hafen", "type": "CHECKIN", "entityId": 1, "uuid": "one"}
        )
        before = hafen.get("/_sandbox/hooks").json

    with SandboxServer(state_file=file, clock=clock) as second:
        hafen = Visitor.of(second)
        assert hafen.get("/_sandbox/hooks").json == before
        assert flush(hafen) == {"sent": 1, "delivered": 1}

    assert site.received[0].body["uuid"] == "one"


def test_what_was_delivered_is_not_sent_again_after_a_restart(
    tmp_path: Path, site: Receiver, clock: Clock
) -> None:
    file = tmp_path / "state.json"
    with SandboxServer(state_file=file, clock=clock, hooks_url=site.url) as first:
        send(Visitor.of(first), 1)
        settled(Visitor.of(first), "delivered")

    with SandboxServer(state_file=file, clock=clock) as second:
        assert flush(Visitor.of(second)) == {"sent": 0, "delivered": 0}
        assert len(site.received) == 1


def test_a_reset_forgets_what_waits_and_goes_back_to_the_first_address(site: Receiver, clock: Clock) -> None:
    with SandboxServer(clock=clock, hooks_url=site.url) as sandbox:
        hafen = Visitor.of(sandbox)
        settle(hafen, url=f"{site.url}&elsewhere", automatic=False)
        send(hafen, 1)

        hafen.post("/_sandbox/reset")

        assert deliveries(hafen) == hafen.get("/_sandbox/hooks").json["waiting"] == []
        send(hafen, 2)
        assert site.wait_for(1)[0].body["entityId"] == 2


def test_stopping_hangs_up_and_keeps_what_was_on_its_way(
    tmp_path: Path, site: Receiver, clock: Clock
) -> None:
    file = tmp_path / "state.json"
    site.answers.clear()
    with SandboxServer(state_file=file, clock=clock, hooks_url=site.url) as first:
        send(Visitor.of(first), 1)
        site.wait_for(1)
        before = time.monotonic()
    assert time.monotonic() - before < 3

    site.answers.set()
    with SandboxServer(state_file=file, clock=clock):
        again, repeated = site.wait_for(2)
        assert again.body == repeated.body


def test_an_address_off_this_machine_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="localhost"):
        SandboxServer(hooks_url="http://example.org/")
