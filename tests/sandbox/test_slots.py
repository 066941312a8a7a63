"""Slots come from staff, rooms, equipment and opening hours, in the form and with the oddities of real listings."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.sandbox.conftest import ADA, DORA, StoppedClock
from tests.sandbox.visitor import Visitor, parsed

PERSONAL_TRAINING, SQUAT, MOBILITY, DUO, BODY_SCAN = (
    1210206001,
    1210206002,
    1210206003,
    1210206004,
    1210206005,
)
SAUNA, NIGHT_COACHING, HYDROJET = 1210206010, 1210400001, 1210400003


def crew_of(slot: dict) -> list[int]:
    return [instructor["id"] for instructor in slot["instructors"]]


def test_a_slot_lies_within_the_hours_of_its_trainer(hafen: Visitor) -> None:
    slots = hafen.slots(PERSONAL_TRAINING, slotWindowStartDate="2026-06-23", daysAhead=1)

    hours_of_mia = [slot["startDateTime"][11:16] for slot in slots if crew_of(slot) == [501]]
    assert min(hours_of_mia) == "07:00"
    assert max(hours_of_mia) == "14:00"
    assert all(slot["endDateTime"][11:13] <= "19" for slot in slots)


def test_two_trainers_at_one_hour_are_two_slots(hafen: Visitor) -> None:
    slots = hafen.slots(PERSONAL_TRAINING, slotWindowStartDate="2026-06-23")

    at_noon = [crew_of(slot) for slot in slots if slot["startDateTime"].startswith("2026-06-23T12:00")]
    assert at_noon == [[501], [502]]


def test_a_team_is_one_slot_with_all_of_them(hafen: Visitor) -> None:
    slots = hafen.slots(DUO, slotWindowStartDate="2026-06-23")

    assert slots
    assert all(crew_of(slot) == [501, 502] for slot in slots)


def test_an_appointment_on_a_machine_has_no_instructors(hafen: Visitor) -> None:
    slots = hafen.slots(BODY_SCAN, slotWindowStartDate="2026-06-23")

    assert slots
    assert all(slot["instructors"] == [] for slot in slots)


def test_the_window_holds_its_last_day_too(altstadt: Visitor) -> None:
    slots = altstadt.slots(1210300103, slotWindowStartDate="2026-06-23", daysAhead=2)

    assert sorted({slot["startDateTime"][:10] for slot in slots}) == [
        "2026-06-23",
        "2026-06-24",
        "2026-06-25",
    ]


def test_nothing_is_free_on_a_closing_day(hafen: Visitor) -> None:
    closing_day = "2026-07-02"

    slots = hafen.slots(PERSONAL_TRAINING, slotWindowStartDate="2026-07-01", daysAhead=2)

    assert {slot["startDateTime"][:10] for slot in slots} == {"2026-07-01", "2026-07-03"}
    told = hafen.get("/v1/studios/information").json["closingHours"]
    assert told[0]["dateTimeFrom"].startswith(f"{closing_day}T00:00:00")
    assert told[0]["dateTimeTo"].startswith("2026-07-03T00:00:00")


def test_a_room_for_two_gives_a_third_trainer_no_slot(hafen: Visitor) -> None:
    start = "2026-06-23T12:00:00+02:00"
    for customer in (2002001, 2002002):
        hafen.post(
            "/_sandbox/desk/bookings",
            {"studio": "hafen", "customer": customer, "appointment": SAUNA, "start": start},
        )
    hafen.post("/_sandbox/desk/studios/hafen", {"rooms": {"Sauna": 2, "Platform": 2}})
    hafen.post(f"/_sandbox/desk/appointments/hafen/{SQUAT}", {"room": "Sauna"})

    slots = hafen.slots(SQUAT, slotWindowStartDate="2026-06-23")

    starts = {slot["startDateTime"][:16] for slot in slots if slot["startDateTime"].startswith("2026-06-23")}
    assert "2026-06-23T12:15" not in starts
    assert "2026-06-23T13:00" in starts


def test_the_oddities_that_were_seen_are_reproducible(hafen: Visitor, clock: StoppedClock) -> None:
    repeated = hafen.slots(PERSONAL_TRAINING, slotWindowStartDate="2026-06-23", daysAhead=1)
    unordered = hafen.slots(MOBILITY, slotWindowStartDate="2026-06-23", daysAhead=1)
    with_past = hafen.slots(BODY_SCAN)

    assert repeated[0] == repeated[1]
    starts = [parsed(slot["startDateTime"]) for slot in unordered]
    assert starts != sorted(starts)
    assert parsed(with_past[0]["startDateTime"]) <= clock.now < parsed(with_past[1]["startDateTime"])


def test_a_past_slot_is_listed_before_the_studio_opens_as_well(hafen: Visitor, clock: StoppedClock) -> None:
    clock.now = datetime(2026, 6, 22, 22, 30, tzinfo=UTC)  # half past midnight in Berlin

    assert parsed(hafen.slots(BODY_SCAN)[0]["startDateTime"]) < clock.now


def test_each_studio_writes_date_times_in_its_own_form(
    hafen: Visitor, altstadt: Visitor, ost: Visitor, lisboa: Visitor
) -> None:
    def texts(visitor: Visitor, appointment_id: int) -> list[str]:
        return [
            slot["startDateTime"] for slot in visitor.slots(appointment_id, slotWindowStartDate="2026-06-23")
        ]

    assert "2026-06-23T07:00:00.000+02:00[Europe/Berlin]" in texts(hafen, PERSONAL_TRAINING)
    assert "2026-06-23T07:00:00+02:00" in texts(altstadt, 1210300103)
    assert "2026-06-23T08:00:00.000+01:00[Europe/Lisbon]" in texts(lisboa, PERSONAL_TRAINING)
    fractions = {len(text.removesuffix("Z").partition(".")[2]) for text in texts(ost, HYDROJET)}
    assert fractions == set(range(10))
    assert all(text.endswith("Z") for text in texts(ost, HYDROJET))


@pytest.mark.parametrize(
    ("night", "nights_elsewhere"),
    [("2027-10-31", 25), ("2027-03-28", 23), ("2027-06-01", 24)],
    ids=["clocks go back", "clocks go forward", "an ordinary night"],
)
def test_a_day_of_a_clock_change_has_its_own_number_of_hours(
    ost: Visitor, night: str, nights_elsewhere: int
) -> None:
    day = date.fromisoformat(night)
    slots = ost.slots(NIGHT_COACHING, slotWindowStartDate=night, daysAhead=1)

    instants = {parsed(slot["startDateTime"]) for slot in slots if crew_of(slot) == [521]}
    midnight = min(instants)
    of_that_day = [at for at in instants if at < midnight + timedelta(hours=nights_elsewhere)]
    assert midnight.date() == day - timedelta(days=1)  # 22:00 or 23:00 in UTC
    assert len(of_that_day) == nights_elsewhere * 2
    assert len(instants) == (nights_elsewhere + 24) * 2


def test_half_past_two_comes_twice_with_two_offsets(ost: Visitor) -> None:
    ost.post("/_sandbox/desk/studios/ost", {"date_form": "bracket"})

    slots = ost.slots(NIGHT_COACHING, slotWindowStartDate="2027-10-31", daysAhead=1)

    twice = [slot["startDateTime"] for slot in slots if "2027-10-31T02:30" in slot["startDateTime"]]
    assert sorted(set(twice)) == [
        "2027-10-31T02:30:00.000+01:00[Europe/Berlin]",
        "2027-10-31T02:30:00.000+02:00[Europe/Berlin]",
    ]
    assert all(
        ost.validate(ADA, NIGHT_COACHING, slot) == "AVAILABLE"
        for slot in slots
        if slot["startDateTime"] in twice
    )


def test_with_a_customer_the_answer_leaves_out_what_collides(hafen: Visitor) -> None:
    day = "2026-06-23"
    with_mia, with_jonas = (
        slot
        for slot in hafen.slots(PERSONAL_TRAINING, slotWindowStartDate=day)
        if f"{day}T12" in slot["startDateTime"]
    )
    hafen.book(ADA, PERSONAL_TRAINING, with_mia)

    for_all = hafen.slots(PERSONAL_TRAINING, slotWindowStartDate=day)
    for_ada = hafen.slots(PERSONAL_TRAINING, slotWindowStartDate=day, customerId=ADA)
    for_dora = hafen.slots(PERSONAL_TRAINING, slotWindowStartDate=day, customerId=DORA)

    assert with_mia not in for_all
    assert with_jonas in for_all
    assert with_jonas not in for_ada
    assert for_ada
    assert for_dora == []


@pytest.mark.parametrize(
    "query",
    [
        {"slotWindowStartDate": "0001-01-01"},
        {"slotWindowStartDate": "9999-12-31"},
        {"slotWindowStartDate": "2026-02-30"},
        {"slotWindowStartDate": "2026-W25-1"},
        {"slotWindowStartDate": ""},
        {"daysAhead": 7},
        {"daysAhead": 0},
        {"daysAhead": "six"},
        {"daysAhead": "٣"},
        {"customerId": "9" * 30},
    ],
)
def test_a_window_that_makes_no_sense_is_400(hafen: Visitor, query: dict[str, object]) -> None:
    answer = hafen.get(f"/v1/appointments/bookable/{PERSONAL_TRAINING}/slots", **query)

    assert answer.status == 400
    assert answer.json["errorMessage"]


def test_more_days_than_the_studio_allows_is_the_code_for_too_large(ost: Visitor, hafen: Visitor) -> None:
    path = f"/v1/appointments/bookable/{NIGHT_COACHING}/slots"

    refused = ost.get(path, daysAhead=4)

    assert (refused.status, refused.code) == (400, "errormessage.validation.max")
    assert ost.get(path, daysAhead=3).status == 200
    assert hafen.get(f"/v1/appointments/bookable/{SQUAT}/slots", daysAhead=6).status == 200
