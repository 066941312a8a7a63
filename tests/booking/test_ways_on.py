"""Why not, and what now: the other times that a refused member is offered, all accepted by the studio."""

from collections.abc import Callable
from datetime import datetime, timedelta

import time_machine
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Attempt, Studio
from tests.booking.refused import days, links, slot_at, starts, taken, ways_on
from tests.booking.steps import first_slot, in_days, weekday_ahead
from tests.pages import get, submit
from tests.vendor import Vendor

BrowserOf = Callable[..., Browser]


def monday_with_mia(browser: Browser, vendor: Vendor) -> str:
    """Monday at twelve; at that hour Jonas is there as well."""
    return slot_at(browser, vendor, "hafen", "Personal Training", weekday_ahead(0), 12, "Mia")


def test_a_time_that_was_taken_leads_to_the_nearest_ones_with_the_same_trainer_first(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    refused = taken(ada, vendor, monday_with_mia(ada, vendor))

    page = ways_on(ada, refused)

    offered = [" ".join(element.text.split()) for element in page.all("data-suggestion")]
    assert refused.value("data-refusal") == "RESOURCE_NOT_AVAILABLE"
    assert [(start.weekday(), start.hour) for start in starts(page)[:2]] == [(0, 11), (0, 13)]
    assert ["with Mia" in text for text in offered] == [True, True, False]
    assert "with Jonas A." in offered[2]
    assert all(text.startswith("Monday, ") for text in offered)


def test_what_is_offered_can_be_booked(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    page = ways_on(ada, taken(ada, vendor, monday_with_mia(ada, vendor)))

    confirm = get(ada, links(page)[0])
    booked = submit(ada, links(page)[0], confirm)

    assert booked.value("data-booking-status") == "BOOKED"


def test_it_is_a_page_of_its_own_without_javascript(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    refused = taken(ada, vendor, monday_with_mia(ada, vendor))

    page = get(ada, refused.link("Show me what is possible"))

    assert len(page.all("data-suggestion")) == 3
    assert "Somebody was quicker" in page.text
    assert get(ada, page.link("Choose another time")).answer.status_code == 200


def test_it_is_said_in_german(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    refused = taken(ada, vendor, monday_with_mia(ada, vendor))

    page = get(ada, refused.value("hx-get"), headers={"HX-Request": "true", "Accept-Language": "de"})

    assert all("Montag, " in element.text for element in page.all("data-suggestion"))


def test_on_a_closing_day_other_days_are_offered(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    closed_on = vendor.ask("GET", "state")["studios"]["hafen"]["closings"][0]["first_on"]
    closing_day = datetime.fromisoformat(closed_on).date()
    url = slot_at(ada, vendor, "hafen", "Sauna Ritual", closing_day)

    refused = get(ada, url)
    page = ways_on(ada, refused)

    assert refused.value("data-refusal") == "STUDIO_CLOSED"
    assert days(page)
    assert closing_day not in days(page)
    assert all(abs(day - closing_day) <= timedelta(days=3) for day in days(page))


def test_what_starts_too_soon_leads_to_later_times(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    refused = get(ada, first_slot(ada, vendor, "hafen", "Cardio Performance Test"))

    page = ways_on(ada, refused)

    assert refused.value("data-refusal") == "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME"
    assert starts(page) == sorted(starts(page))
    assert starts(page)[0] >= timezone.now() + timedelta(hours=48)


def test_what_is_too_far_ahead_leads_to_sooner_times(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    refused = get(ada, slot_at(ada, vendor, "hafen", "Meal Plan Review", in_days(5), 12))

    page = ways_on(ada, refused)

    assert refused.value("data-refusal") == "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME"
    assert starts(page)
    assert max(starts(page)) <= timezone.now() + timedelta(days=3)


def test_after_a_pause_there_are_times_again(browser_of: BrowserOf, hafen: Studio, vendor: Vendor) -> None:
    until = in_days(9)
    pause = {"from_on": str(in_days(-30)), "to_on": str(until)}
    vendor.ask("POST", "desk/customers/iron-oak/2002003", {"idle_periods": [pause]})
    dora = browser_of(hafen, "dora")
    refused = get(dora, slot_at(dora, vendor, "hafen", "Body Scan", in_days(3), 12))

    page = ways_on(dora, refused)

    assert refused.value("data-refusal") == "CUSTOMER_IDLE"
    assert days(page)
    assert min(days(page)) > until


def test_a_pause_without_an_end_leads_to_the_desk(
    browser_of: BrowserOf, hafen: Studio, vendor: Vendor
) -> None:
    dora = browser_of(hafen, "dora")

    page = ways_on(dora, get(dora, first_slot(dora, vendor, "hafen", "Body Scan")))

    assert links(page) == []
    assert "Around it we found no other time that the studio accepts for you." in page.text
    assert page.all("data-whom-to-ask")


def test_a_time_that_is_busy_offers_nothing_beside_what_stands_there(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    day = weekday_ahead(0)
    url = slot_at(ada, vendor, "hafen", "Personal Training", day, 12, "Mia")
    submit(ada, url, get(ada, url))

    refused = get(ada, slot_at(ada, vendor, "ost", "Personal Training", day, 12))
    page = ways_on(ada, refused)

    assert refused.value("data-refusal") == "CUSTOMER_IN_OTHER_BOOKING"
    hours = [start.hour for start in starts(page)]
    assert hours[:2] == [11, 13]
    assert 12 not in hours


def test_a_page_of_yesterday_leads_to_times_around_what_was_wanted(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url = monday_with_mia(ada, vendor)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=True):
        refused = get(ada, url)
        page = ways_on(ada, refused)

    assert refused.value("data-refusal") == "CHOICE_EXPIRED"
    assert len(links(page)) == 3


def test_what_only_its_link_was_too_old_for_is_offered_first(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url = monday_with_mia(ada, vendor)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=True):
        page = ways_on(ada, get(ada, url))
        again = get(ada, links(page)[0])

    offered = [" ".join(element.text.split()) for element in page.all("data-suggestion")]
    assert (starts(page)[0].weekday(), starts(page)[0].hour) == (0, 12)
    assert "with Mia" in offered[0]
    assert again.values("data-refusal") == []


def test_what_the_studio_refuses_when_it_is_sent_has_a_way_on_too(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url = monday_with_mia(ada, vendor)
    form = get(ada, url)
    vendor.mishap("book", "slot_taken")

    refused = submit(ada, url, form)
    page = ways_on(ada, refused)

    assert Attempt.objects.get().state == "REFUSED"
    assert refused.value("data-booking-status") == "REFUSED"
    assert len(links(page)) == 3


def test_a_paused_studio_offers_no_times_of_its_own(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    refused = taken(ada, vendor, monday_with_mia(ada, vendor))
    Studio.objects.filter(pk=hafen.pk).update(stage="paused")

    page = ways_on(ada, refused)

    assert links(page)
    assert all(link.startswith("/studios/ost/") for link in links(page))


def test_a_damaged_choice_is_told_and_asks_nobody(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    number = vendor.appointment("hafen", "Body Scan")

    page = get(ada, f"/studios/hafen/appointments/{number}/ways-on/?choice=x&reason=NOT_AVAILABLE")

    assert (page.answer.status_code, page.value("data-refusal")) == (400, "CHOICE_INVALID")
    assert vendor.requests() == []
