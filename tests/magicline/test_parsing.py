"""Decoded JSON is read field by field: growth is ignored, nonsense is named, nothing read can hurt later."""

import json
import logging
from datetime import date

import pytest

from studios.magicline.appointments import Instructor, read_appointment, read_booking, read_slot
from studios.magicline.customers import read_customer
from studios.magicline.errors import UnexpectedReply
from studios.magicline.parsing import Fields, decode, readable
from studios.magicline.studio import read_studio_information

SLOT = {"startDateTime": "2026-06-22T08:00:00Z", "endDateTime": "2026-06-22T09:00:00Z"}


def fields(**values):
    return Fields(values, "it")


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"{", b"<html>", b"[1,]", b'{"a": NaN}', b"[Infinity]", b"[" * 100_000, b"1" * 5000, b'"\n"'],
)
def test_what_is_not_json_is_an_unexpected_reply(body):
    with pytest.raises(UnexpectedReply, match="not JSON"):
        decode(body)


def test_a_broken_character_does_not_sink_an_answer():
    assert decode(b'\xef\xbb\xbf{"title": "Caf\xe9"}') == {"title": "Caf\ufffd"}


@pytest.mark.parametrize("value", [7, "7", "0007"])
def test_a_whole_number_may_come_as_digits(value):
    assert fields(id=value).integer("id") == 7


@pytest.mark.parametrize(
    "value", [True, False, 7.0, 1e400, "", "seven", "-7", "٧", "7 ", [], {}, 10**400, 2**63, "9" * 30]
)
def test_anything_else_is_no_whole_number(value):
    assert fields(id=value).integer_or_none("id") is None
    with pytest.raises(UnexpectedReply, match=r"it\.id is not a whole number"):
        fields(id=value).integer("id")


@pytest.mark.parametrize("values", [{}, {"id": None}])
def test_null_is_absent(values):
    with pytest.raises(UnexpectedReply, match=r"it\.id is missing"):
        fields(**values).integer("id")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Ada", "Ada"),
        (None, ""),
        (7, ""),
        (["x"], ""),
        ("a\x00b", "ab"),
        ("\ud83d", "?"),
        ("\ud83d\ude00", "?" * 2),
    ],
)
def test_a_text_can_always_be_stored(value, text):
    assert fields(title=value).text("title") == text


@pytest.mark.parametrize("value", ["1e400", "true", '"53"', "null", "[]", "1" + "0" * 400])
def test_a_number_that_is_none_is_left_out(value):
    assert Fields(json.loads(f'{{"latitude": {value}}}'), "location").number_or_none("latitude") is None


@pytest.mark.parametrize("value", [None, 7, "", "2026", "22.06.2026", "2026-13-01", "0000-01-01"])
def test_a_day_that_is_none_is_left_out(value):
    assert fields(dateOfBirth=value).day_or_none("dateOfBirth") is None


@pytest.mark.parametrize("value", [None, 7, {}, "tomorrow"])
def test_a_date_time_is_demanded_by_name(value):
    with pytest.raises(UnexpectedReply, match=r"it\.startDateTime is "):
        fields(startDateTime=value).moment("startDateTime")


@pytest.mark.parametrize("value", [None, 7, "x", [], True])
def test_an_element_that_is_no_object_says_where_it_stands(value):
    with pytest.raises(UnexpectedReply, match=r"slots\[2\] is not an object"):
        Fields(value, "slots[2]")


def test_one_bad_element_is_counted_and_logged_by_its_place_alone(caplog):
    elements = [SLOT, {**SLOT, "endDateTime": "Ada's secret"}, None, SLOT]

    with caplog.at_level(logging.WARNING, "studios.magicline"):
        slots, unreadable = readable(elements, "slots", read_slot)

    assert (len(slots), unreadable) == (2, 2)
    assert [record.getMessage() for record in caplog.records] == [
        "2 unreadable in slots, the first: slots[1].endDateTime is not a date-time: not a date-time"
    ]


@pytest.mark.parametrize("value", [None, {}, "x", 7])
def test_a_list_that_is_none_is_an_unexpected_reply(value):
    with pytest.raises(UnexpectedReply, match="slots is not an array"):
        readable(value, "slots", read_slot)


