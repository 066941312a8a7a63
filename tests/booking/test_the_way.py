"""The member's way from the list to a booking, and everything that must go through it unharmed."""

import pytest
from django.test import Client as Browser

from studios.booking.urls import VendorId
from studios.models import Attempt, Booking, Studio
from tests.pages import Page, get, submit
from tests.vendor import Vendor


@pytest.mark.parametrize("slug", ["hafen", "altstadt", "ost"])
def test_a_member_books_at_every_studio_of_the_chain(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor, slug: str
) -> None:
    """Each studio writes date-times in a form of its own; all of them go back byte for byte."""
    offered = get(ada, f"/studios/{slug}/")
    appointment_id = offered.values("data-appointment-id")[0]
    slots = get(ada, f"/studios/{slug}/appointments/{appointment_id}/next-free/")
    chosen = slots.all("data-slot-start")[0].attributes

    booked = submit(ada, chosen["href"], get(ada, chosen["href"]))

    assert booked.value("data-booking-status") == "BOOKED"
    sent = [*vendor.bodies("validate"), *vendor.bodies("book")]
    assert len(sent) == 3  # for the page, before the POST, the POST
    assert {body["startDateTime"] for body in sent} == {chosen["data-slot-start"]}
    assert {body["endDateTime"] for body in sent} == {Attempt.objects.get().end_text}
    assert [one["studio"] for one in vendor.bookings()] == [slug]
    assert Booking.objects.get().reference == booked.value("data-booking-reference")


@pytest.mark.parametrize("number", [0, 7, -7, 2**63 - 1, -(2**63)])
def test_every_number_of_the_vendors_has_an_address(number: int) -> None:
    converter = VendorId()

    assert converter.to_python(converter.to_url(number)) == number


def test_an_appointment_with_the_largest_number_is_listed(
    client: Browser, hafen: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sandbox numbers its own, so the number is changed on its way in."""
    monkeypatch.setattr("studios.magicline.appointments.Fields.integer", lambda *_: 2**63 - 1)

    page = get(client, "/studios/hafen/")

    assert page.values("data-appointment-id") == [str(2**63 - 1)]
    assert f"/appointments/{2**63 - 1}/" in page.html


@pytest.mark.parametrize("number", ["9" * 19, "9" * 18, "-1", "9" * 40])
def test_a_number_that_is_nobodys_is_an_unknown_address(client: Browser, hafen: Studio, number: str) -> None:
    assert client.get(f"/studios/hafen/appointments/{number}/").status_code == 404


def test_the_only_studio_is_shown_at_once_and_has_no_way_back_to_itself(hafen: Studio) -> None:
    Studio.objects.exclude(pk=hafen.pk).update(stage="closed")

    page = get(Browser(), "/")

    assert page.values("data-appointment-id")
    assert not [element for element in page.elements if element.tag == "a" and "Studios" in element.text]


def test_a_request_that_django_refuses_has_a_page_with_a_way_on(hafen: Studio) -> None:
    page = Page(Browser(raise_request_exception=False).get("/", headers={"host": "evil.example"}))

    assert page.answer.status_code == 400
    assert page.link("All studios") == "/"
