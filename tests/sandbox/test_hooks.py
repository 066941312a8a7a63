"""What the site is told of by webhook, and what it is not."""

from typing import Any

import pytest

from studios.sandbox.events import EVENTS
from studios.sandbox.server import SandboxServer
from tests.sandbox.conftest import ADA, IVO, PIA
from tests.sandbox.hook_calls import deliveries, settle
from tests.sandbox.receiver import Received, Receiver
from tests.sandbox.visitor import Visitor

SQUAT, START = 1210206002, "2026-06-23T10:00:00+02:00"
BOOKING = {"studio": "hafen", "customer": ADA, "appointment": SQUAT, "start": START}


def at_the_desk(visitor: Visitor, **more: object) -> int:
    answer = visitor.post("/_sandbox/desk/bookings", BOOKING | more)
    assert answer.status == 201, answer.body
    return answer.json["id"]


def told_of(received: list[Received]) -> list[tuple[str, int]]:
    return [(one.types[0], one.body["entityId"]) for one in received]


def all_told(visitor: Visitor) -> list[str]:
    return [one["types"][0] for one in deliveries(visitor)]


def test_a_webhook_looks_as_the_vendor_sends_it(hafen: Visitor, told: Receiver) -> None:
    booking_id = at_the_desk(hafen)

    (received,) = told.wait_for(1)
    uuid = received.body["uuid"]
    assert received.path == "/webhooks/magicline/?from=sandbox"
    assert (received.key, received.content_type) == ("sandbox-hafen-webhook-key", "application/json")
    assert [len(part) for part in uuid.split("-")] == [8, 4, 4, 4, 12]
    assert received.body == {
        "entityId": booking_id,
        "uuid": uuid,
        "payload": [{"timestamp": 1782119400000, "type": "APPOINTMENT_BOOKING_CREATED", "content": {}}],
    }


def test_what_happens_to_a_booking_is_told_in_order(hafen: Visitor, told: Receiver) -> None:
    slot = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")[0]
    online = hafen.book(PIA, SQUAT, slot).json["bookingId"]
    hafen.post(f"/_sandbox/desk/bookings/{online}/confirm")
    hafen.delete(f"/v1/appointments/booking/{online}")
    made = at_the_desk(hafen)
    hafen.post(f"/_sandbox/desk/bookings/{made}/move", {"start": "2026-06-24T12:00:00Z"})
    hafen.post(f"/_sandbox/desk/bookings/{made}/cancel")

    assert told_of(told.wait_for(6)) == [
        ("APPOINTMENT_BOOKING_CREATED", online),
        ("APPOINTMENT_BOOKING_UPDATED", online),
        ("APPOINTMENT_BOOKING_CANCELLED", online),
        ("APPOINTMENT_BOOKING_CREATED", made),
        ("APPOINTMENT_BOOKING_UPDATED", made),
        ("APPOINTMENT_BOOKING_CANCELLED", made),
    ]


def test_a_booking_goes_with_the_key_of_the_studio_it_is_at(
    hafen: Visitor, altstadt: Visitor, told: Receiver
) -> None:
    offered = altstadt.get("/v1/appointments/bookable").json["result"][0]["id"]
    slot = altstadt.slots(offered, slotWindowStartDate="2026-06-23")[0]

    booked = altstadt.book(ADA, offered, slot)

    assert booked.status == 200, booked.body
    assert told.wait_for(1)[0].key == "sandbox-altstadt-webhook-key"


def test_a_refused_booking_is_not_told(hafen: Visitor, told: Receiver) -> None:
    slot = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")[0]
    first = hafen.book(ADA, SQUAT, slot).json["bookingId"]

    hafen.book(ADA, SQUAT, slot)
    hafen.delete("/v1/appointments/booking/1")

    assert told_of(told.wait_for(1)) == [("APPOINTMENT_BOOKING_CREATED", first)]
    assert len(all_told(hafen)) == 1


def test_a_tenant_may_not_be_told_of_what_the_api_itself_did(hafen: Visitor, told: Receiver) -> None:
    settle(hafen, of_api=False)
    slot = hafen.slots(SQUAT, slotWindowStartDate="2026-06-24")[0]
    online = hafen.book(ADA, SQUAT, slot).json["bookingId"]
    hafen.delete(f"/v1/appointments/booking/{online}")

    made = at_the_desk(hafen)

    assert told_of(told.wait_for(1)) == [("APPOINTMENT_BOOKING_CREATED", made)]
    assert len(all_told(hafen)) == 1


def test_a_slot_taken_by_somebody_else_is_told(hafen: Visitor, told: Receiver) -> None:
    slot = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")[0]
    hafen.post("/_sandbox/mishaps", {"endpoint": "book", "kind": "slot_taken"})

    assert hafen.book(ADA, SQUAT, slot).status == 409

    taken = [one["id"] for one in hafen.get("/_sandbox/state").json["bookings"]]
    assert told_of(told.wait_for(len(taken))) == [("APPOINTMENT_BOOKING_CREATED", one) for one in taken]


