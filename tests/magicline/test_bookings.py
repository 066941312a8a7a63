"""Validate, book, read, list, cancel against the sandbox: what comes back, what the sandbox received, what it did."""

import pytest

from studios.magicline import errors
from studios.magicline.appointments import ACCEPTING, REFUSING, BookingRequest
from tests.vendor import soon

ADA, BEN = 2002001, 2002002
SOON = soon(days=3).date()


def a_slot(client, appointment_id, at=3):
    return client.slots(appointment_id, SOON).slots[at]


def wanted(slot, appointment_id, customer_id=ADA):
    ids = tuple(one.id for one in slot.instructors)
    return BookingRequest(customer_id, appointment_id, slot.start.text, slot.end.text, ids)


@pytest.mark.parametrize("slug", ["hafen", "altstadt", "ost", "lisboa"])
def test_a_slot_goes_back_byte_for_byte_in_each_form_of_date_time(vendor, client_of, slug):
    client = client_of(slug)
    number = client.appointments()[0].id
    request = wanted(a_slot(client, number), number)

    client.validate(request)
    client.book(request)

    for body in (*vendor.bodies("validate"), *vendor.bodies("book")):
        assert (body["startDateTime"], body["endDateTime"]) == (request.start, request.end)
        assert body["instructorIds"] == list(request.instructor_ids)


def test_a_text_without_zone_goes_back_without_one(vendor, client_of):
    vendor.ask("POST", "desk/studios/lisboa", {"date_form": "zoneless"})
    client = client_of("lisboa")
    number = client.appointments()[0].id
    slot = a_slot(client, number)

    booked = client.book(wanted(slot, number))

    assert slot.start.zoneless
    assert vendor.bodies("book")[0]["startDateTime"] == slot.start.text
    assert booked.start.instant == slot.start.instant


def test_the_forms_of_the_three_studios_differ(client_of):
    forms = set()
    for slug in ("hafen", "altstadt", "ost"):
        client = client_of(slug)
        start = a_slot(client, client.appointments()[0].id).start
        forms.add((start.text.endswith("Z"), start.zone_name))

    assert forms == {(False, "Europe/Berlin"), (False, None), (True, None)}


def test_no_instructors_are_left_out_of_the_body(vendor, client_of):
    client = client_of()
    number = vendor.appointment("hafen", "Personal Training")
    slot = a_slot(client, number)

    client.validate(BookingRequest(ADA, number, slot.start.text, slot.end.text))

    assert "instructorIds" not in vendor.bodies("validate")[0]


def test_a_booking_is_made_read_listed_and_cancelled(vendor, client_of):
    client = client_of()
    number = vendor.appointment("hafen", "Personal Training")
    request = wanted(a_slot(client, number), number)

    assert client.validate(request) in ACCEPTING
    booked = client.book(request)
    read = client.booking(booked.id)

    assert (booked.customer_id, read.customer_id) == (None, ADA)
    assert (read.start.text, read.title, read.status) == (request.start, "Personal Training", "BOOKED")
    assert [one.id for one in client.bookings(ADA)] == [booked.id]

    client.cancel(booked.id)
    client.cancel(booked.id)

    assert client.booking(booked.id).is_cancelled
    assert [one.is_cancelled for one in client.bookings(ADA)] == [True]


def test_a_refusing_word_is_handed_on_as_it_is(vendor, client_of):
    client = client_of()
    number = vendor.appointment("hafen", "Personal Training")
    request = wanted(a_slot(client, number), number, BEN)

    assert client.validate(request) == "NO_CONTINGENT"
    vendor.mishap("validate", "validation_status", value="MERCURY_IN_RETROGRADE")
    assert client.validate(request) == "MERCURY_IN_RETROGRADE"
    assert len(REFUSING) == 13
    assert not ACCEPTING & set(REFUSING)


def test_a_slot_taken_meanwhile_is_a_conflict_in_the_members_language(vendor, client_of):
    number = vendor.appointment("hafen", "Personal Training")
    request = wanted(a_slot(client_of(), number), number)
    client_of().book(request)

    messages = set()
    for language in ("de", "en"):
        with pytest.raises(errors.Conflict) as caught:
            client_of(language=language).book(request)
        messages.add(caught.value.message)

    assert len(messages) == 2
    assert [entry["accept_language"] for entry in vendor.requests("book")][1:] == ["de", "en"]


@pytest.mark.parametrize(
    "kind", ["cut_after", "503", "garbage", "truncated", "empty", "missing_fields", "wrong_types"]
)
def test_a_booking_whose_answer_was_lost_is_unsure_and_made_at_most_once(vendor, client_of, kind):
    client = client_of()
    number = vendor.appointment("hafen", "Personal Training")
    request = wanted(a_slot(client, number), number)
    vendor.mishap("book", kind, fields=["bookingId"], deed=True)

    with pytest.raises(errors.Unsure):
        client.book(request)

    assert len(vendor.requests("book")) == 1
    assert len(vendor.bookings()) == 1


def test_unknown_words_and_fields_are_no_trouble(vendor, client_of):
    client = client_of()
    number = vendor.appointment("hafen", "Personal Training")
    vendor.mishap("book", "unknown_enum")

    booked = client.book(wanted(a_slot(client, number), number))

    assert booked.status == "SOMETHING_NEW"
    assert not booked.is_cancelled


def test_a_list_of_which_nothing_can_be_read_is_not_an_empty_list(vendor, client_of):
    client = client_of()
    number = vendor.appointment("hafen", "Personal Training")
    client.book(wanted(a_slot(client, number), number))
    vendor.mishap("bookings", "wrong_types")

    with pytest.raises(errors.UnexpectedReply, match="no readable element"):
        client.bookings(ADA)
