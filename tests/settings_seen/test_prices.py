"""What a studio decides about one appointment: its price, the button, the cut-off, the text."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from studios.models import AppointmentSettings, Attempt, Booking, Studio
from tests.booking.steps import confirm_page, in_days, slot_page
from tests.my_bookings.outbox import sent
from tests.pages import Page, get, submit
from tests.settings_seen.conftest import Decide
from tests.vendor import Vendor

DecideAbout = Callable[..., AppointmentSettings]


def button(page: Page) -> str:
    """The words on the button that books, at rest."""
    return next(e.text for e in page.elements if e.attributes.get("class") == "at-rest")


def right_above_the_button(page: Page) -> str:
    """The last text before the button."""
    position = next(
        n for n, e in enumerate(page.elements) if e.tag == "button" and "primary" in e.attributes["class"]
    )
    return page.elements[position - 1].text.strip()


def card(page: Page, title: str) -> str:
    return next(e.text for e in page.all("data-appointment-id") if title in e.text)


def test_a_price_is_read_in_the_list_at_the_times_and_right_above_a_button_that_says_so(
    decide_about: DecideAbout, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide_about(hafen, "Body Scan", price="priced", price_words="45 € per session")

    listed = get(ada, "/studios/hafen/")
    _url, confirmation = confirm_page(ada, vendor, "hafen", "Body Scan", -1)

    assert "45 € per session" in card(listed, "Body Scan")
    assert "45 €" not in card(listed, "Sports Massage")
    assert "45 € per session" in slot_page(ada, vendor, "hafen", "Body Scan").text
    assert right_above_the_button(confirmation) == "45 € per session"
    assert button(confirmation) == "Book with obligation to pay"


def test_the_price_that_was_agreed_to_stays_with_the_booking(
    decide_about: DecideAbout, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide_about(hafen, "Body Scan", price="priced", price_words="45 € per session")
    booked = submit(ada, *confirm_page(ada, vendor, "hafen", "Body Scan", -1))
    (mail,) = sent()

    decide_about(hafen, "Body Scan", price="priced", price_words="60 €")

    assert Booking.objects.get().price_words == "45 € per session"
    page = get(ada, f"/bookings/{booked.value('data-booking-reference')}/")
    for text in (page.text, mail.body, mail.alternatives[0][0]):
        assert "45 € per session" in text
    assert "60 €" not in page.text


def test_nobody_is_booked_at_a_price_that_they_were_not_shown(
    decide_about: DecideAbout, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide_about(hafen, "Body Scan", price="priced", price_words="45 €")
    url, confirmation = confirm_page(ada, vendor, "hafen", "Body Scan", -1)

    decide_about(hafen, "Body Scan", price="priced", price_words="60 €")
    shown_again = submit(ada, url, confirmation)

    assert shown_again.all("data-terms-changed")
    assert right_above_the_button(shown_again) == "60 €"
    assert not Attempt.objects.exists()
    assert vendor.requests("book") == []


def test_the_buttons_words_are_the_studios_own(
    decide_about: DecideAbout, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    _url, before = confirm_page(ada, vendor, "hafen", "Body Scan", -1)

    decide_about(hafen, "Body Scan", price="priced", price_words="45 €", button_label="Book for 45 €")

    _url, after = confirm_page(ada, vendor, "hafen", "Body Scan", -1)
    assert (button(before), button(after)) == ("Book now", "Book for 45 €")


@pytest.mark.parametrize(
    ("words", "seen"), [("", "Included in your membership"), ("Two a month", "Two a month")]
)
def test_what_is_included_says_so_and_costs_nothing_at_the_button(
    decide_about: DecideAbout, ada: Browser, hafen: Studio, vendor: Vendor, words: str, seen: str
) -> None:
    decide_about(hafen, "Body Scan", price="included", price_words=words)

    _url, confirmation = confirm_page(ada, vendor, "hafen", "Body Scan", -1)

    assert seen in card(get(ada, "/studios/hafen/"), "Body Scan")
    assert right_above_the_button(confirmation) == seen
    assert button(confirmation) == "Book now"


def test_an_appointments_own_cut_off_and_text_win_over_the_studios(
    decide: Decide, decide_about: DecideAbout, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide(hafen, confirmation_text="For everything.")
    decide_about(
        hafen, "Body Scan", cancel_cutoff_hours="3", confirmation_text="Nothing to eat\r\nfor three hours."
    )

    picker = slot_page(ada, vendor, "hafen", "Body Scan", f"?start={in_days(3)}")
    url = picker.all("data-slot-start")[-1].attributes["href"]
    booked = submit(ada, url, get(ada, url))
    (mail,) = sent()

    assert "until 3 hours before the start" in picker.text
    assert Booking.objects.get().cancel_cutoff_hours == 3
    assert "Nothing to eat<br>for three hours." in booked.html
    assert "Nothing to eat\nfor three hours." in mail.body
    assert "For everything." not in mail.body
    _url, other = confirm_page(ada, vendor, "hafen", "Sports Massage", -1)
    assert "For everything." in other.text


def test_a_move_is_told_the_price_and_keeps_it_too(
    decide_about: DecideAbout, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide_about(hafen, "Body Scan", price="priced", price_words="45 €", cancel_cutoff_hours="0")
    picker = slot_page(ada, vendor, "hafen", "Body Scan", f"?start={in_days(3)}")
    url = picker.all("data-slot-start")[-1].attributes["href"]
    reference = submit(ada, url, get(ada, url)).value("data-booking-reference")
    times = get(ada, f"/bookings/{reference}/move/?start={in_days(4)}")
    url = times.all("data-slot-start")[0].attributes["href"]
    question = get(ada, url)

    decide_about(hafen, "Body Scan", price="priced", price_words="60 €", cancel_cutoff_hours="0")
    asked_again = submit(ada, url, question)
    moved = submit(ada, url, asked_again)

    assert right_above_the_button(question) == "45 €"
    assert asked_again.all("data-terms-changed")
    assert right_above_the_button(asked_again) == "60 €"
    assert Booking.objects.get(reference=moved.value("data-booking-reference")).price_words == "60 €"


def test_words_of_the_studio_are_text_and_never_markup(
    decide_about: DecideAbout, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide_about(hafen, "Body Scan", price="priced", price_words="<i>45</i>", button_label="<i>Go</i>")

    _url, confirmation = confirm_page(ada, vendor, "hafen", "Body Scan", -1)

    assert "<i>" not in confirmation.html
    assert "<i>" not in get(ada, "/studios/hafen/").html
    assert right_above_the_button(confirmation) == "<i>45</i>"
