"""The sandbox's own addresses: the desk's changes, the journal, the reset."""

from typing import Any

import pytest

from tests.sandbox.conftest import ADA, BEN, PIA
from tests.sandbox.visitor import Visitor, parsed

SQUAT = 1210206002
START = "2026-06-23T10:00:00+02:00"


def at_the_desk(visitor: Visitor, **more: Any) -> dict[str, Any]:
    body = {"studio": "hafen", "customer": ADA, "appointment": SQUAT, "start": START} | more
    answer = visitor.post("/_sandbox/desk/bookings", body)
    assert answer.status == 201, answer.body
    return answer.json


def test_the_desk_books_without_asking_the_laws(hafen: Visitor) -> None:
    made = at_the_desk(hafen, customer=BEN)

    seen = hafen.get(f"/v1/appointments/booking/{made['id']}").json
    assert seen["customerId"] == BEN
    assert seen["startDateTime"] == made["startDateTime"] == "2026-06-23T10:00:00.000+02:00[Europe/Berlin]"
    assert seen["instructors"][0]["id"] in (501, 502)


def test_a_booking_of_the_desk_takes_its_time_from_the_slots(hafen: Visitor) -> None:
    at_the_desk(hafen, instructorIds=[501])

    slots = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")

    at_ten = [one for one in slots if parsed(one["startDateTime"]) == parsed(START)]
    assert [one["instructors"][0]["id"] for one in at_ten] == [502]


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (None, ("CANCELED", "CANCELED")),
        ({"only": "booking"}, ("CANCELED", "PLANNED")),
        ({"only": "appointment"}, ("BOOKED", "CANCELED")),
    ],
)
def test_the_desk_cancels_in_either_of_two_ways(
    hafen: Visitor, body: dict[str, str] | None, statuses: tuple[str, str]
) -> None:
    made = at_the_desk(hafen)

    hafen.post(f"/_sandbox/desk/bookings/{made['id']}/cancel", body)

    seen = hafen.get(f"/v1/appointments/booking/{made['id']}").json
    assert (seen["bookingStatus"], seen["appointmentStatus"]) == statuses
    assert hafen.delete(f"/v1/appointments/booking/{made['id']}").status == 409


def test_the_desk_confirms_what_waits(hafen: Visitor) -> None:
    slot = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")[0]
    booking_id = hafen.book(PIA, SQUAT, slot).json["bookingId"]

    confirmed = hafen.post(f"/_sandbox/desk/bookings/{booking_id}/confirm")

    assert confirmed.status == 200
    assert hafen.get(f"/v1/appointments/booking/{booking_id}").json["bookingStatus"] == "BOOKED"
    assert hafen.post(f"/_sandbox/desk/bookings/{booking_id}/confirm").status == 409


def test_the_desk_moves_a_booking(hafen: Visitor) -> None:
    made = at_the_desk(hafen)

    hafen.post(
        f"/_sandbox/desk/bookings/{made['id']}/move",
        {"start": "2026-06-24T12:00:00Z", "instructorIds": [502]},
    )

    seen = hafen.get(f"/v1/appointments/booking/{made['id']}").json
    assert seen["startDateTime"] == "2026-06-24T14:00:00.000+02:00[Europe/Berlin]"
    assert seen["endDateTime"] == "2026-06-24T14:45:00.000+02:00[Europe/Berlin]"
    assert [one["id"] for one in seen["instructors"]] == [502]


def test_bookings_with_one_number_are_told_apart_by_tenant(hafen: Visitor, lisboa: Visitor) -> None:
    ours = at_the_desk(hafen)
    theirs = at_the_desk(lisboa, studio="lisboa", appointment=1210206001)
    assert ours["id"] == theirs["id"]

    hafen.post(f"/_sandbox/desk/bookings/{theirs['id']}/cancel?tenant=pulse")

    assert hafen.get(f"/v1/appointments/booking/{ours['id']}").json["bookingStatus"] == "BOOKED"
    assert lisboa.get(f"/v1/appointments/booking/{theirs['id']}").json["bookingStatus"] == "CANCELED"


def test_a_change_of_date_form_shows_on_the_wire(hafen: Visitor) -> None:
    hafen.post("/_sandbox/desk/studios/hafen", {"date_form": "zoneless"})

    slot = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")[0]

    assert slot["startDateTime"] == "2026-06-23T07:00:00.000"
    assert hafen.validate(ADA, SQUAT, slot) == "AVAILABLE"


