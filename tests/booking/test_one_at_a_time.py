"""One person, one booking at a time: told again where it was booked, and never shown another one as the wished one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from studios import connections
from studios.booking import reservations
from studios.magicline.gate import Call
from studios.models import Booking, BookingChange, Studio
from tests.booking.steps import confirm_page, first_slot, slot_page
from tests.conftest import TransactionGate
from tests.pages import get, submit
from tests.vendor import Vendor


def withdrawn(vendor: Vendor) -> None:
    appointment_id = vendor.appointment("hafen", "Body Scan")
    vendor.ask("POST", f"desk/appointments/hafen/{appointment_id}", {"online": False})


def down(vendor: Vendor) -> None:
    vendor.mishap("*", "503", count=50)


def paused(_vendor: Vendor) -> None:
    Studio.objects.update(stage="paused")


def _after_the_check(monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """Lets `do` happen once, when the next check before sending is over and before its answer is looked at."""
    real = reservations.check

    def check(*args: Any) -> Any:
        monkeypatch.setattr(reservations, "check", real)
        try:
            return real(*args)
        finally:
            do()

    monkeypatch.setattr(reservations, "check", check)


@pytest.mark.parametrize("change", [down, withdrawn, paused])
def test_a_form_sent_again_leads_to_its_booking_whatever_happened_since(
    ada: Browser, hafen: Studio, vendor: Vendor, change: Callable[[Vendor], None]
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    booked = submit(ada, url, page)
    change(vendor)

    again = submit(ada, url, page)

    assert again.value("data-booking-reference") == booked.value("data-booking-reference")
    assert again.value("data-booking-status") == "BOOKED"


def test_another_appointment_at_the_same_start_is_refused_and_not_shown_as_booked(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    offered = {
        title: {
            slot.attributes["data-slot-start"][:16]: slot.attributes["href"]
            for slot in slot_page(ada, vendor, "hafen", title).all("data-slot-start")
        }
        for title in ("Body Scan", "Sports Massage", "Personal Training", "Check-up")
    }
    one, other = next(
        (a[start], b[start])
        for a in offered.values()
        for b in offered.values()
        if a is not b
        for start in a
        if start in b
    )
    tab_one, tab_two = get(ada, one), get(ada, other)
    vendor.mishap("validate", "validation_status", value="AVAILABLE", count=9)
    booked = submit(ada, one, tab_one)

    refused = submit(ada, other, tab_two)

    assert refused.value("data-refusal") == "OVERLAPS_OTHER_BOOKING"
    in_the_way = get(ada, refused.link(Booking.objects.get().title))
    assert in_the_way.value("data-booking-reference") == booked.value("data-booking-reference")
    assert len(vendor.bookings()) == 1


@pytest.mark.parametrize("which", ["validate", "bookable_one", "bookings"])
def test_a_second_click_that_could_not_ask_does_not_say_that_nothing_was_booked(
    ada: Browser, hafen: Studio, vendor: Vendor, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first click is answered while the second is still asking, in vain."""
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    _after_the_check(monkeypatch, lambda: submit(ada, url, page))
    vendor.mishap(which, "500", count=3)

    shown = submit(ada, url, page)

    assert shown.value("data-booking-status") == "BOOKED"
    assert len(vendor.bookings()) == 1


def test_a_time_from_which_the_desk_moved_the_booking_can_be_booked_again(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    first = submit(ada, url, page)
    later = get(ada, first_slot(ada, vendor, "hafen", "Body Scan").split("confirm/")[0])
    new_start = later.values("data-slot-start")[-1]
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/move", {"start": new_start})

    second = submit(ada, url, get(ada, url))

    assert second.value("data-booking-status") == "BOOKED"
    assert second.value("data-booking-reference") != first.value("data-booking-reference")
    assert len(vendor.bookings()) == 2


def test_an_answer_from_before_the_member_cancelled_does_not_bring_the_booking_back(
    ada: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One tab asks whether the booking of that hour still stands; before it writes down the yes, another cancels."""
    Studio.objects.update(cancel_cutoff_hours=0)
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    other_tab = get(ada, url)
    reference = submit(ada, url, page).value("data-booking-reference")
    cancel = f"/bookings/{reference}/cancel/"
    ask_first = get(ada, cancel)

    class Meanwhile(TransactionGate):
        happened = False

        def tell(self, call: Call, *_: object) -> None:
            if call.endpoint.endswith("/booking/{id}") and call.method == "GET" and not self.happened:
                Meanwhile.happened = True
                submit(ada, cancel, ask_first)

    monkeypatch.setattr(connections, "gate", Meanwhile())
    submit(ada, url, other_tab)
    get(ada, "/bookings/")

    assert Meanwhile.happened
    assert Booking.objects.get(reference=reference).is_cancelled
    assert not BookingChange.objects.filter(booking__reference=reference, by_member=False).exists()
