"""What a studio's manager writes in the admin is what the member reads, where it is needed."""

from datetime import datetime

import pytest
from django.test import Client as Browser
from icalendar import Calendar

from studios.models import Attempt, Booking, Studio
from studios.templatetags.studio_time import on_calendar_of, on_clock_of
from tests.booking.steps import in_days, slot_page
from tests.my_bookings.outbox import sent
from tests.pages import Page, get, submit
from tests.settings_seen.conftest import Decide
from tests.vendor import Vendor

TEXT = "Bring <b>indoor</b> shoes.\r\n\r\nAnd a towel,\r\nplease."
AS_HTML = ("<p>Bring &lt;b&gt;indoor&lt;/b&gt; shoes.</p>", "<p>And a towel,<br>please.</p>")


def confirmation_in_three_days(browser: Browser, vendor: Vendor) -> tuple[str, Page]:
    """The address of a slot's confirmation, far enough ahead to be cancelled, and its page."""
    page = slot_page(browser, vendor, "hafen", "Body Scan", f"?start={in_days(3)}")
    url = page.all("data-slot-start")[-1].attributes["href"]
    return url, get(browser, url)


def test_the_studios_own_telephone_number_wins_over_magiclines(
    decide: Decide, client: Browser, hafen: Studio
) -> None:
    before = get(client, "/studios/hafen/").text

    decide(hafen, own_telephone="+49 40 998877")

    after = get(client, "/studios/hafen/")
    assert hafen.vendor_telephone in before
    assert hafen.vendor_telephone not in after.text
    assert after.link("+49 40 998877") == "tel:+4940998877"


