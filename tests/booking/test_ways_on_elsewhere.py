"""Why not, and what now, where another time does not help: another studio, the desk, or one's own bookings."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from studios.booking.ways_on.whom_to_ask import in_words
from studios.magicline.studio import OpeningHours
from studios.models import AppointmentSettings, Booking, Studio
from tests.booking.refused import links, refused_as, slot_at, ways_on
from tests.booking.steps import first_slot, in_days, weekday_ahead
from tests.conftest import CUSTOMERS, member
from tests.my_bookings.test_my_bookings import book
from tests.pages import get
from tests.vendor import Vendor

BrowserOf = Callable[..., Browser]


def at_the_desk(vendor: Vendor, slug: str, title: str, start: str, who: str) -> None:
    """Books for somebody at the studio's desk, of which nobody here learns."""
    number = vendor.appointment(slug, title)
    body = {"studio": slug, "appointment": number, "customer": CUSTOMERS[who], "start": start}
    vendor.ask("POST", "desk/bookings", body)


def test_a_membership_that_covers_another_studio_leads_there(
    browser_of: BrowserOf, studios: dict[str, Studio], vendor: Vendor
) -> None:
    kim = browser_of(studios["hafen"], "kim")
    refused = get(kim, slot_at(kim, vendor, "ost", "Personal Training", weekday_ahead(0), 12))

    page = ways_on(kim, refused)

    assert refused.value("data-refusal") == "NO_CONTINGENT"
    assert all(link.startswith("/studios/hafen/") for link in links(page))
    assert "Iron & Oak Hafen" in page.text
    assert not page.all("data-whom-to-ask")
    assert get(kim, links(page)[0]).values("data-refusal") == []


def test_each_studio_is_asked_with_its_own_key(
    browser_of: BrowserOf, studios: dict[str, Studio], vendor: Vendor
) -> None:
    kim = browser_of(studios["hafen"], "kim")
    refused = get(kim, slot_at(kim, vendor, "ost", "Personal Training", weekday_ahead(0), 12))
    vendor.ask("DELETE", "requests")

    ways_on(kim, refused)

    asked = {(one["endpoint"], one["studio"]) for one in vendor.requests()}
    assert asked == {
        ("bookable", "ost"), ("bookable", "hafen"), ("bookable", "altstadt"), ("information", "ost"),
        ("slots", "hafen"), ("validate", "hafen"),
    }  # fmt: skip


def test_what_the_desks_call_the_same_is_looked_for_there_too(
    browser_of: BrowserOf, studios: dict[str, Studio], vendor: Vendor
) -> None:
    kim = browser_of(studios["hafen"], "kim")
    refused = get(kim, slot_at(kim, vendor, "ost", "Personal Training", weekday_ahead(0), 12))
    for slug, title in (("ost", "Personal Training"), ("altstadt", "Personal Training 60")):
        AppointmentSettings.objects.create(
            studio=studios[slug], appointment_id=vendor.appointment(slug, title), group="pt"
        )
    vendor.ask("DELETE", "requests")

    ways_on(kim, refused)

    assert {one["studio"] for one in vendor.requests("slots")} == {"hafen", "altstadt"}