def test_a_slot_without_instructors_is_a_slot():
    for given in ({}, {"instructors": None}, {"instructors": []}):
        assert read_slot(Fields(SLOT | given, "slot")).instructors == ()


@pytest.mark.parametrize("instructors", ["x", [None], [{"firstName": "Mia"}], {"id": 1}])
def test_a_slot_whose_instructors_cannot_be_read_is_none(instructors):
    with pytest.raises(UnexpectedReply, match=r"slot\.instructors"):
        read_slot(Fields(SLOT | {"instructors": instructors}, "slot"))


def test_an_instructor_is_shown_as_the_studio_wants():
    assert Instructor(1, "Mia", "Sommer", "Mia S.").shown_name == "Mia S."
    assert Instructor(1, "Mia", "Sommer", "").shown_name == "Mia Sommer"
    assert Instructor(1, "Mia", "", "").shown_name == "Mia"


def test_an_appointment_needs_only_its_id_and_may_grow():
    appointment = read_appointment(
        Fields({"id": 5, "duration": "long", "price": {"amount": 7}}, "appointment")
    )

    assert (appointment.id, appointment.title, appointment.duration_minutes) == (5, "", None)


@pytest.mark.parametrize(
    ("status", "appointment_status", "cancelled", "pending"),
    [
        ("BOOKED", "PLANNED", False, False),
        ("BOOKED_WITH_CONFIRMATION_REQUIRED", "PLANNED", False, True),
        ("BOOKED_WITH_CONFIRMATION_REQUIRED", "CANCELED", True, False),
        ("CANCELED", "PLANNED", True, False),
        ("BOOKED", "CANCELED", True, False),
        ("SOMETHING_NEW", None, False, False),
        (None, None, False, False),
    ],
)
def test_a_booking_is_cancelled_when_either_status_says_so(status, appointment_status, cancelled, pending):
    values = {"bookingId": 1, "bookingStatus": status, "appointmentStatus": appointment_status, **SLOT}

    booking = read_booking(Fields(values, "booking"))

    assert (booking.is_cancelled, booking.is_pending) == (cancelled, pending)


def test_a_strange_instructor_does_not_sink_a_booking():
    values = {"bookingId": 1, **SLOT, "instructors": [None, {"id": 9}], "duration": []}

    assert [one.id for one in read_booking(Fields(values, "booking")).instructors] == [9]


def test_of_a_customer_only_what_the_site_shows_is_kept():
    values = {
        "id": 9,
        "email": "ada@example.org",
        "dateOfBirth": "1988-03-14",
        "preferredLanguage": {"languageCode": "de", "countryCode": "CH"},
        "bankAccount": {"iban": "DE02"},
    }

    customer = read_customer(Fields(values, "customer"))

    assert customer.date_of_birth == date(1988, 3, 14)
    assert customer.language == "de-CH"
    assert "DE02" not in repr(customer)


def test_studio_information_needs_nothing():
    empty = read_studio_information(Fields({}, "studio"))

    assert (empty.studio_id, empty.name, empty.latitude, empty.opening_hours) == (None, "", None, ())


def test_public_opening_hours_come_before_the_others():
    hours = [{"dayOfWeekFrom": "MONDAY", "dayOfWeekTo": "FRIDAY", "timeFrom": "06:00", "timeTo": "22:00"}]
    closed = [
        {"reason": "Inventory", "dateTimeFrom": SLOT["startDateTime"], "dateTimeTo": SLOT["endDateTime"]},
        {},
    ]
    values = {"openingHours": hours, "publicOpeningHours": None, "closingHours": closed}

    studio = read_studio_information(Fields(values, "studio"))
    public = read_studio_information(
        Fields(values | {"publicOpeningHours": [{"dayOfWeekFrom": "SUNDAY"}]}, "studio")
    )

    assert [one.day_from for one in studio.opening_hours] == ["MONDAY"]
    assert [one.day_from for one in public.opening_hours] == ["SUNDAY"]
    assert [one.reason for one in studio.closing_hours] == ["Inventory"]
