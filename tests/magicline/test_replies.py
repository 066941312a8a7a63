"""Which error an answer stands for, and error bodies of every kind."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studios.magicline import errors
from studios.magicline.gate import Outcome
from studios.magicline.replies import Complaint, Reply, explain, read_retry_after

NOW = datetime(2026, 6, 22, 6, 0, tzinfo=UTC)
ACCESS = b'{"errorCode": "errormessage.third.party.customer.access.disabled"}'
TENANT = b'{"errorCode": "login.tenant.not.exists"}'


@pytest.mark.parametrize(
    ("status", "body", "read", "write"),
    [
        (301, b"", errors.UnexpectedReply, errors.Unsure),
        (304, b"", errors.UnexpectedReply, errors.Unsure),
        (400, b"", errors.Invalid, errors.Invalid),
        (400, TENANT, errors.WrongTenant, errors.WrongTenant),
        (401, b"", errors.KeyRejected, errors.KeyRejected),
        (401, TENANT, errors.WrongTenant, errors.WrongTenant),
        (402, b"", errors.Refused, errors.Unsure),
        (403, b"", errors.Forbidden, errors.Forbidden),
        (403, ACCESS, errors.AccessDisabled, errors.AccessDisabled),
        (404, b"", errors.NotFound, errors.NotFound),
        (404, TENANT, errors.WrongTenant, errors.WrongTenant),
        (405, b"", errors.Refused, errors.Unsure),
        (408, b"", errors.NoAnswer, errors.Unsure),
        (409, b"", errors.Conflict, errors.Conflict),
        (422, b"", errors.Invalid, errors.Invalid),
        (429, b"", errors.RateLimited, errors.RateLimited),
        (500, b"", errors.NoAnswer, errors.Unsure),
        (503, b"", errors.NoAnswer, errors.Unsure),
    ],
)
def test_each_status_stands_for_one_error(status, body, read, write):
    assert type(explain(Reply(status, body), write=False)) is read
    assert type(explain(Reply(status, body), write=True)) is write


def test_the_families_are_what_callers_catch():
    assert issubclass(errors.AccessDisabled, errors.Forbidden)
    assert issubclass(errors.GateClosed, errors.NotSent)
    for kind in (errors.Invalid, errors.Forbidden, errors.NotFound, errors.Conflict):
        assert issubclass(kind, errors.Refused)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.OK),
        (204, Outcome.OK),
        (302, Outcome.ODD),
        (404, Outcome.REFUSED),
        (408, Outcome.FAILED),
        (429, Outcome.RATE_LIMITED),
        (500, Outcome.FAILED),
    ],
)
def test_the_gate_is_told_in_one_word(status, outcome):
    assert Reply(status).outcome is outcome


COMPLETE = {"errorMessage": "Zu spät", "errorCode": "errormessage.too.late", "traceId": "7741226398"}


@pytest.mark.parametrize("found", [COMPLETE, [COMPLETE], [None, COMPLETE, {"errorMessage": "Other"}]])
def test_an_error_is_read_from_an_object_and_from_a_list(found):
    complaint = Complaint.read(json.dumps(found).encode())

    assert complaint == Complaint("errormessage.too.late", "Zu spät", "7741226398")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"null", b"[]", b"[1]", b"7", b'"no"', b"\xff\xfe", b"[" * 100_000]
)
def test_other_bodies_say_nothing(body):
    assert Complaint.read(body) == Complaint()


def test_fields_of_strange_types_say_nothing():
    body = json.dumps({"errorMessage": {"de": "Nein"}, "errorCode": ["x"], "traceId": True}).encode()

    assert Complaint.read(body) == Complaint()


def test_a_trace_id_may_be_a_number():
    assert Complaint.read(b'{"traceId": 7741226398}').trace_id == "7741226398"


@pytest.mark.parametrize("text", ["ada@example.org", "Ada Lindqvist", "a\nb", "x" * 200])
def test_what_does_not_look_like_a_code_stays_out_of_logs(text):
    body = json.dumps({"errorCode": text, "traceId": text, "errorMessage": text}).encode()

    error = explain(Reply(400, body), write=False)

    assert str(error) == "Invalid, status 400"
    assert error.message == text


def test_a_message_is_cut_to_a_length_that_a_page_can_hold():
    body = json.dumps({"errorMessage": "x" * 100_000}).encode()

    assert len(explain(Reply(400, body), write=False).message) == 500


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        ("30", 30),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("9" * 400, 999999),
        ("Mon, 22 Jun 2026 06:01:00 GMT", 60),
        ("Mon, 22 Jun 2026 06:01:00 -0000", 60),
        ("Mon, 22 Jun 2026 05:00:00 GMT", 0),
        ("Mon, 22 Jun 99999 05:00:00 GMT", None),
        ("Mon, 22 Jun 99999999999999999999 05:00:00 GMT", None),
        ("Mon, 22 Jun 2026 06:01:00 +99999999999999", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value, seconds):
    assert read_retry_after(value, NOW) == seconds


@given(st.text())
def test_no_retry_after_does_harm(value):
    seconds = read_retry_after(value, NOW)

    assert seconds is None or seconds >= 0
