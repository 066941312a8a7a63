"""The cache holds what everybody may see, and nothing else."""

import re
from typing import Any

from django.core.cache.backends.redis import RedisCache
from django.test import Client as Browser

from studios import memory
from studios.booking import drawing
from studios.models import Booking, Studio
from tests.booking.steps import confirm_page, slot_page
from tests.conftest import CUSTOMERS, member
from tests.my_bookings.test_cancelling import cancel
from tests.pages import get, submit
from tests.processes import secrets_of_the_demo
from tests.vendor import Vendor


def everything_kept() -> dict[str, Any]:
    """By its key, in whichever cache the suite runs on; and what was drawn."""
    cache = memory._cache()
    if isinstance(cache, RedisCache):
        keys = [key.decode() for key in cache._cache.get_client().scan_iter()]
    else:
        keys = list(cache._cache)
    return {key: cache.get(key.removeprefix(":1:")) for key in keys} | {"kept:drawn": drawing._drawn}


def test_a_members_whole_way_leaves_nothing_about_them(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    get(ada, "/studios/hafen/")
    slot_page(ada, vendor, "hafen", "Body Scan")
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    reference = submit(ada, url, page).value("data-booking-reference")
    get(ada, "/bookings/")
    booking = Booking.objects.get()
    cancel(ada, reference)

    kept = everything_kept()

    text = repr(kept)
    ada_is = member(hafen, "ada")
    assert {re.sub(r".*:kept:\w+:\d+:\w+:(\w+).*", r"\1", key) for key in kept} == {
        "appointments",
        "slots",
        "kept:drawn",
        "information",
    }
    assert "Body Scan" in text
    for personal in (
        ada_is.email, str(CUSTOMERS["ada"]), reference, str(booking.booking_id), *secrets_of_the_demo(),
    ):  # fmt: skip
        assert personal not in text


def test_validating_booking_and_lists_of_bookings_are_asked_each_time(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url, _page = confirm_page(ada, vendor, "hafen", "Body Scan")
    get(ada, url)
    get(ada, "/bookings/")
    get(ada, "/bookings/")

    asked = [one["endpoint"] for one in vendor.requests()]
    assert asked.count("validate") == 2
    assert asked.count("bookings") >= 2
