"""docs/data-protection.md names every table there is, and every field of those that tell of a person."""

import pytest
from django.apps import apps
from django.db.models import Model

from studios.models import (
    Attempt,
    Booking,
    BookingChange,
    CalendarFeed,
    Challenge,
    DriftReport,
    Letter,
    Member,
    Move,
    Tombstone,
    Tries,
    WebhookMessage,
)
from tests.house.tree import ROOT

DOCS = (ROOT / "docs" / "data-protection.md").read_text()
ABOUT_PEOPLE: list[type[Model]] = [
    Attempt, Booking, BookingChange, CalendarFeed, Challenge, DriftReport, Letter, Member, Move, Tombstone, Tries,
    WebhookMessage,
]  # fmt: skip


def row_of(model: type[Model]) -> str:
    """The line of a table that begins with the model."""
    return next(
        (line for line in DOCS.splitlines() if line.startswith("| ") and named(model) in first(line)), ""
    )


def first(line: str) -> str:
    return line.split("|")[1]


def named(model: type[Model]) -> str:
    return f"`{model.__name__}`"


def test_every_table_is_in_the_document() -> None:
    assert [model.__name__ for model in apps.get_models() if not row_of(model)] == []


@pytest.mark.parametrize("model", ABOUT_PEOPLE, ids=lambda model: model.__name__)
def test_every_field_of_a_person_is_in_the_row_of_its_table(model: type[Model]) -> None:
    fields = [field.name for field in model._meta.get_fields() if not field.auto_created]

    assert [name for name in fields if f"`{name}`" not in row_of(model)] == []
