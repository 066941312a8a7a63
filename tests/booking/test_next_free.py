"""The next free time: "none" only where every answer was read and is still true."""

import pytest
from django.test import Client as Browser

from studios import connections
from studios.models import Studio
from tests.booking.steps import in_days, slot_page
from tests.pages import get
from tests.vendor import Vendor


def test_times_that_could_not_be_read_are_not_none(client: Browser, hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("slots", "wrong_types", count=50)

    page = get(client, f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/next-free/")

    assert page.value("data-refusal") == "COULD_NOT_ASK"
    assert "Nothing is free" not in page.text


def test_an_old_address_does_not_say_that_nothing_is_free_above_free_times(
    client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    page = slot_page(client, vendor, "hafen", "Body Scan", f"?nothing_until={in_days(40)}")

    assert page.values("data-slot-start")
    assert "Nothing is free" not in page.text


def test_a_window_that_could_not_be_asked_does_not_make_the_next_one_the_first(
    client: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_AT_ONCE", 1)  # so that it is the first window that is in trouble
    vendor.mishap("slots", "503", count=3)
    address = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/next-free/"

    page = get(client, address)
    again = get(client, page.link("Look again"))

    assert page.value("data-window-start") == str(in_days(6))
    assert "something sooner may be free" in page.text
    assert again.value("data-window-start") < page.value("data-window-start")
    assert "sooner" not in again.text
