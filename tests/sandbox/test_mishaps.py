"""Trouble on request: each kind is what it says, as often as it was planned, where it was planned."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest

from studios.sandbox.server import SandboxServer
from tests.sandbox.conftest import ADA
from tests.sandbox.visitor import Visitor, wanted

LIST, BOOK, SQUAT = "/v1/appointments/bookable", "/v1/appointments/booking/book", 1210206002


def plan(visitor: Visitor, endpoint: str, kind: object, **more: object) -> None:
    answer = visitor.post("/_sandbox/mishaps", {"endpoint": endpoint, "kind": kind, **more})
    assert answer.status == 201, answer.body


def booking_body(visitor: Visitor) -> dict[str, object]:
    return wanted(ADA, SQUAT, visitor.slots(SQUAT, slotWindowStartDate="2026-06-23")[0])


def number_of_bookings(visitor: Visitor) -> int:
    return len(visitor.get("/_sandbox/state").json["bookings"])


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503])
def test_any_status_as_often_as_planned(hafen: Visitor, status: int) -> None:
    plan(hafen, "bookable", status, count=2, error_code="errormessage.test", error_message="Told so.")

    answers = [hafen.get(LIST) for _ in range(3)]

    assert [one.status for one in answers] == [status, status, 200]
    assert (answers[0].code, answers[0].json["errorMessage"]) == ("errormessage.test", "Told so.")


def test_a_429_with_and_without_retry_after(hafen: Visitor) -> None:
    plan(hafen, "bookable", "429", retry_after=2)
    plan(hafen, "bookable", "429")

    assert hafen.get(LIST).headers["retry-after"] == "2"
    assert "retry-after" not in hafen.get(LIST).headers


@pytest.mark.parametrize(
    ("kind", "more", "done"),
    [
        ("503", {}, False),
        ("503", {"deed": True}, True),
        ("html", {}, False),
        ("list_error", {"status": 500}, False),
        ("empty", {}, True),
        ("garbage", {}, True),
        ("truncated", {}, True),
        ("truncated", {"deed": False}, False),
    ],
)
def test_whether_the_deed_was_done_is_told_apart(
    hafen: Visitor, kind: str, more: dict[str, object], done: bool
) -> None:
    body = booking_body(hafen)
    plan(hafen, "book", kind, **more)

    hafen.post(BOOK, body)

    assert number_of_bookings(hafen) == done


@pytest.mark.parametrize(("kind", "done"), [("cut_before", False), ("cut_after", True), ("cut_body", True)])
def test_a_cut_connection(hafen: Visitor, kind: str, done: bool) -> None:
    body = booking_body(hafen)
    plan(hafen, "book", kind)

    with pytest.raises((HTTPException, ConnectionError)):
        hafen.post(BOOK, body)

    assert number_of_bookings(hafen) == done


def test_bodies_that_are_not_what_they_should_be(hafen: Visitor) -> None:
    kinds = ("list_error", "html", "empty", "garbage", "truncated", "huge")
    for kind in kinds:
        plan(hafen, "bookable", kind)

    listed, html, empty, garbage, truncated, huge = (hafen.get(LIST) for _ in kinds)

    assert isinstance(listed.json, list)
    assert html.headers["content-type"].startswith("text/html")
    assert (empty.status, empty.body) == (200, b"")
    with pytest.raises(UnicodeDecodeError):
        garbage.body.decode()
    with pytest.raises(json.JSONDecodeError):
        _ = truncated.json
    assert len(huge.body) > 10_000_000
    assert huge.json["result"]


def test_shapes_that_are_not_what_they_should_be(hafen: Visitor) -> None:
    booking_id = hafen.post(BOOK, booking_body(hafen)).json["bookingId"]
    path = f"/v1/appointments/booking/{booking_id}"
    plan(hafen, "booking", "wrong_types")
    plan(hafen, "booking", "unknown_enum")
    plan(hafen, "booking", "missing_fields")
    plan(hafen, "booking", "missing_fields", fields=["startDateTime"])
    plan(hafen, "booking", "null_fields")

    wrong, unknown, missing, without_start, null = (hafen.get(path).json for _ in range(5))

    assert (wrong["bookingId"], wrong["title"]) == (["x"], 17)
    assert (unknown["bookingStatus"], unknown["newProperty"]) == ("SOMETHING_NEW", [{}])
    assert set(missing) == {"bookingId", "startDateTime", "endDateTime"}
    assert "startDateTime" not in without_start
    assert "title" in without_start
    assert (null["bookingId"], null["title"]) == (booking_id, None)


def test_any_word_of_validation(hafen: Visitor) -> None:
    body = booking_body(hafen)
    plan(hafen, "validate", "validation_status", value="ASK_THE_OWNER")

    answer = hafen.post("/v1/appointments/bookable/validate", body)

    assert answer.json == {"validationStatus": "ASK_THE_OWNER"}


@pytest.mark.parametrize("endpoint", ["validate", "book"])
def test_somebody_else_takes_the_slot_between_validate_and_book(hafen: Visitor, endpoint: str) -> None:
    body = booking_body(hafen)
    plan(hafen, endpoint, "slot_taken")

    said = hafen.post("/v1/appointments/bookable/validate", body)
    refused = hafen.post(BOOK, body)

    assert said.json["validationStatus"] == "AVAILABLE"
    assert (refused.status, refused.code) == (409, "errormessage.booking.resource.not.available")


@pytest.mark.parametrize("kind", ["delay", "delay_after"])
def test_a_delay_waits_and_does_it_all_the_same(hafen: Visitor, kind: str) -> None:
    body = booking_body(hafen)
    plan(hafen, "book", kind, seconds=0.2)

    before = time.monotonic()
    answer = hafen.post(BOOK, body)

    assert time.monotonic() - before >= 0.2
    assert answer.status == 200


@pytest.mark.parametrize("kind", ["drip_headers", "drip_body"])
def test_a_dripped_answer_is_whole_in_the_end(hafen: Visitor, kind: str) -> None:
    expected = hafen.get("/v1/customers/2002001")
    plan(hafen, "customer", kind, seconds=0.001)

    before = time.monotonic()
    answer = hafen.get("/v1/customers/2002001")

    assert answer.body == expected.body
    assert time.monotonic() - before >= 0.1


def test_a_mishap_keeps_to_its_endpoint_and_studio(hafen: Visitor, altstadt: Visitor) -> None:
    plan(hafen, "bookable", 500, studio="hafen", count=10)

    assert altstadt.get(LIST).status == 200
    assert hafen.get("/v1/studios/information").status == 200
    assert hafen.get(LIST).status == 500
    (left,) = hafen.get("/_sandbox/mishaps").json
    assert left["count"] == 9
    hafen.delete("/_sandbox/mishaps")
    assert hafen.get(LIST).status == 200


def test_even_a_key_check_can_go_wrong(hafen: Visitor) -> None:
    plan(hafen, "head", 503)

    assert hafen.call("HEAD", LIST).status == 503
    assert hafen.call("HEAD", LIST).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"endpoint": "book", "kind": "earthquake"},
        {"endpoint": "nowhere", "kind": "delay"},
        {"endpoint": "book", "kind": "delay", "count": 0},
        {"endpoint": "book", "kind": "delay", "count": "many"},
        {"endpoint": "book", "kind": "delay", "seconds": -1},
        {"endpoint": "book", "kind": "99"},
        {"endpoint": "bookable", "kind": "slot_taken"},
        {"endpoint": "book", "kind": "delay", "unknown": 1},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(hafen: Visitor, body: dict[str, object]) -> None:
    assert hafen.post("/_sandbox/mishaps", body).status == 400


def test_stopping_does_not_wait_for_a_delay() -> None:
    with SandboxServer() as server:
        visitor = Visitor.of(server)
        plan(visitor, "bookable", "delay", seconds=600)
        plan(visitor, "bookable", "drip_body", seconds=600)
        with ThreadPoolExecutor(2) as pool:
            waiting = [pool.submit(visitor.get, LIST) for _ in range(2)]
            while visitor.get("/_sandbox/mishaps").json:
                time.sleep(0.01)
            server.stop()
            ended = [one.exception(timeout=10) or one.result().status for one in waiting]

    assert len(ended) == 2


def test_a_slot_is_not_taken_for_a_body_that_makes_no_sense(hafen: Visitor) -> None:
    plan(hafen, "book", "slot_taken")

    assert hafen.post(BOOK, {}).status == 400
    assert number_of_bookings(hafen) == 0
