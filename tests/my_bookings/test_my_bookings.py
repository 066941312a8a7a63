"""My bookings: all of them, at every studio, nobody else's, and honest about who did not answer."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from studios.models import Booking, Studio
from tests.booking.steps import confirm_page
from tests.conftest import member, sign_in
from tests.pages import Page, get, submit
from tests.vendor import Vendor


def book(browser: Browser, vendor: Vendor, slug: str, title: str, number: int = 0) -> str:
    """Books and returns the reference."""
    url, page = confirm_page(browser, vendor, slug, title, number)
    return submit(browser, url, page).value("data-booking-reference")


def test_bookings_at_two_studios_are_in_one_list(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    references = {book(ada, vendor, "hafen", "Body Scan"), book(ada, vendor, "ost", "Hydrojet", number=-1)}

    page = get(ada, "/bookings/")

    assert set(page.values("data-booking-reference")) == references
    assert set(page.values("data-booking-status")) == {"BOOKED"}


def test_every_call_about_a_studio_is_made_with_its_own_key(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    Studio.objects.update(cancel_cutoff_hours=0)
    reference = book(ada, vendor, "ost", "Hydrojet")
    get(ada, "/bookings/?everywhere=1")
    submit(ada, f"/bookings/{reference}/cancel/", get(ada, f"/bookings/{reference}/cancel/"))

    asked = {(one["endpoint"], one["studio"]) for one in vendor.requests()}
    assert {name for name, slug in asked if slug == "ost"} >= {
        "slots",
        "validate",
        "book",
        "booking",
        "bookings",
        "cancel",
    }
    assert {slug for name, slug in asked if name in ("book", "cancel", "validate", "slots")} == {"ost"}
    assert {slug for name, slug in asked if name == "bookings"} == {"hafen", "altstadt", "ost"}


def test_a_booking_made_at_the_desk_is_there_too(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    start = get(
        ada, f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Sports Massage')}/next-free/"
    )
    vendor.ask(
        "POST", "desk/bookings",
        {"studio": "hafen", "customer": 2002001, "appointment": vendor.appointment("hafen", "Sports Massage"),
         "start": start.values("data-slot-start")[0]},
    )  # fmt: skip

    page = get(ada, "/bookings/")

    one = get(ada, f"/bookings/{page.value('data-booking-reference')}/")
    assert one.value("data-booking-status") == "BOOKED"
    assert "Sports Massage" in one.text


def test_a_studio_that_does_not_answer_is_named_and_the_others_are_shown(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    references = {book(ada, vendor, "hafen", "Body Scan"), book(ada, vendor, "ost", "Hydrojet", number=-1)}
    vendor.mishap("bookings", "500", studio="ost", count=9)

    page = get(ada, "/bookings/")

    assert "Iron & Oak Ost did not answer" in page.text
    assert set(page.values("data-booking-reference")) == references


@pytest.mark.parametrize("kind", ["500", "401", "403", "html", "garbage", "wrong_types", "cut_before", "429"])
def test_no_answer_is_never_shown_as_no_bookings(
    ada: Browser, hafen: Studio, vendor: Vendor, kind: str
) -> None:
    vendor.mishap("bookings", kind, count=9)
    if kind == "wrong_types":
        vendor.ask("DELETE", "mishaps")
        vendor.mishap("bookings", "html", status=200, count=9)

    page = get(ada, "/bookings/")

    assert page.answer.status_code == 200
    assert "did not answer" in page.text
    assert "You have no bookings" not in page.text


def test_privacy_settings_that_keep_us_out_are_said_to_be_the_reason(
    browser_of: Callable[..., Browser], hafen: Studio
) -> None:
    page = get(browser_of(hafen, "gus"), "/bookings/")

    assert "Your privacy settings at Iron & Oak Hafen keep us" in page.text
    assert "You have no bookings" not in page.text
    assert "did not answer" not in page.text


def test_a_member_with_nothing_booked_is_told_so(ada: Browser, hafen: Studio) -> None:
    page = get(ada, "/bookings/")

    assert "You have no bookings coming up" in page.text
    assert page.values("data-booking-reference") == []


def test_only_studios_that_know_the_member_are_asked_and_the_rest_on_request(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    first = get(ada, "/bookings/")
    asked_first = {one["studio"] for one in vendor.requests("bookings")}
    get(ada, f"/bookings/{first.link('Look at all studios')}")

    assert asked_first == {"hafen"}
    assert {one["studio"] for one in vendor.requests("bookings")} == {"hafen", "altstadt", "ost"}


def test_a_booking_waiting_for_the_studio_never_looks_booked(
    browser_of: Callable[..., Browser], hafen: Studio, vendor: Vendor
) -> None:
    pia = browser_of(hafen, "pia")

    reference = book(pia, vendor, "hafen", "Body Scan")

    page = get(pia, f"/bookings/{reference}/")
    assert page.value("data-booking-status") == "BOOKED_WITH_CONFIRMATION_REQUIRED"
    assert "Not confirmed yet" in page.text
    assert "You are booked" not in page.text


@pytest.mark.parametrize("only", ["booking", "appointment"])
def test_either_of_the_two_marks_means_cancelled(
    ada: Browser, hafen: Studio, vendor: Vendor, only: str
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/cancel", {"only": only})

    listed = get(ada, "/bookings/")
    one = get(ada, f"/bookings/{reference}/")

    assert listed.value("data-booking-status") == "CANCELED"
    assert one.value("data-booking-status") == "CANCELED"
    assert "Cancel this booking" not in one.text


@pytest.mark.parametrize("kind", ["401", "403", "404", "500", "html", "garbage", "cut_before"])
def test_a_booking_that_cannot_be_read_is_shown_as_we_knew_it(
    ada: Browser, hafen: Studio, vendor: Vendor, kind: str
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("booking", kind, count=9)

    page = get(ada, f"/bookings/{reference}/")

    assert page.value("data-booking-status") == "BOOKED"
    assert "did not answer just now" in page.text


def test_an_answer_that_does_not_say_whose_booking_it_is_takes_nothing_away_and_allows_nothing(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    Studio.objects.update(cancel_cutoff_hours=0)
    reference = book(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("booking", "null_fields", fields=["customerId"], count=9)

    page = get(ada, f"/bookings/{reference}/")
    not_cancelled = ada.post(f"/bookings/{reference}/cancel/")

    assert page.value("data-booking-status") == "BOOKED"
    assert "did not answer just now" in page.text
    assert not_cancelled.status_code == 503
    assert vendor.requests("cancel") == []


def test_a_booking_moved_by_the_desk_shows_its_new_time(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    other = get(ada, f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/next-free/")
    new_start = other.values("data-slot-start")[-1]
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/move", {"start": new_start})

    get(ada, f"/bookings/{reference}/")

    assert Booking.objects.get().start_text == new_start


# Somebody else's


@pytest.mark.parametrize("path", ["", "cancel/", "calendar.ics"])
def test_one_customer_id_in_two_chains_is_two_people(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor, path: str
) -> None:
    cem = Browser()
    sign_in(cem, member(studios["lisboa"], "cem", 2002001))
    adas, cems = book(ada, vendor, "hafen", "Body Scan"), book(cem, vendor, "lisboa", "Posture Check")

    foreign, invented = (
        Page(browser.get(f"/bookings/{reference}/{path}"))
        for browser, reference in ((cem, adas), (cem, "a" * 16))
    )

    assert foreign.answer.status_code == invented.answer.status_code == 404
    assert foreign.text == invented.text
    assert Page(ada.get(f"/bookings/{cems}/{path}")).answer.status_code == 404
    assert get(cem, "/bookings/").values("data-booking-reference") == [cems]
    if path == "cancel/":
        assert cem.post(f"/bookings/{adas}/{path}").status_code == 404
        assert len(vendor.bookings()) == 2


def test_a_booking_that_the_vendor_gives_to_somebody_else_is_not_shown(
    ada: Browser, hafen: Studio, vendor: Vendor, browser_of: Callable[..., Browser]
) -> None:
    """Our copy says Ada's; the vendor, asked by number, says Pia's."""
    reference = book(browser_of(hafen, "pia"), vendor, "hafen", "Body Scan")
    Booking.objects.update(member=member(hafen, "ada"), customer_id=2002001)

    for path in ("", "cancel/"):
        answer = (
            ada.get(f"/bookings/{reference}/{path}")
            if not path
            else ada.post(f"/bookings/{reference}/{path}")
        )
        assert answer.status_code == 404
    assert len(vendor.bookings()) == 1


def test_personal_pages_are_kept_by_no_cache_and_need_a_session(
    ada: Browser, client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")

    for path in (
        "/bookings/",
        f"/bookings/{reference}/",
        f"/bookings/{reference}/cancel/",
        f"/bookings/{reference}/calendar.ics",
    ):
        assert "no-store" in ada.get(path)["Cache-Control"]
        assert client.get(path).status_code == 302
        assert client.get(path)["Location"].startswith("/sign-in/")
