"""Every way a booking can be refused before anything is sent: its own page, and a way on that works."""

import pytest
from django.test import Client as Browser
from django.utils import translation

from studios.booking import refusals
from studios.magicline.appointments import ACCEPTING, REFUSING, BookingRequest
from studios.magicline.client import Client
from studios.magicline.errors import NoAnswer
from studios.models import Attempt, Studio
from tests.booking.steps import confirm_page, first_slot
from tests.pages import Page, get, submit
from tests.vendor import Vendor

EVERY_WORD = [*REFUSING, "SOMETHING_INVENTED"]


def way_on(browser: Browser, page: Page) -> list[int]:
    """Follows every button of the refusal and tells the answers' statuses."""
    start = page.html.index("data-way-on")
    buttons = page.html[start : page.html.index("</p>", start)]
    links = [part.split('"')[0] for part in buttons.split('href="')[1:]]
    assert links
    return [browser.get(link.replace("&amp;", "&"), follow=True).status_code for link in links]


@pytest.mark.parametrize("status", EVERY_WORD)
def test_each_refusing_status_has_its_page_and_a_way_on(
    ada: Browser, hafen: Studio, vendor: Vendor, status: str
) -> None:
    vendor.mishap("validate", "validation_status", value=status)

    page = get(ada, first_slot(ada, vendor, "hafen", "Body Scan"))

    assert page.answer.status_code == 200
    assert page.value("data-refusal") == status
    assert str(refusals.explain(status).heading) in page.text
    assert "Book now" not in page.text
    assert set(way_on(ada, page)) == {200}
    assert vendor.requests("book") == []


@pytest.mark.parametrize("status", EVERY_WORD)
def test_a_status_that_turns_up_between_page_and_post_books_nothing(
    ada: Browser, hafen: Studio, vendor: Vendor, status: str
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    vendor.mishap("validate", "validation_status", value=status)

    refused = submit(ada, url, page)

    assert refused.value("data-refusal") == status
    assert vendor.bookings() == []
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("status", sorted(ACCEPTING))
def test_all_four_words_of_yes_go_on(ada: Browser, hafen: Studio, vendor: Vendor, status: str) -> None:
    vendor.mishap("validate", "validation_status", value=status, count=2)

    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")

    assert submit(ada, url, page).value("data-booking-status") == "BOOKED"


def test_every_known_word_is_explained_in_both_languages() -> None:
    assert set(REFUSING) < set(refusals.EXPLANATIONS)
    for status in EVERY_WORD:
        with translation.override("de"):
            german = str(refusals.explain(status).text)
        with translation.override("en"):
            assert german != str(refusals.explain(status).text), status


@pytest.mark.parametrize(
    ("name", "reason"),
    [("ben", "NO_CONTINGENT"), ("dora", "CUSTOMER_IDLE"), ("emil", "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED"),
     ("fay", "BOOKING_LIMIT_REACHED"), ("gus", "ACCESS_DISABLED")],
)  # fmt: skip
def test_members_who_may_not_are_told_why(
    browser_of, hafen: Studio, vendor: Vendor, name: str, reason: str
) -> None:
    browser = browser_of(hafen, name)

    page = get(browser, first_slot(browser, vendor, "hafen", "Body Scan"))

    assert page.value("data-refusal") == reason
    assert set(way_on(browser, page)) == {200}


@pytest.mark.parametrize(
    ("slug", "title", "reason"),
    [("altstadt", "Weigh-in", "END_DATE_TIME_NOT_AFTER_START_DATE_TIME"),
     ("altstadt", "Trial Session", "PERIOD_DOES_NOT_MATCH"),
     ("altstadt", "Infrared Cabin", "RESOURCE_NOT_AVAILABLE"),
     ("altstadt", "Altitude Room", "NOT_AVAILABLE"),
     ("hafen", "Cardio Performance Test", "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME")],
)  # fmt: skip
def test_slots_that_are_listed_but_cannot_be_had_are_refused_before_booking(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor, slug: str, title: str, reason: str
) -> None:
    page = get(ada, first_slot(ada, vendor, slug, title))

    assert page.value("data-refusal") == reason


def test_the_studios_telephone_is_there_when_only_the_studio_can_help(
    browser_of, hafen: Studio, vendor: Vendor
) -> None:
    browser = browser_of(hafen, "ben")

    page = get(browser, first_slot(browser, vendor, "hafen", "Body Scan"))

    assert "+49 40 5550 4101" in page.text


def test_a_cross_facility_contingent_decides_studio_by_studio(
    browser_of, studios: dict[str, Studio], vendor: Vendor
) -> None:
    kim = browser_of(studios["hafen"], "kim")

    at_home = get(kim, first_slot(kim, vendor, "hafen", "Body Scan"))
    elsewhere = get(kim, first_slot(kim, vendor, "ost", "Hydrojet"))

    assert at_home.values("data-refusal") == []
    assert elsewhere.value("data-refusal") == "NO_CONTINGENT"


def test_the_record_that_validates_books(browser_of, altstadt: Studio, vendor: Vendor) -> None:
    jo = browser_of(altstadt, "jo_again", "jo")  # the first of the two records has no contingent

    url, page = confirm_page(jo, vendor, "altstadt", "Back Care 30")
    booked = submit(jo, url, page)

    assert booked.value("data-booking-status") == "BOOKED"
    assert vendor.bodies("book")[0]["customerId"] == 2002009


def test_a_no_for_one_record_is_not_told_while_the_other_could_not_be_asked(
    browser_of, altstadt: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record that could not be asked is the one that may book."""
    jo = browser_of(altstadt, "jo_again", "jo")
    url = first_slot(jo, vendor, "altstadt", "Back Care 30")
    real = Client.validate

    def validate(self: Client, wanted: BookingRequest) -> str:
        if wanted.customer_id == 2002009:
            raise NoAnswer
        return real(self, wanted)

    monkeypatch.setattr(Client, "validate", validate)

    assert get(jo, url).value("data-refusal") == "COULD_NOT_ASK"


def test_a_member_of_another_chain_is_led_to_sign_in_there(
    browser_of, studios: dict[str, Studio], vendor: Vendor
) -> None:
    ada = browser_of(studios["hafen"], "ada")

    page = get(ada, first_slot(ada, vendor, "lisboa", "Posture Check"))

    assert page.value("data-refusal") == "NOT_A_MEMBER_HERE"
    assert set(way_on(ada, page)) == {200}
    assert vendor.requests("validate") == []


def test_a_paused_studio_shows_its_times_and_takes_no_bookings(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan")
    Studio.objects.filter(pk=hafen.pk).update(stage="paused")

    refused = submit(ada, url, page)

    assert refused.value("data-refusal") == "STUDIO_PAUSED"
    times = get(ada, refused.link("Choose another time")).all("data-slot-start")
    assert {time.tag for time in times} == {"span"}
    assert vendor.requests("book") == []
