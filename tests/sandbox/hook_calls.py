"""What a test does about webhooks at the sandbox's own addresses."""

import time
from typing import Any

from tests.sandbox.receiver import Receiver
from tests.sandbox.visitor import Visitor


def settle(visitor: Visitor, **settings: object) -> None:
    answer = visitor.post("/_sandbox/hooks", {"tenant": "iron-oak", **settings})
    assert answer.status == 200, answer.body


def send(visitor: Visitor, *entity_ids: int) -> None:
    for one in entity_ids:
        body = {"studio": "hafen", "type": "CHECKIN", "entityId": one}
        assert visitor.post("/_sandbox/hooks/send", body).status == 201


def flush(visitor: Visitor) -> dict[str, int]:
    return visitor.post("/_sandbox/hooks/flush").json


def plan(visitor: Visitor, kind: str, **more: object) -> None:
    answer = visitor.post("/_sandbox/mishaps", {"endpoint": "webhook", "kind": kind, **more})
    assert answer.status == 201, answer.body


def deliveries(visitor: Visitor) -> list[dict[str, Any]]:
    return visitor.get("/_sandbox/deliveries").json


def settled(visitor: Visitor, state: str, tries: int = 1) -> dict[str, Any]:
    """The only delivery, once it has come so far."""
    for _ in range(1000):
        (delivery,) = deliveries(visitor)
        if (delivery["state"], delivery["tries"]) == (state, tries):
            return delivery
        time.sleep(0.01)
    raise AssertionError(delivery)


def ids(receiver: Receiver) -> list[int]:
    return [one.body["entityId"] for one in receiver.received]