@pytest.mark.parametrize(
    ("path", "changes", "event", "entity_id", "slug"),
    [
        (f"customers/iron-oak/{ADA}", {"email": "ada@example.net"}, "CUSTOMER_UPDATED", ADA, "hafen"),
        (f"customers/iron-oak/{IVO}", {"last_name": "Novak"}, "CUSTOMER_UPDATED", IVO, "ost"),
        (
            f"customers/iron-oak/{ADA}",
            {"third_party_access": False},
            "CUSTOMER_ACCESS_DISABLED",
            ADA,
            "hafen",
        ),
        (f"customers/iron-oak/{ADA}/delete", {}, "CUSTOMER_DELETED", ADA, "hafen"),
        ("studios/altstadt", {"closings": []}, "STUDIO_OPENING_HOURS_UPDATED", 4102, "altstadt"),
        ("studios/altstadt", {"hours": []}, "STUDIO_OPENING_HOURS_UPDATED", 4102, "altstadt"),
    ],
)
def test_changes_at_the_desk_are_told(
    hafen: Visitor, told: Receiver, path: str, changes: dict[str, Any], event: str, entity_id: int, slug: str
) -> None:
    assert hafen.post(f"/_sandbox/desk/{path}", changes).status == 200

    (received,) = told.wait_for(1)
    assert told_of([received]) == [(event, entity_id)]
    assert received.key == f"sandbox-{slug}-webhook-key"
    assert event in EVENTS


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        (f"customers/iron-oak/{ADA}", {"email": "ada@example.org"}),
        ("studios/hafen", {"rate_limit": 5}),
        ("studios/hafen", {}),
        ("customers/iron-oak/2002006", {"first_name": "Gustav"}),  # keeps third parties out already
    ],
)
def test_what_changes_nothing_for_the_site_is_not_told(
    hafen: Visitor, told: Receiver, path: str, changes: dict[str, Any]
) -> None:
    assert hafen.post(f"/_sandbox/desk/{path}", changes).status == 200

    assert all_told(hafen) == []


def test_a_deleted_customer_is_gone_and_keeps_no_time(hafen: Visitor, told: Receiver) -> None:
    slot = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")[0]
    booking_id = hafen.book(ADA, SQUAT, slot).json["bookingId"]

    hafen.post(f"/_sandbox/desk/customers/iron-oak/{ADA}/delete")

    told.wait_for(2)
    assert hafen.get(f"/v1/customers/{ADA}").status == 404
    assert hafen.get(f"/v1/appointments/booking/{booking_id}").status == 404
    assert slot in hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")
    assert hafen.post(f"/_sandbox/desk/customers/iron-oak/{ADA}/delete").status == 404
    assert hafen.post(f"/_sandbox/desk/bookings/{booking_id}/cancel").status == 200


def test_nothing_is_told_before_the_activation_is_confirmed(hafen: Visitor, told: Receiver) -> None:
    hafen.post("/_sandbox/desk/studios/hafen", {"activation_confirmed": False})
    at_the_desk(hafen)

    hafen.post("/v1/studios/confirmActivation")
    later = at_the_desk(hafen)

    assert told_of(told.wait_for(1)) == [("APPOINTMENT_BOOKING_CREATED", later)]


def test_each_tenant_has_its_own_address(hafen: Visitor, lisboa: Visitor, told: Receiver) -> None:
    at_the_desk(lisboa, studio="lisboa", appointment=1210206001)
    ours = at_the_desk(hafen)

    assert told_of(told.wait_for(1)) == [("APPOINTMENT_BOOKING_CREATED", ours)]
    assert len(all_told(hafen)) == 1


def test_any_event_is_sent_on_request(hafen: Visitor, told: Receiver) -> None:
    answer = hafen.post(
        "/_sandbox/hooks/send",
        {"studio": "ost", "type": "CHECKIN", "entityId": 7, "uuid": "no uuid", "times": 3},
    )

    assert (answer.status, answer.json) == (201, {"uuid": "no uuid"})
    received = told.wait_for(3)
    assert {(one.key, one.types[0]) for one in received} == {("sandbox-ost-webhook-key", "CHECKIN")}
    assert {(one.body["uuid"], one.body["entityId"]) for one in received} == {("no uuid", 7)}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"studio": "lisboa", "type": "CHECKIN", "entityId": 7}, 409),  # has no address
        ({"studio": "nowhere", "type": "CHECKIN", "entityId": 7}, 404),
        ({"studio": "hafen", "type": "CHECKIN", "entityId": "7"}, 400),
        ({"studio": "hafen", "type": "CHECKIN", "entityId": 7, "times": 0}, 400),
    ],
)
def test_what_cannot_be_sent_is_refused(
    hafen: Visitor, told: Receiver, body: dict[str, Any], status: int
) -> None:
    assert hafen.post("/_sandbox/hooks/send", body).status == status
    assert all_told(hafen) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"tenant": "iron-oak", "url": "http://example.org/webhooks/"}, 400),
        ({"tenant": "iron-oak", "url": "http://192.168.0.1/"}, 400),
        ({"tenant": "iron-oak", "url": "https://127.0.0.1/"}, 400),
        ({"tenant": "iron-oak", "url": "http://127.0.0.1@example.org/"}, 400),
        ({"tenant": "iron-oak", "url": "http://127.0.0.1:99999/"}, 400),
        ({"tenant": "iron-oak", "url": "http://127.0.0.1/a b"}, 400),
        ({"tenant": "iron-oak", "pause_seconds": -1}, 400),
        ({"tenant": "iron-oak", "most_tries": 0}, 400),
        ({"tenant": "iron-oak", "colour": "red"}, 400),
        ({"url": "http://127.0.0.1:8000/"}, 400),
        ({"tenant": "nobody", "url": None}, 404),
    ],
)
def test_settings_that_make_no_sense_are_refused_and_change_nothing(
    sandbox: SandboxServer, hafen: Visitor, body: dict[str, Any], status: int
) -> None:
    before = hafen.get("/_sandbox/hooks").json

    assert hafen.post("/_sandbox/hooks", body).status == status
    assert hafen.get("/_sandbox/hooks").json == before
