"""What the site keeps about somebody, and deleting it on request."""

from datetime import timedelta
from typing import Any

from django.test import Client as Browser
from django.utils import timezone

from studios.models import Attempt, Booking, CalendarFeed, Challenge, Letter, Member, Studio
from studios.models.attempt_states import AttemptState
from tests.conftest import CUSTOMERS, member, sign_in
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.signing_in.conftest import Visitor
from tests.vendor import Vendor

DELETE = "/me/delete/"


def test_my_page_leads_to_a_page_that_asks_and_changes_nothing(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    book(ada, vendor, "hafen", "Body Scan")

    page = get(ada, get(ada, "/me/").link("Delete what this site keeps about me"))

    assert "Nothing is cancelled." in page.text
    assert "1 booking of yours is still to come" in page.text
    assert Booking.objects.exists()
    assert Member.objects.exists()


def test_my_page_names_everything_that_is_kept_and_for_how_long(
    ada: Browser, hafen: Studio, vendor: Vendor, settings: Any
) -> None:
    settings.RETENTION_DAYS = 400
    book(ada, vendor, "hafen", "Body Scan")
    before = get(ada, "/me/").text
    CalendarFeed.objects.make([member(hafen, "ada")], now=timezone.now())

    page = get(ada, "/me/")

    text = " ".join(page.text.split())
    for fact in (
        "Ada Test", "ada@example.org", "Iron & Oak Hafen", str(CUSTOMERS["ada"]), "English",
        "1 booking", "1 attempt", "1 mail", "Calendar address", "deleted after 400 days",
    ):  # fmt: skip
        assert fact in text
    assert "Calendar address" not in before


def test_deleting_erases_the_person_and_signs_out_but_cancels_nothing(
    ada: Browser, hafen: Studio, lisboa: Studio, vendor: Vendor
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    ben, twin = member(hafen, "ben"), member(lisboa, "ada")
    CalendarFeed.objects.make([member(hafen, "ada")], now=timezone.now())

    done = submit(ada, DELETE, get(ada, DELETE))

    assert done.answer.redirect_chain == [("/me/deleted/", 302)]
    assert "Your bookings were not cancelled" in done.text
    assert set(Member.objects.all()) == {ben, twin}
    for kind in (Booking, Attempt, Letter, Challenge):
        assert not kind.objects.exists()
    assert get(ada, "/me/").answer.redirect_chain[-1][0].startswith("/sign-in/")
    assert "cancel" not in {one["endpoint"] for one in vendor.requests()}


def test_all_records_of_the_person_go(hafen: Studio, lisboa: Studio) -> None:
    browser = Browser()
    sign_in(browser, member(hafen, "ada"), member(lisboa, "ada"))

    submit(browser, DELETE, get(browser, DELETE))

    assert not Member.objects.exists()


def test_another_device_is_signed_out_too(ada: Browser, hafen: Studio) -> None:
    telephone = Browser()
    sign_in(telephone, member(hafen, "ada"))

    submit(ada, DELETE, get(ada, DELETE))

    assert telephone.get("/bookings/").status_code == 302


def test_whoever_signs_in_again_finds_their_bookings_again(visitor: Visitor, vendor: Vendor) -> None:
    visitor.sign_in("ada@example.org")
    book(visitor.browser, vendor, "hafen", "Body Scan")
    submit(visitor.browser, DELETE, visitor.get(DELETE))

    visitor.sign_in("ada@example.org", "/bookings/")

    assert visitor.get("/bookings/").values("data-booking-status") == ["BOOKED"]


def test_nobody_deletes_without_being_signed_in(hafen: Studio) -> None:
    member(hafen, "ada")

    answer = Browser().post(DELETE, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/sign-in/")
    assert Member.objects.exists()


def test_an_open_attempt_is_spoken_of_before(ada: Browser, hafen: Studio) -> None:
    starts_at = timezone.now() + timedelta(days=1)
    Attempt.objects.create(
        member=member(hafen, "ada"),
        studio=hafen,
        appointment_id=1,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        cancel_cutoff_hours=0,
        created_at=starts_at,
        state=AttemptState.UNSURE,
    )

    assert "We are still finding out" in get(ada, DELETE).text
