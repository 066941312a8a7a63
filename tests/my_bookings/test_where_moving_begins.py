"""Which days the picker shows first to somebody who moves a booking."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client as Browser

from studios.models import Booking
from tests.booking.steps import BERLIN, in_days
from tests.pages import get


@pytest.mark.parametrize(("booked_in", "begins_in"), [(12, 10), (1, 0)], ids=["far", "tomorrow"])
def test_it_begins_shortly_before_the_booking_and_never_before_today(
    ada: Browser, old: str, booked_in: int, begins_in: int
) -> None:
    noon = datetime.combine(in_days(booked_in), time(12), BERLIN)
    Booking.objects.filter(reference=old).update(starts_at=noon, ends_at=noon + timedelta(minutes=20))

    page = get(ada, f"/bookings/{old}/move/")

    assert page.value("data-window-start") == str(in_days(begins_in))


def test_a_day_that_the_address_names_is_shown(ada: Browser, old: str) -> None:
    page = get(ada, f"/bookings/{old}/move/?start={in_days(20)}")

    assert page.value("data-window-start") == str(in_days(20))
