"""Every call a page makes, met by every mishap: what the member sees, and that nothing was booked or lost by it.

The two calls that write have tables of their own, in test_journal.py and my_bookings/test_cancelling.py.
"""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from studios.models import Attempt, Booking, Studio
from tests.booking.steps import confirm_page, first_slot
from tests.pages import Page, get, submit
from tests.vendor import Vendor

NO_ANSWER = (
    *("400", "401", "408", "409", "422", "429", "500", "502", "503", "302", "418"),
    *("html", "list_error", "garbage", "empty", "truncated", "huge"),
    *("cut_before", "cut_after", "cut_body", "delay", "drip_headers", "drip_body"),
)
ANSWERS = ("403", "404", "wrong_types", "unknown_enum", "missing_fields", "null_fields")
KINDS = [*NO_ANSWER, *ANSWERS]

COULD_NOT_ASK = (503, "COULD_NOT_ASK")


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studios.connections.READ_SECONDS", 0.6)


def spoil(vendor: Vendor, endpoint: str, kind: str) -> None:
    """From now on this call goes wrong, however often it is repeated."""
    vendor.mishap(endpoint, kind, count=30, seconds=1 if kind.startswith("drip") else 3)


def said(page: Page) -> tuple[int, str]:
    """The status, and the refusal if the page shows one."""
    return page.answer.status_code, " ".join(page.values("data-refusal"))


def the_list(ada: Browser, vendor: Vendor, kind: str) -> Page:
    spoil(vendor, "bookable", kind)
    return get(ada, "/studios/hafen/")


def the_appointment(ada: Browser, vendor: Vendor, kind: str) -> Page:
    spoil(vendor, "bookable_one", kind)
    return get(ada, f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/")


def the_slots(ada: Browser, vendor: Vendor, kind: str) -> Page:
    spoil(vendor, "slots", kind)
    return get(ada, f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/")


def the_validation(ada: Browser, vendor: Vendor, kind: str) -> Page:
    url = first_slot(ada, vendor, "hafen", "Body Scan")
    spoil(vendor, "validate", kind)
    return get(ada, url)


def the_check_before_sending(ada: Browser, vendor: Vendor, kind: str) -> Page:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    spoil(vendor, "bookings", kind)
    return submit(ada, url, page)


# What differs from "we could not ask"; the page is whole in every case.
EXPECTED: dict[Callable[[Browser, Vendor, str], Page], dict[str, tuple[int, str]]] = {
    the_list: dict.fromkeys(("unknown_enum", "missing_fields", "null_fields"), (200, "")),
    the_appointment: {
        "403": (404, ""),  # another studio's: the list says that the scope is there
        "404": (404, ""),
        **dict.fromkeys(("unknown_enum", "missing_fields", "null_fields"), (200, "")),
    },
    the_slots: dict.fromkeys(("wrong_types", "unknown_enum", "missing_fields", "null_fields"), (200, "")),
    the_validation: {
        "404": (200, "PERIOD_DOES_NOT_MATCH"),
        "unknown_enum": (200, "SOMETHING_NEW"),
        **dict.fromkeys(("missing_fields", "null_fields"), (200, "")),
    },
    # The customer's list is empty, so that there is nothing to spoil in it; a guest has none (404).
    the_check_before_sending: dict.fromkeys(
        ("404", "wrong_types", "unknown_enum", "missing_fields", "null_fields"), (200, "")
    ),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("step", EXPECTED, ids=lambda step: step.__name__)
def test_what_the_member_sees(
    ada: Browser, hafen: Studio, vendor: Vendor, step: Callable[[Browser, Vendor, str], Page], kind: str
) -> None:
    page = step(ada, vendor, kind)

    expected = EXPECTED[step].get(kind, COULD_NOT_ASK)
    assert said(page) == expected
    assert "Nothing is free" not in page.text
    if expected == COULD_NOT_ASK:
        assert vendor.requests("book") == []
        assert not Attempt.objects.exists()
        vendor.ask("DELETE", "mishaps")
        again = [e for e in page.elements if e.tag == "a" and e.attributes.get("href", "").startswith("/")]
        assert get(ada, again[-1].attributes["href"]).answer.status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_my_bookings_lose_nothing(ada: Browser, hafen: Studio, vendor: Vendor, kind: str) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    reference = submit(ada, url, page).value("data-booking-reference")
    before = Booking.objects.values("status", "starts_at", "title", "booking_id").get()
    spoil(vendor, "bookings", kind)
    spoil(vendor, "booking", kind)

    listed, one = get(ada, "/bookings/"), get(ada, f"/bookings/{reference}/")

    assert listed.value("data-booking-reference") == reference
    assert one.answer.status_code == 200
    if kind in NO_ANSWER or kind in ("403", "wrong_types"):
        assert "did not answer" in listed.text
    if kind in NO_ANSWER or kind in ("403", "404", "wrong_types"):
        assert "did not answer just now" in one.text
    after = Booking.objects.values("status", "starts_at", "title", "booking_id").get()
    assert after == before | ({"status": "SOMETHING_NEW"} if kind == "unknown_enum" else {})
    assert vendor.requests("cancel") == []
