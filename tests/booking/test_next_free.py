"""The next free time: "none" only where every answer was read and is still true."""

from django.test import Client as Browser

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
