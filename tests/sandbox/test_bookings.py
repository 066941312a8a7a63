"""Reading, listing and cancelling bookings: what a booking says, to whom, and what it keeps to itself."""

from typing import Any

import pytest

from studios.sandbox.server import SandboxServer
from tests.sandbox.conftest import ADA, KIM, PIA, StoppedClock
from tests.sandbox.visitor import Visitor

SQUAT, NIGHT_COACHING = 1210206002, 1210400001
TUESDAY = "2026-06-23"


def booked(
    visitor: Visitor, appointment_id: int = SQUAT, customer: int = ADA, day: str = TUESDAY
) -> dict[str, Any]:
    slot = visitor.slots(appointment_id, slotWindowStartDate=day)[0]
    answer = visitor.book(customer, appointment_id, slot)
    assert answer.status == 200, answer.body
    return answer.json


def test_a_booking_says_what_and_when_but_not_which_appointment_or_studio(hafen: Visitor) -> None:
    slot = hafen.slots(SQUAT, slotWindowStartDate=TUESDAY)[0]

    booking = hafen.book(ADA, SQUAT, slot).json

    assert booking["bookingStatus"] == "BOOKED"
    assert booking["appointmentStatus"] == "PLANNED"
    assert booking["title"] == "Technique: Squat & Deadlift"
    assert {name: booking[name] for name in ("startDateTime", "endDateTime", "instructors")} == slot
    assert "bookableAppointmentId" not in booking
    assert "studioId" not in booking


def test_only_the_reading_by_id_names_the_customer(hafen: Visitor) -> None:
    booking_id = booked(hafen)["bookingId"]

    by_id = hafen.get(f"/v1/appointments/booking/{booking_id}").json
    listed = hafen.get("/v1/appointments/booking", customerId=ADA).json

    assert by_id["customerId"] == ADA
    assert [one["bookingId"] for one in listed] == [booking_id]
    assert "customerId" not in listed[0]


def test_the_list_reaches_two_weeks_ahead_and_back(hafen: Visitor, clock: StoppedClock) -> None:
    near, far = booked(hafen, day="2026-07-04")["bookingId"], booked(hafen, day="2026-07-09")["bookingId"]

    def listed() -> list[int]:
        return [one["bookingId"] for one in hafen.get("/v1/appointments/booking", customerId=ADA).json]

    assert listed() == [near]
    clock.forward(days=10)
    assert listed() == [near, far]
    clock.forward(days=18)
    assert listed() == [far]
    assert hafen.get(f"/v1/appointments/booking/{near}").json["appointmentStatus"] == "COMPLETED"


def test_the_list_is_the_customers_own(hafen: Visitor) -> None:
    booked(hafen, customer=PIA)

    assert hafen.get("/v1/appointments/booking", customerId=ADA).json == []
    assert hafen.get("/v1/appointments/booking", customerId=1).status == 404
    assert hafen.get("/v1/appointments/booking").status == 400


def test_a_cancelled_booking_stays_in_the_list_with_both_marks(hafen: Visitor) -> None:
    booking_id = booked(hafen)["bookingId"]

    answer = hafen.delete(f"/v1/appointments/booking/{booking_id}")

    assert (answer.status, list(answer.json)) == (200, ["success"])
    (listed,) = hafen.get("/v1/appointments/booking", customerId=ADA).json
    assert (listed["bookingStatus"], listed["appointmentStatus"]) == ("CANCELED", "CANCELED")


def test_a_cancelled_time_is_free_again(hafen: Visitor) -> None:
    before = hafen.slots(SQUAT, slotWindowStartDate=TUESDAY)
    booking_id = booked(hafen)["bookingId"]

    hafen.delete(f"/v1/appointments/booking/{booking_id}")

    assert hafen.slots(SQUAT, slotWindowStartDate=TUESDAY) == before


def test_cancelling_twice_is_a_conflict_that_says_so(hafen: Visitor) -> None:
    path = f"/v1/appointments/booking/{booked(hafen)['bookingId']}"
    hafen.delete(path)

    again = hafen.delete(path)

    assert (again.status, again.code) == (409, "errormessage.appointment.already.canceled")


def test_ost_cancels_without_a_word(ost: Visitor) -> None:
    answer = ost.delete(f"/v1/appointments/booking/{booked(ost, NIGHT_COACHING)['bookingId']}")

    assert (answer.status, answer.body) == (204, b"")


def test_what_has_begun_cannot_be_cancelled(hafen: Visitor, clock: StoppedClock) -> None:
    booking_id = booked(hafen)["bookingId"]
    clock.forward(days=3)

    assert hafen.delete(f"/v1/appointments/booking/{booking_id}").status == 400


def test_a_booking_can_be_cancelled_whoever_it_is_for(hafen: Visitor) -> None:
    booking_id = booked(hafen, customer=KIM)["bookingId"]

    assert hafen.delete(f"/v1/appointments/booking/{booking_id}").status == 200


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_another_studios_key_does_not_reach_a_booking(hafen: Visitor, altstadt: Visitor, method: str) -> None:
    booking_id = booked(hafen)["bookingId"]

    assert altstadt.call(method, f"/v1/appointments/booking/{booking_id}").status == 403
    assert altstadt.get("/v1/appointments/booking", customerId=ADA).json == []
    assert hafen.get(f"/v1/appointments/booking/{booking_id}").json["bookingStatus"] == "BOOKED"


def test_equal_numbers_in_two_tenants_are_two_things(
    sandbox: SandboxServer, hafen: Visitor, lisboa: Visitor
) -> None:
    ours = booked(hafen)
    theirs = booked(lisboa, appointment_id=1210206001)

    assert ours["bookingId"] == theirs["bookingId"]
    assert lisboa.get(f"/v1/appointments/booking/{theirs['bookingId']}").json["title"] == "Pulse Coaching"
    assert (
        hafen.get(f"/v1/appointments/booking/{ours['bookingId']}").json["title"]
        == "Technique: Squat & Deadlift"
    )
    lisboa.delete(f"/v1/appointments/booking/{theirs['bookingId']}")
    assert hafen.get(f"/v1/appointments/booking/{ours['bookingId']}").json["bookingStatus"] == "BOOKED"


@pytest.mark.parametrize(("booking_id", "status"), [("1", 404), ("-1", 404), ("x", 400), ("9" * 25, 400)])
def test_a_booking_that_is_none(hafen: Visitor, booking_id: str, status: int) -> None:
    assert hafen.get(f"/v1/appointments/booking/{booking_id}").status == status
    assert hafen.delete(f"/v1/appointments/booking/{booking_id}").status == status
