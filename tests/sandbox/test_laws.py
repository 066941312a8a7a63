"""The thirteen refusals, each by the member or slot that the table in seed.py names, and what booking makes of them."""

from typing import Any

import pytest

from tests.sandbox.conftest import ADA, BEN, DORA, EMIL, FAY, KIM, PIA, StoppedClock
from tests.sandbox.visitor import Visitor, parsed, wanted

PERSONAL_TRAINING, SQUAT, BODY_SCAN, CARDIO, SAUNA, NUTRITION, MEAL_PLAN = (
    1210206001, 1210206002, 1210206005, 1210206007, 1210206010, 1210206011, 1210206012,
)  # fmt: skip
WEIGH_IN, TRIAL, INFRARED, ALTITUDE = 1210300901, 1210300902, 1210300903, 1210300904
TUESDAY = "2026-06-23"


def first(visitor: Visitor, appointment_id: int, day: str = TUESDAY) -> dict[str, Any]:
    return visitor.slots(appointment_id, slotWindowStartDate=day)[0]


@pytest.mark.parametrize(
    ("customer", "word"),
    [
        (ADA, "AVAILABLE"),
        (BEN, "NO_CONTINGENT"),
        (DORA, "CUSTOMER_IDLE"),
        (EMIL, "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED"),
        (FAY, "BOOKING_LIMIT_REACHED"),
        (PIA, "AVAILABLE"),
        (KIM, "AVAILABLE"),
    ],
)
def test_what_is_said_to_each_of_the_cast(hafen: Visitor, customer: int, word: str) -> None:
    assert hafen.validate(customer, SQUAT, first(hafen, SQUAT)) == word


@pytest.mark.parametrize(
    ("slug", "appointment_id", "day", "word"),
    [
        ("hafen", BODY_SCAN, "2026-06-22", "PAST_START_DATE_TIME"),
        ("altstadt", WEIGH_IN, TUESDAY, "END_DATE_TIME_NOT_AFTER_START_DATE_TIME"),
        ("altstadt", TRIAL, TUESDAY, "PERIOD_DOES_NOT_MATCH"),
        ("altstadt", INFRARED, TUESDAY, "RESOURCE_NOT_AVAILABLE"),
        ("altstadt", ALTITUDE, TUESDAY, "NOT_AVAILABLE"),
        ("hafen", CARDIO, TUESDAY, "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME"),
        ("hafen", CARDIO, "2026-06-25", "AVAILABLE"),
        ("hafen", MEAL_PLAN, "2026-06-29", "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME"),
        ("hafen", MEAL_PLAN, TUESDAY, "AVAILABLE"),
        ("hafen", SAUNA, "2026-07-02", "STUDIO_CLOSED"),
    ],
)
def test_slots_that_are_listed_and_refused(
    hafen: Visitor, altstadt: Visitor, slug: str, appointment_id: int, day: str, word: str
) -> None:
    visitor = {"hafen": hafen, "altstadt": altstadt}[slug]

    assert visitor.validate(ADA, appointment_id, first(visitor, appointment_id, day)) == word


def test_kim_may_book_at_hafen_only(altstadt: Visitor) -> None:
    assert altstadt.validate(KIM, 1210300103, first(altstadt, 1210300103)) == "NO_CONTINGENT"


def test_one_person_is_in_one_place_at_a_time_across_studios(
    hafen: Visitor, altstadt: Visitor, ost: Visitor
) -> None:
    at_hafen = next(
        one for one in hafen.slots(SQUAT, slotWindowStartDate=TUESDAY) if "T10:00" in one["startDateTime"]
    )
    assert hafen.book(ADA, SQUAT, at_hafen).status == 200
    overlapping = next(
        one
        for one in altstadt.slots(1210300103, slotWindowStartDate=TUESDAY)
        if parsed(one["startDateTime"]) == parsed(at_hafen["startDateTime"])
    )

    word = altstadt.validate(ADA, 1210300103, overlapping)
    refused = altstadt.book(ADA, 1210300103, overlapping)

    assert word == "CUSTOMER_IN_OTHER_BOOKING"
    assert (refused.status, refused.code) == (409, "errormessage.booking.customer.in.other.booking")
    assert altstadt.validate(KIM, 1210300103, overlapping) == "NO_CONTINGENT"


def test_taken_means_taken(hafen: Visitor) -> None:
    slot = first(hafen, SQUAT)
    hafen.book(ADA, SQUAT, slot)

    word = hafen.validate(PIA, SQUAT, slot)
    refused = hafen.book(PIA, SQUAT, slot)

    assert word == "RESOURCE_NOT_AVAILABLE"
    assert refused.status == 409
    assert slot not in hafen.slots(SQUAT, slotWindowStartDate=TUESDAY)


def test_ost_words_a_slot_that_went_as_an_appointment_already_canceled(ost: Visitor) -> None:
    slot = first(ost, 1210400001)
    ost.book(ADA, 1210400001, slot)

    refused = ost.book(PIA, 1210400001, slot)

    assert (refused.status, refused.code) == (400, "errormessage.appointment.already.canceled")


