"""Booking exactly once: the form sent twice, from two tabs, by somebody else, or again after it did not work.

What comes of every answer to the one POST: tests/mishaps/test_booking.py.
"""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from studios import connections
from studios.magicline.errors import GateClosed
from studios.magicline.gate import Call
from studios.models import Studio
from tests.booking.steps import confirm_page, two_trainers_at_one_hour
from tests.pages import get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


class DoorClosedForBooking:
    """A gate that lets everything pass but the one POST."""

    def ask(self, call: Call) -> None:
        if call.endpoint.endswith("/book"):
            raise GateClosed

    def tell(
        self,
        call: Call,
        outcome: str,
        status: int | None,
        seconds: float,
        trace_id: str,
        retry_after: float | None = None,
    ) -> None:
        pass


def test_what_never_left_is_not_booked_and_can_be_tried_again(
    ada: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    with monkeypatch.context() as closed:
        closed.setattr(connections, "gate", DoorClosedForBooking())
        shown = submit(ada, url, page)

    again = submit(ada, shown.link("Try again"), get(ada, shown.link("Try again")))

    assert shown.value("data-booking-status") == "NOT_BOOKED"
    assert again.value("data-booking-status") == "BOOKED"
    assert len(vendor.requests("book")) == 1


@pytest.mark.parametrize("kind", ["404", "403"])  # unknown there, or an entity of another studio
def test_a_guest_of_whom_the_studio_has_no_list_can_book(
    ada: Browser, ost: Studio, vendor: Vendor, kind: str
) -> None:
    url, page = confirm_page(ada, vendor, "ost", "Hydrojet")
    vendor.mishap("bookings", kind)

    assert submit(ada, url, page).value("data-booking-status") == "BOOKED"


@pytest.mark.parametrize("endpoint", ["validate", "bookings"])  # both are asked before anything is sent
def test_where_nothing_could_be_asked_the_page_leads_back_to_the_button(
    ada: Browser, hafen: Studio, vendor: Vendor, endpoint: str
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    vendor.mishap(endpoint, "500", count=9)
    shown = submit(ada, url, page)
    vendor.ask("DELETE", "mishaps")

    booked = submit(ada, shown.link("Try again"), get(ada, shown.link("Try again")))

    assert shown.value("data-refusal") == "COULD_NOT_ASK"
    assert "Nothing was booked or cancelled" in shown.text
    assert booked.value("data-booking-status") == "BOOKED"
    assert len(vendor.requests("book")) == 1


def test_after_a_429_the_member_can_try_again(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("book", "429", count=9)
    shown = submit(ada, url, page)
    vendor.ask("DELETE", "mishaps")

    again = get(ada, shown.link("Try again"))
    booked = submit(ada, shown.link("Try again"), again)
    pressed_in_the_old_tab = submit(ada, url, page)

    assert booked.value("data-booking-status") == "BOOKED"
    assert pressed_in_the_old_tab.value("data-booking-reference") == booked.value("data-booking-reference")
    assert len(vendor.bookings()) == 1


def test_reload_back_and_a_second_click_lead_to_the_same_booking(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")

    shown = [submit(ada, url, page) for _ in range(3)]

    assert len({one.value("data-booking-reference") for one in shown}) == 1
    assert len(vendor.requests("book")) == 1


def test_two_tabs_with_two_trainers_at_one_hour_book_once(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    mia, jonas = two_trainers_at_one_hour(ada, vendor)
    tab_one, tab_two = get(ada, mia), get(ada, jonas)

    shown_one, shown_two = submit(ada, mia, tab_one), submit(ada, jonas, tab_two)

    assert shown_one.value("data-booking-reference") == shown_two.value("data-booking-reference")
    assert len(vendor.bookings()) == 1


def test_an_overlapping_time_is_refused_and_names_the_booking_in_the_way(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    """The vendor would say so itself; ours holds while an attempt is unsure and the vendor has nothing."""
    url, page = confirm_page(ada, vendor, "ost", "Personal Training")
    vendor.mishap("book", "503")
    unsure = submit(ada, url, page)
    half_an_hour_later = next(
        slot.attributes["href"]
        for slot in get(
            ada, f"/studios/ost/appointments/{vendor.appointment('ost', 'Hydrojet')}/next-free/"
        ).all("data-slot-start")
        if _minutes(slot.attributes["data-slot-start"]) > _minutes(vendor.bodies("book")[0]["startDateTime"])
    )

    refused = submit(ada, half_an_hour_later, get(ada, half_an_hour_later))

    assert refused.value("data-refusal") == "OVERLAPS_OTHER_BOOKING"
    in_the_way = get(ada, refused.link("Personal Training"))
    assert in_the_way.value("data-booking-reference") == unsure.value("data-booking-reference")
    assert len(vendor.requests("book")) == 1


def test_a_time_freed_by_the_desk_can_be_booked_again(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    first = submit(ada, url, page)
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/cancel", {})

    second = submit(ada, url, get(ada, url))

    assert second.value("data-booking-status") == "BOOKED"
    assert second.value("data-booking-reference") != first.value("data-booking-reference")
    assert len(vendor.bookings()) == 1


def test_another_person_signed_in_meanwhile_sends_nothing(
    ada: Browser, hafen: Studio, vendor: Vendor, browser_of: Callable[..., Browser]
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")

    refused = submit(browser_of(hafen, "pia"), url, page)

    assert refused.value("data-refusal") == "OTHER_PERSON"
    assert vendor.requests("book") == []


def test_a_form_sent_without_a_session_leads_to_sign_in_and_sends_nothing(
    client: Browser, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")

    answer = submit(client, url, page)

    assert "email" in answer.fields()
    assert vendor.requests("book") == []


def test_a_damaged_form_says_so_and_can_be_sent_again(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")

    again = submit(ada, url, page, shown=page.fields()["shown"][:-2])

    assert "nothing was sent" in again.text
    assert submit(ada, url, again).value("data-booking-status") == "BOOKED"


def _minutes(text: str) -> str:
    return text.replace(".", "Z")[:16]
