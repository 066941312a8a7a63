"""What is offered where a booking cannot be moved to a time: others to move it to, or whom to ask."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from studios.models import Booking, Move, Studio
from tests.booking.refused import links, refused_as, taken, ways_on
from tests.my_bookings.moves import let_time_pass, new_time
from tests.pages import get, submit
from tests.vendor import Vendor


def test_a_new_time_that_was_taken_leads_to_others_to_move_to(ada: Browser, vendor: Vendor, old: str) -> None:
    url, _page = new_time(ada, old)

    page = ways_on(ada, taken(ada, vendor, url))

    assert len(links(page)) == 3
    assert all(link.startswith(f"/bookings/{old}/move/?choice=") for link in links(page))
    submit(ada, links(page)[0], get(ada, links(page)[0]))
    let_time_pass()
    assert Move.objects.get().state == "moved"


def test_it_is_a_page_of_its_own_without_javascript(ada: Browser, vendor: Vendor, old: str) -> None:
    refused = taken(ada, vendor, new_time(ada, old)[0])

    page = get(ada, refused.link("Show me what is possible"))

    assert len(links(page)) == 3
    assert get(ada, page.link("Your booking")).value("data-booking-reference") == old


def test_a_move_asks_for_six_validations_at_most(ada: Browser, vendor: Vendor, old: str) -> None:
    refused = refused_as(ada, vendor, new_time(ada, old)[0], "NOT_AVAILABLE")
    vendor.ask("DELETE", "requests")

    ways_on(ada, refused)

    assert len(vendor.requests("validate")) == 6


def test_what_cannot_be_moved_any_more_leads_to_the_desk(ada: Browser, vendor: Vendor, old: str) -> None:
    Booking.objects.update(cancel_cutoff_hours=24 * 60)
    vendor.ask("DELETE", "requests")
    refused = get(ada, f"/bookings/{old}/move/")

    page = ways_on(ada, refused)

    assert refused.value("data-refusal") == "TOO_LATE_TO_MOVE"
    assert "Monday to Friday: 06:00 – 22:00" in page.text
    assert links(page) == []
    assert {one["endpoint"] for one in vendor.requests()} == {"information"}


def test_times_are_not_offered_for_what_became_immovable_meanwhile(
    ada: Browser, vendor: Vendor, old: str
) -> None:
    refused = taken(ada, vendor, new_time(ada, old)[0])
    Booking.objects.update(cancel_cutoff_hours=24 * 60)

    assert links(ways_on(ada, refused)) == []


def test_another_studio_is_no_way_to_move(ada: Browser, vendor: Vendor, old: str) -> None:
    word = "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED"
    refused = refused_as(ada, vendor, new_time(ada, old)[0], word)

    page = ways_on(ada, refused)

    assert refused.value("data-refusal") == word
    assert links(page) == []
    assert page.all("data-whom-to-ask")


def test_the_new_time_that_the_studio_refused_when_it_was_sent_leads_to_others(
    ada: Browser, vendor: Vendor, old: str
) -> None:
    url, form = new_time(ada, old)
    vendor.mishap("book", "slot_taken")

    page = ways_on(ada, submit(ada, url, form))

    assert Move.objects.get().state == "stayed"
    assert all(link.startswith(f"/bookings/{old}/move/?choice=") for link in links(page))


@pytest.mark.parametrize("who", ["jo", "stranger"])
def test_nobody_else_gets_anything(
    ada: Browser, hafen: Studio, vendor: Vendor, old: str, who: str, browser_of: Callable[..., Browser]
) -> None:
    address = taken(ada, vendor, new_time(ada, old)[0]).value("hx-get")
    vendor.ask("DELETE", "requests")

    answer = (Browser() if who == "stranger" else browser_of(hafen, who)).get(address)

    assert answer.status_code == (302 if who == "stranger" else 404)
    assert vendor.requests() == []
