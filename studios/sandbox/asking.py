"""Reads parameters and bodies: the right type, or a Problem 400 that names what is wrong."""

import json
from datetime import date, timedelta
from urllib.parse import parse_qs

from studios.sandbox.laws import Wanted
from studios.sandbox.problems import INVALID, TOO_LARGE, TOO_SMALL, Problem, invalid
from studios.sandbox.time_texts import FIRST_YEAR, LAST_YEAR
from studios.sandbox.wire import JsonObject, Request

INT64 = 2**63
SEARCH_FIELDS = ("email", "firstName", "lastName", "dateOfBirth")


def body_of(request: Request) -> JsonObject:
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Problem(400, INVALID, "body") from error
    if not isinstance(value, dict):
        raise invalid("body")
    return value


def integer_in(body: JsonObject, name: str) -> int:
    return _int64(body.get(name), name)


def text_in(body: JsonObject, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise invalid(name)
    return value


def wanted_in(body: JsonObject) -> Wanted:
    """The body of validate and book. An empty `instructorIds` is refused, as the vendor was seen to do."""
    instructor_ids = None
    if body.get("instructorIds") is not None:
        listed = body["instructorIds"]
        if not isinstance(listed, list) or not listed:
            raise invalid("instructorIds")
        instructor_ids = tuple(_int64(one, "instructorIds") for one in listed)
    return Wanted(
        integer_in(body, "customerId"),
        integer_in(body, "bookableAppointmentId"),
        text_in(body, "startDateTime"),
        text_in(body, "endDateTime"),
        instructor_ids,
    )


def search_terms_in(body: JsonObject) -> dict[str, str]:
    """What a search asks for; a field that is null or blank asks for nothing. At least one field has to be there."""
    names = [name for name in SEARCH_FIELDS if name in body]
    if not names:
        raise invalid("body")
    terms = {name: text_in(body, name) for name in names if body[name] is not None}
    if "dateOfBirth" in terms:
        _day(terms["dateOfBirth"], "dateOfBirth")
    return {name: text for name, text in terms.items() if text.strip()}


def query_of(request: Request) -> dict[str, str]:
    """The first value of every parameter; text that is not UTF-8 is a Problem."""
    try:
        values = parse_qs(request.query, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError as error:
        raise invalid("query") from error
    return {name: several[0] for name, several in values.items()}


def integer_from(query: dict[str, str], name: str) -> int:
    return number(query.get(name, ""), name)


def bounded(query: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    value = number(query.get(name, str(default)), name)
    if value > most:
        raise Problem(400, TOO_LARGE, name, str(most), reference=name)
    if value < least:
        raise Problem(400, TOO_SMALL, name, str(least), reference=name)
    return value


def number(text: str, name: str) -> int:
    """A decimal int64 written in ASCII."""
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 20:
        raise invalid(name)
    return _int64(int(text), name)


def window(query: dict[str, str], today: date, limit: int, *, last_day_inside: bool) -> list[date]:
    """The days asked for: `slotWindowStartDate` to `slotWindowStartDate + daysAhead`; no reference says whether that
    last one belongs to them.
    """
    first = today
    if "slotWindowStartDate" in query:
        first = _day(query["slotWindowStartDate"], "slotWindowStartDate")
        if not FIRST_YEAR <= first.year <= LAST_YEAR:
            raise invalid("slotWindowStartDate")
    days_ahead = bounded(query, "daysAhead", 1, 1, limit)
    return [first + timedelta(days=days) for days in range(days_ahead + last_day_inside)]


def _day(text: str, name: str) -> date:
    """YYYY-MM-DD and nothing else that Python would read as a day, such as 2026W011."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise invalid(name) from error
    if day.isoformat() != text:
        raise invalid(name)
    return day


def _int64(value: object, name: str) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not -INT64 <= value < INT64:
        raise invalid(name)
    return value
