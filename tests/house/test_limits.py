"""What docs/limits.md says is the limit, is the limit, and is shown by tests that there are."""

import re
from dataclasses import astuple, is_dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_module

from studios.admin.appointments import AppointmentForm
from studios.admin.legal_pages import LegalPageForm
from studios.admin.studio_form import StudioForm
from studios.admin.studios import _SUPERUSERS_SET
from tests.house.named import missing_tests, rows, text_of

TEXT = text_of("docs/limits.md")
ROWS = rows(TEXT)
PLACE = re.compile(r"`((?:settings|studios|booking_site)(?:\.\w+)+)`")
LIMITS = {
    f"{row[0]}: {place}": (row[1], place) for row in ROWS for place in PLACE.findall(" ".join(row[1:3]))
}


def test_every_test_that_is_named_is_there() -> None:
    assert missing_tests(TEXT) == []


def test_every_line_names_one() -> None:
    assert len(ROWS) > 60
    assert [row[0] for row in ROWS if not re.search(r"`tests/\S+::\w+`", row[-1])] == []


@pytest.mark.parametrize("limit", LIMITS)
def test_it_is_set_where_it_says_to_the_number_it_says(limit: str) -> None:
    words, place = LIMITS[limit]

    told = {float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", words)}
    assert all(told & one_of for one_of in numbers(what_is_at(place)))


@pytest.mark.parametrize("wrong", [41, 0])
def test_a_wrong_number_is_noticed(wrong: int) -> None:
    assert not {float(wrong)} & numbers(timedelta(days=42))[0]


@pytest.mark.parametrize(
    ("of", "fields"),
    [
        ("a studio", {*StudioForm.Meta.fields} - {*_SUPERUSERS_SET}),
        ("an appointment", {*AppointmentForm.Meta.fields}),
        ("a legal page of a studio", {*LegalPageForm.Meta.fields} - {"chain"}),
    ],
)
def test_the_fields_of_a_desk_are_those_of_its_form(of: str, fields: set[str]) -> None:
    (row,) = (row for row in ROWS if row[0] == of)

    assert set(re.findall(r"`(\w+)`", row[1])) == fields


def what_is_at(place: str) -> Any:
    """The module, or what it holds under this name; of a model's field the field."""
    parts = place.split(".")
    if parts[0] == "settings":
        return getattr(settings, parts[1])
    for end in range(len(parts), 0, -1):
        try:
            found: Any = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for name in parts[end:]:
            found = getattr(found, name)
        return getattr(found, "field", found)
    raise LookupError(place)


def numbers(value: Any) -> list[set[float]]:
    """For each number that `value` holds the ways to write it; none for what holds none."""
    match value:
        case timedelta():
            seconds = value.total_seconds()
            return [{seconds, seconds / 60, seconds / 3600, seconds / 86400}]
        case bool() | str() | type():
            return []
        case int() | float():
            return [{value, value / 1024, value / 1024**2, value / 86400}]
        case _ if is_dataclass(value):
            return [ways for part in astuple(value) for ways in numbers(part)]
        case _ if hasattr(value, "validators"):
            ends = [getattr(one, "limit_value", None) for one in value.validators]
            return [{float(end) for end in (*ends, value.max_length) if end}]
    return []
