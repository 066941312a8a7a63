"""Webhooks that are lost, doubled, late, shuffled, forged, or tell of several things."""

import pytest

from tests.sandbox.conftest import StoppedClock
from tests.sandbox.hook_calls import deliveries, flush, ids, plan, send, settle
from tests.sandbox.receiver import Receiver
from tests.sandbox.visitor import Visitor


def test_a_lost_one_never_comes(hafen: Visitor, told: Receiver) -> None:
    plan(hafen, "lose")

    send(hafen, 1, 2)

    assert told.wait_for(1)[0].body["entityId"] == 2
    assert deliveries(hafen)[0]["state"] == "lost"


def test_a_doubled_one_comes_twice_under_one_uuid(hafen: Visitor, told: Receiver) -> None:
    plan(hafen, "double")

    send(hafen, 1, 2)

    first, second, other = told.wait_for(3)
    assert first.body == second.body
    assert other.body["uuid"] != first.body["uuid"]


def test_a_delayed_one_is_overtaken(hafen: Visitor, told: Receiver, clock: StoppedClock) -> None:
    plan(hafen, "delay", seconds=30)
    send(hafen, 1, 2)
    told.wait_for(1)

    clock.forward(seconds=30)

    told.wait_for(2)
    assert ids(told) == [2, 1]


def test_the_shuffled_ones_come_last_one_first(hafen: Visitor, told: Receiver, clock: StoppedClock) -> None:
    plan(hafen, "shuffle", count=3, seconds=30)
    send(hafen, 1)
    clock.forward(seconds=20)
    send(hafen, 2, 3, 4)
    told.wait_for(1)

    clock.forward(seconds=10)

    told.wait_for(4)
    assert ids(told) == [4, 3, 2, 1]


def test_a_flush_keeps_the_shuffled_order(hafen: Visitor, told: Receiver) -> None:
    settle(hafen, automatic=False)
    plan(hafen, "shuffle", count=3)
    send(hafen, 1, 2, 3)

    flush(hafen)

    assert ids(told) == [3, 2, 1]


def test_a_wrong_key_is_no_studios(hafen: Visitor, told: Receiver) -> None:
    plan(hafen, "wrong_key")

    send(hafen, 1, 2)

    first, second = told.wait_for(2)
    assert (first.key, second.key) == ("not-sandbox-hafen-webhook-key", "sandbox-hafen-webhook-key")


def test_one_webhook_can_tell_of_several_things(hafen: Visitor, told: Receiver) -> None:
    plan(hafen, "several", fields=["CUSTOMER_UPDATED", "CUSTOMER_DELETED"])
    plan(hafen, "several")

    send(hafen, 1, 2)

    first, second = told.wait_for(2)
    assert first.types == ["CHECKIN", "CUSTOMER_UPDATED", "CUSTOMER_DELETED"]
    assert second.types == ["CHECKIN", "SOMETHING_NEW"]


def test_mishaps_keep_to_their_side(hafen: Visitor, altstadt: Visitor, told: Receiver) -> None:
    hafen.post("/_sandbox/mishaps", {"endpoint": "*", "kind": "500"})
    plan(hafen, "lose", studio="altstadt")

    send(hafen, 1)

    assert told.wait_for(1)[0].body["entityId"] == 1
    assert len(hafen.get("/_sandbox/mishaps").json) == 2


@pytest.mark.parametrize(
    "body",
    [
        {"endpoint": "webhook", "kind": "500"},
        {"endpoint": "webhook", "kind": "cut_before"},
        {"endpoint": "book", "kind": "lose"},
        {"endpoint": "*", "kind": "double"},
    ],
)
def test_a_mishap_of_the_other_side_is_refused(hafen: Visitor, body: dict[str, object]) -> None:
    assert hafen.post("/_sandbox/mishaps", body).status == 400
