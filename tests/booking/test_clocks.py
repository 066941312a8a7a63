"""The right hour: on the studio's clock, and on the two nights on which clocks are changed."""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.test import Client as Browser

from studios.models import Studio
from tests.booking.steps import BERLIN, in_days, instants, slot_page, weekday_ahead
from tests.vendor import Vendor


def clock_change(month: int) -> date:
    """The next last Sunday of March or October, on which Europe changes its clocks."""
    year = in_days(1).year
    for candidate_year in (year, year + 1):
        last = date(candidate_year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday > in_days(0):
            return sunday
    raise AssertionError


def test_the_night_the_clocks_go_back_has_both_half_past_twos(
    client: Browser, ost: Studio, vendor: Vendor
) -> None:
    sunday = clock_change(10)

    page = slot_page(client, vendor, "ost", "Night Coaching", f"?start={sunday}")

    that_day = [
        slot
        for slot in page.all("data-slot-start")
        if datetime.fromisoformat(slot.attributes["data-slot-start"]).astimezone(BERLIN).date() == sunday
    ]
    with_robin = [" ".join(slot.text.split()) for slot in that_day if "Robin" in slot.text]
    half_past_two = [label for label in with_robin if "02:30" in label]
    assert [("CEST" in label, "CET" in label) for label in half_past_two] == [(True, False), (False, True)]
    assert len(with_robin) == 50  # a day of 25 hours
    assert instants(page) == sorted(instants(page))


def test_the_night_the_clocks_go_forward_has_no_half_past_two(
    client: Browser, ost: Studio, vendor: Vendor
) -> None:
    sunday = clock_change(3)

    page = slot_page(client, vendor, "ost", "Night Coaching", f"?start={sunday}")

    that_day = [
        moment.astimezone(BERLIN) for moment in instants(page) if moment.astimezone(BERLIN).date() == sunday
    ]
    assert len({moment.astimezone(UTC) for moment in that_day}) == 46  # a day of 23 hours
    assert not [moment for moment in that_day if moment.hour == 2]
    assert page.value("data-window-end") == str(sunday + timedelta(days=2))


def test_times_are_those_of_the_studios_clock(client: Browser, lisboa: Studio, vendor: Vendor) -> None:
    monday = weekday_ahead(0)

    page = slot_page(client, vendor, "lisboa", "Posture Check", f"?start={monday}")

    first = page.all("data-slot-start")[0]
    assert f"{monday}T08:00:00" in first.attributes["data-slot-start"]
    assert "08:00" in first.text
    assert "Lisbon" in page.text


def test_the_city_of_the_clock_is_called_as_the_visitor_calls_it(
    client: Browser, lisboa: Studio, vendor: Vendor
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"

    page = slot_page(client, vendor, "lisboa", "Posture Check")

    assert "Lissabon" in page.text
    assert "Lisbon" not in page.text
