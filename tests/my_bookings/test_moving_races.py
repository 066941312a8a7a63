"""Moves and cancellations of one booking that come at once, from two tabs or from the studio."""

from typing import Any

import pytest
from django.test import Client as Browser

from studios.my_bookings import moving
from tests.my_bookings.moves import new_time, written
from tests.pages import submit
from tests.vendor import Vendor


def test_two_tabs_do_not_move_one_booking_to_two_times(
    ada: Browser, vendor: Vendor, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other tab is done when this one has just been told that all is well."""
    first_url, first = new_time(ada, old, 0)
    other_url, other = new_time(ada, old, -1)
    look = moving.look

    def looked(*args: Any, **kwargs: Any) -> Any:
        outlook = look(*args, **kwargs)
        monkeypatch.setattr(moving, "look", look)
        submit(ada, first_url, first)
        return outlook

    monkeypatch.setattr(moving, "look", looked)

    late = submit(ada, other_url, other)

    assert late.value("data-refusal") == "ALREADY_CANCELLED"
    assert written(vendor) == ["book", "cancel"]
    assert len(vendor.bookings()) == 1