def test_the_confirmation_text_is_read_before_booking_and_after_and_in_the_mail_and_in_the_calendar(
    decide: Decide, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide(hafen, confirmation_text=TEXT)

    url, confirmation = confirmation_in_three_days(ada, vendor)
    booked = submit(ada, url, confirmation)
    (mail,) = sent()
    file = ada.get(f"/bookings/{Booking.objects.get().reference}/calendar.ics").content

    for html in (confirmation.html, booked.html, mail.alternatives[0][0]):
        assert all(paragraph in html for paragraph in AS_HTML)
    as_typed = TEXT.replace("\r\n", "\n")
    assert as_typed in mail.body
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event["description"] == as_typed


def test_what_is_cancelled_needs_no_confirmation_text(
    decide: Decide, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide(hafen, confirmation_text="Bring a towel.", cancel_cutoff_hours="0")
    booked = submit(ada, *confirmation_in_three_days(ada, vendor))
    reference = booked.value("data-booking-reference")

    cancelled = submit(ada, f"/bookings/{reference}/cancel/", get(ada, f"/bookings/{reference}/cancel/"))

    assert "Bring a towel." not in cancelled.text
    assert "Bring a towel." not in sent()[-1].body
    assert b"towel" not in ada.get(f"/bookings/{reference}/calendar.ics").content


def test_the_house_rules_are_linked_where_a_booking_is_confirmed_and_on_its_page(
    decide: Decide, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide(hafen, house_rules_url="https://hafen.example/rules?a=1&b=2")

    url, confirmation = confirmation_in_three_days(ada, vendor)
    booked = submit(ada, url, confirmation)

    for page in (confirmation, booked):
        assert page.link("House rules") == "https://hafen.example/rules?a=1&b=2"
        assert page.values("rel")[-1] == "noopener noreferrer"


def test_courses_and_trial_training_are_linked_below_the_list(
    decide: Decide, client: Browser, hafen: Studio
) -> None:
    before = get(client, "/studios/hafen/").text

    decide(hafen, courses_url="https://hafen.example/courses", trial_url="https://hafen.example/trial")

    after = get(client, "/studios/hafen/")
    assert "No member yet?" not in before
    assert after.link("Courses at Iron & Oak Hafen") == "https://hafen.example/courses"
    assert after.link("Trial training at Iron & Oak Hafen") == "https://hafen.example/trial"


def test_the_cut_off_is_told_before_booking_and_after(
    decide: Decide, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide(hafen, cancel_cutoff_hours="7")

    picker = slot_page(ada, vendor, "hafen", "Body Scan")
    url, confirmation = confirmation_in_three_days(ada, vendor)
    booked = submit(ada, url, confirmation)

    booking = Booking.objects.get()
    until = f"{on_calendar_of(booking.cancel_until, hafen)}, {on_clock_of(booking.cancel_until, hafen)}"
    assert (booking.starts_at - booking.cancel_until).total_seconds() == 7 * 3600
    assert "until 7 hours before the start" in picker.text
    assert until in confirmation.text
    assert until in booked.text


def test_another_cut_off_leaves_what_is_booked_already(
    decide: Decide, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide(hafen, cancel_cutoff_hours="7")
    submit(ada, *confirmation_in_three_days(ada, vendor))

    decide(hafen, cancel_cutoff_hours="48")

    get(ada, Booking.objects.get().get_absolute_url())
    assert Booking.objects.get().cancel_cutoff_hours == 7


def test_nobody_is_booked_under_other_rules_than_those_they_read(
    decide: Decide, ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide(hafen, cancel_cutoff_hours="7")
    url, confirmation = confirmation_in_three_days(ada, vendor)

    decide(hafen, cancel_cutoff_hours="48")
    shown_again = submit(ada, url, confirmation)

    assert shown_again.all("data-terms-changed")
    assert not Attempt.objects.exists()
    assert vendor.bookings() == []
    assert submit(ada, url, shown_again).value("data-booking-status") == "BOOKED"
    assert Booking.objects.get().cancel_cutoff_hours == 48


def test_times_are_shown_on_the_clock_of_the_studios_zone(
    decide: Decide, client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    decide(hafen, time_zone="Asia/Tokyo")

    page = slot_page(client, vendor, "hafen", "Body Scan", f"?start={in_days(3)}")

    first = page.all("data-slot-start")[0]
    starts_at = datetime.fromisoformat(first.attributes["data-slot-start"].split("[")[0])
    assert on_clock_of(starts_at, hafen) in first.text
    assert "Tokyo" in page.text


@pytest.mark.parametrize(
    ("asked_for", "seen"),
    [("pl-PL,pl;q=0.9", "de"), ("pl,en;q=0.5", "en"), ("de-CH", "de"), (None, "en")],
)
def test_the_studios_language_is_for_those_whose_own_the_site_cannot_write(
    decide: Decide, client: Browser, hafen: Studio, asked_for: str | None, seen: str
) -> None:
    decide(hafen, language="de")

    page = get(
        client, "/studios/hafen/", **({"headers": {"accept-language": asked_for}} if asked_for else {})
    )

    assert f'<html lang="{seen}">' in page.html


def test_a_language_that_was_chosen_stays_at_every_studio(
    decide: Decide, client: Browser, hafen: Studio
) -> None:
    decide(hafen, language="de")
    client.post("/language/", {"language": "en", "next": "/"})

    page = get(client, "/studios/hafen/", headers={"accept-language": "pl"})

    assert '<html lang="en">' in page.html


def test_the_mail_of_a_sign_in_follows_the_studios_language(
    decide: Decide, client: Browser, hafen: Studio
) -> None:
    decide(hafen, language="de")

    client.post("/sign-in/?studio=hafen", {"email": "ada@example.org"}, headers={"accept-language": "pl"})

    assert sent()[-1].subject.startswith("Anmeldung")


def test_every_setting_is_explained_on_the_studios_page(desk: Browser, hafen: Studio) -> None:
    page = Page(desk.get(f"/admin/studios/studio/{hafen.pk}/change/"))

    for legend in ("For members", "Look", "Links", "Preview"):
        assert any(legend == element.text.strip() for element in page.elements if element.tag == "h2")
    for words in ("what to bring", "linked below the list", "customer numbers", "Too light a colour"):
        assert words.casefold() in page.text.casefold()