def test_a_trainer_booked_for_one_thing_is_not_free_for_another(hafen: Visitor) -> None:
    slot = next(
        one for one in hafen.slots(SQUAT, slotWindowStartDate=TUESDAY) if one["instructors"][0]["id"] == 501
    )
    hafen.book(ADA, SQUAT, slot)

    others = hafen.slots(PERSONAL_TRAINING, slotWindowStartDate=TUESDAY)

    start, end = parsed(slot["startDateTime"]), parsed(slot["endDateTime"])
    with_mia = [one for one in others if one["instructors"][0]["id"] == 501]
    assert not [
        one for one in with_mia if parsed(one["startDateTime"]) < end and start < parsed(one["endDateTime"])
    ]


def test_without_instructor_ids_the_studio_chooses_whoever_is_free(hafen: Visitor) -> None:
    both = [
        one
        for one in hafen.slots(PERSONAL_TRAINING, slotWindowStartDate=TUESDAY)
        if "T12:00" in one["startDateTime"]
    ]
    anyone = both[0] | {"instructors": []}

    chosen = [hafen.book(customer, PERSONAL_TRAINING, anyone) for customer in (ADA, PIA, KIM)]

    assert [one.status for one in chosen] == [200, 200, 409]
    assert [one.json["instructors"][0]["id"] for one in chosen[:2]] == [501, 502]


def test_an_empty_list_of_instructors_is_refused(hafen: Visitor) -> None:
    body = wanted(ADA, BODY_SCAN, first(hafen, BODY_SCAN)) | {"instructorIds": []}

    assert hafen.post("/v1/appointments/bookable/validate", body).status == 400


def test_an_instructor_nobody_knows_is_404(hafen: Visitor) -> None:
    body = wanted(ADA, SQUAT, first(hafen, SQUAT)) | {"instructorIds": [1]}

    assert hafen.post("/v1/appointments/bookable/validate", body).status == 404


def test_what_needs_nobody_and_nothing_is_there_only_once(hafen: Visitor) -> None:
    (plain,) = hafen.post("/_sandbox/desk/studios/hafen/appointments", {"title": "Chat"}).json["ids"]
    slot = first(hafen, plain)

    assert [hafen.book(customer, plain, slot).status for customer in (ADA, PIA)] == [200, 409]


def test_booking_uses_up_the_contingent_and_cancelling_gives_it_back(hafen: Visitor) -> None:
    hafen.post(f"/_sandbox/desk/customers/iron-oak/{BEN}", {"contingent": {"left": 1}})
    slots = hafen.slots(SQUAT, slotWindowStartDate=TUESDAY)

    booked = hafen.book(BEN, SQUAT, slots[0])
    assert hafen.validate(BEN, SQUAT, slots[-1]) == "NO_CONTINGENT"
    hafen.delete(f"/v1/appointments/booking/{booked.json['bookingId']}")

    assert hafen.validate(BEN, SQUAT, slots[-1]) == "AVAILABLE"


@pytest.mark.parametrize(
    "respell",
    [
        lambda text: text.replace(".000+02:00[Europe/Berlin]", "+02:00"),
        lambda text: text.replace("[Europe/Berlin]", ""),
        lambda text: text.replace("[Europe/Berlin]", "[Europe/Paris]"),
        lambda text: text.replace(".000", ".0"),
    ],
)
def test_only_the_texts_that_were_issued_are_accepted(hafen: Visitor, respell: Any) -> None:
    slot = first(hafen, SQUAT)
    assert parsed(respell(slot["startDateTime"])) == parsed(slot["startDateTime"])

    word = hafen.validate(ADA, SQUAT, slot | {"startDateTime": respell(slot["startDateTime"])})

    assert word == "PERIOD_DOES_NOT_MATCH"


def test_a_time_off_the_grid_was_never_issued(hafen: Visitor) -> None:
    slot = first(hafen, SQUAT)
    shifted = {name: slot[name].replace(":00:00", ":10:00").replace(":45:00", ":55:00") for name in
               ("startDateTime", "endDateTime")}  # fmt: skip

    assert hafen.validate(ADA, SQUAT, slot | shifted) == "PERIOD_DOES_NOT_MATCH"


def test_outside_the_opening_hours_the_studio_is_closed(hafen: Visitor) -> None:
    night = {
        "startDateTime": "2026-06-23T03:00:00.000+02:00[Europe/Berlin]",
        "endDateTime": "2026-06-23T03:45:00.000+02:00[Europe/Berlin]",
        "instructors": [],
    }

    assert hafen.validate(ADA, SQUAT, night) == "STUDIO_CLOSED"


@pytest.mark.parametrize(("customer", "appointment_id"), [(PIA, SQUAT), (ADA, NUTRITION)])
def test_some_bookings_wait_for_the_studio(hafen: Visitor, customer: int, appointment_id: int) -> None:
    booked = hafen.book(customer, appointment_id, first(hafen, appointment_id))

    assert booked.json["bookingStatus"] == "BOOKED_WITH_CONFIRMATION_REQUIRED"


def test_a_slot_that_was_free_is_past_once_its_time_has_come(hafen: Visitor, clock: StoppedClock) -> None:
    slot = first(hafen, SQUAT)
    clock.forward(days=2)

    assert hafen.validate(ADA, SQUAT, slot) == "PAST_START_DATE_TIME"
    refused = hafen.book(ADA, SQUAT, slot)
    assert (refused.status, refused.code) == (400, "errormessage.booking.past.start.date.time")