def test_of_a_large_chain_those_are_asked_that_are_known_to_offer_it(
    browser_of: BrowserOf, studios: dict[str, Studio], vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studios.booking.ways_on.elsewhere.MOST_STUDIOS", 1)
    ben = browser_of(studios["hafen"], "ben")
    refused = get(ben, slot_at(ben, vendor, "hafen", "Personal Training", weekday_ahead(0), 12))
    for slug in ("hafen", "ost"):
        number = vendor.appointment(slug, "Personal Training")
        AppointmentSettings.objects.note_offered(studios[slug], {number: "Personal Training"})
    vendor.ask("DELETE", "requests")

    ways_on(ben, refused)

    others = {one["studio"] for one in vendor.requests("bookable")} - {"hafen"}
    assert others == {"ost"}


def test_a_studio_in_preview_is_not_offered(
    browser_of: BrowserOf, studios: dict[str, Studio], vendor: Vendor
) -> None:
    kim = browser_of(studios["hafen"], "kim")
    refused = get(kim, slot_at(kim, vendor, "ost", "Personal Training", weekday_ahead(0), 12))
    Studio.objects.filter(slug="hafen").update(stage="preview")

    assert links(ways_on(kim, refused)) == []


def test_where_no_studio_accepts_them_the_desk_is_named_with_its_hours(
    browser_of: BrowserOf, studios: dict[str, Studio], vendor: Vendor
) -> None:
    ben = browser_of(studios["hafen"], "ben")
    refused = get(ben, slot_at(ben, vendor, "hafen", "Personal Training", weekday_ahead(0), 12))

    page = ways_on(ben, refused)

    (desk,) = (" ".join(element.text.split()) for element in page.all("data-whom-to-ask"))
    assert links(page) == []
    assert "+49 40 5550 4101" in desk
    assert "Am Sandtorkai 12, 20457 Hamburg" in desk
    assert "Monday to Friday: 06:00 – 22:00Saturday to Sunday: 08:00 – 20:00" in desk


def test_a_desk_that_could_not_be_asked_is_named_as_we_know_it(
    browser_of: BrowserOf, hafen: Studio, vendor: Vendor
) -> None:
    gus = browser_of(hafen, "gus")
    refused = get(gus, first_slot(gus, vendor, "hafen", "Body Scan"))
    vendor.mishap("information", "500", count=9)

    page = ways_on(gus, refused)

    (desk,) = (element.text for element in page.all("data-whom-to-ask"))
    assert refused.value("data-refusal") == "ACCESS_DISABLED"
    assert "+49 40 5550 4101" in desk
    assert "Am Sandtorkai 12" in desk
    assert "Opening hours" not in desk


def test_hours_are_told_whole_or_not_at_all() -> None:
    sunday = OpeningHours("SUNDAY", "SUNDAY", "09:00:00", "24:00")

    assert in_words([sunday]) == [("Sunday", "09:00 – 00:00")]
    assert in_words([sunday, OpeningHours("HOLIDAY", "HOLIDAY", "10:00", "12:00")]) == []
    assert in_words([OpeningHours("MONDAY", "FRIDAY", "10 Uhr", "12:00")]) == []
    assert in_words([]) == []


def test_the_booking_in_the_way_is_named_at_once_where_it_is_known(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Personal Training")
    start = Booking.objects.get().starts_at.astimezone(studios["ost"].zone)

    refused = get(ada, slot_at(ada, vendor, "ost", "Personal Training", start.date(), start.hour))

    assert refused.value("data-refusal") == "CUSTOMER_IN_OTHER_BOOKING"
    assert refused.value("data-booking-reference") == reference
    assert "Personal Training" in refused.text
    assert ways_on(ada, refused).values("data-booking-reference") == []


def test_a_booking_in_the_way_that_only_the_studio_knows_is_looked_up(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    url = slot_at(ada, vendor, "hafen", "Body Scan", weekday_ahead(0), 12)
    start = f"{weekday_ahead(0)}T12:00:00+01:00"
    at_the_desk(vendor, "ost", "Hydrojet", start, "jo")
    at_the_desk(vendor, "hafen", "Personal Training", start, "ada")
    refused = get(ada, url)

    page = ways_on(ada, refused)

    assert refused.value("data-refusal") == "CUSTOMER_IN_OTHER_BOOKING"
    assert refused.values("data-booking-reference") == []
    assert "Personal Training" in page.text
    assert get(ada, page.link("Personal Training")).value("data-booking-reference") == page.value(
        "data-booking-reference"
    )


def test_a_list_that_could_not_be_read_is_not_an_empty_one(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    refused = refused_as(
        ada, vendor, first_slot(ada, vendor, "hafen", "Body Scan"), "CUSTOMER_IN_OTHER_BOOKING"
    )
    vendor.mishap("bookings", "503", count=9)

    assert "We could not look up just now which booking that is." in ways_on(ada, refused).text


def test_the_limit_leads_to_ones_own_open_bookings_soonest_first(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor, browser_of: BrowserOf
) -> None:
    for day in (6, 3, 5, 4):
        at_the_desk(vendor, "hafen", "Body Scan", f"{in_days(day)}T10:00:00+01:00", "ada")
    at_the_desk(vendor, "hafen", "Body Scan", f"{in_days(2)}T10:00:00+01:00", "jo")
    refused = refused_as(
        ada, vendor, first_slot(ada, vendor, "hafen", "Personal Training"), "BOOKING_LIMIT_REACHED"
    )

    page = ways_on(ada, refused)

    soonest = Booking.objects.of([member(studios["hafen"], "ada")]).order_by("starts_at")[:3]
    assert page.values("data-booking-reference") == [one.reference for one in soonest]
    assert [hafen_day.starts_at.date() for hafen_day in soonest] == [in_days(3), in_days(4), in_days(5)]
    assert not page.all("data-whom-to-ask")


def test_a_limit_without_open_bookings_leads_to_the_desk(
    browser_of: BrowserOf, hafen: Studio, vendor: Vendor
) -> None:
    fay = browser_of(hafen, "fay")

    page = ways_on(fay, get(fay, first_slot(fay, vendor, "hafen", "Body Scan")))

    assert page.values("data-booking-reference") == []
    assert page.all("data-whom-to-ask")