def test_the_desk_closes_a_customers_record_to_us(hafen: Visitor) -> None:
    booking_id = at_the_desk(hafen)["id"]

    hafen.post(f"/_sandbox/desk/customers/iron-oak/{ADA}", {"third_party_access": False})

    answer = hafen.get(f"/v1/appointments/booking/{booking_id}")
    assert (answer.status, answer.code) == (403, "errormessage.third.party.customer.access.disabled")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("studios/hafen", {"time_zone": "Europe/Atlantis"}),
        ("studios/hafen", {"time_zone": "../etc"}),
        ("studios/hafen", {"date_form": "roman"}),
        ("studios/hafen", {"hours": [{"day_from": 0, "day_to": 6, "time_from": "early", "time_to": "late"}]}),
        ("studios/hafen", {"id": 1}),
        ("studios/hafen", {"scopes": "all"}),
        ("studios/hafen", {"no_such_field": 1}),
        ("studios/hafen/appointments", {"count": 0}),
        ("studios/hafen/appointments", {"every_minutes": 0}),
        ("appointments/hafen/1210206002", {"minutes": 0}),
        ("appointments/hafen/x", {}),
        ("customers/iron-oak/2002001", {"email": 7}),
        ("bookings", {"studio": "hafen", "customer": ADA, "appointment": SQUAT, "start": "soon"}),
        (
            "bookings",
            {"studio": "hafen", "customer": ADA, "appointment": SQUAT, "start": START, "instructorIds": [1]},
        ),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(
    hafen: Visitor, path: str, body: dict[str, Any]
) -> None:
    before = hafen.get("/_sandbox/state").json

    answer = hafen.post(f"/_sandbox/desk/{path}", body)

    assert answer.status == 400
    assert hafen.get("/_sandbox/state").json == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("desk/studios/nowhere", {}),
        ("desk/customers/iron-oak/1", {}),
        ("desk/customers/nobody/1", {}),
        ("desk/appointments/hafen/1", {}),
        ("desk/bookings/1/cancel", {}),
        ("desk/bookings/1/frame", {}),
        ("desk/bookings", {"studio": "hafen", "customer": 1, "appointment": SQUAT, "start": START}),
        ("mishaps", {"endpoint": "book", "kind": "delay", "studio": "nowhere"}),
        ("tea", {}),
    ],
)
def test_what_is_not_there_is_404(hafen: Visitor, path: str, body: dict[str, Any]) -> None:
    assert hafen.post(f"/_sandbox/{path}", body).status == 404


def test_the_journal_keeps_what_was_received_but_no_key(hafen: Visitor, altstadt: Visitor) -> None:
    body = b'{"email" : "ada@example.org"}'
    hafen.call("POST", "/v1/customers/search", body, {"Accept-Language": "de-CH"})
    Visitor(hafen.url, key="a-key-of-nobody").get("/v1/appointments/bookable", offset="7")

    raw = hafen.get("/_sandbox/requests")

    search, listing = raw.json
    assert search["body"] == body.decode()
    assert (search["method"], search["endpoint"], search["studio"]) == ("POST", "search", "hafen")
    assert (search["accept_language"], search["status"]) == ("de-CH", 200)
    assert (listing["path"], listing["query"]) == ("/iron-oak/v1/appointments/bookable", "offset=7")
    assert (listing["studio"], listing["status"]) == (None, 401)
    assert b"key" not in raw.body
    hafen.delete("/_sandbox/requests")
    assert hafen.get("/_sandbox/requests").json == []


def test_the_state_shows_no_keys(hafen: Visitor) -> None:
    assert b"-key" not in hafen.get("/_sandbox/state").body


def test_a_reset_brings_the_first_day_back_but_no_number_twice(hafen: Visitor) -> None:
    made = at_the_desk(hafen)
    hafen.post("/_sandbox/desk/studios/hafen", {"active": False})
    hafen.post("/_sandbox/mishaps", {"endpoint": "*", "kind": "500", "count": 99})

    hafen.post("/_sandbox/reset")

    assert hafen.get("/v1/appointments/bookable").status == 200
    assert hafen.get("/_sandbox/state").json["bookings"] == []
    assert at_the_desk(hafen)["id"] > made["id"]
