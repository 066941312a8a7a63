"""A studio in preview is there for its staff and its test members, and for nobody else; a paused one takes no bookings;
a closed one is gone. What is booked stays with who booked it.
"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser

from studios.models import Attempt, Studio
from studios.signing_in.session import PEOPLE
from tests.booking.steps import confirm_page, first_slot, in_days, slot_page
from tests.conftest import CUSTOMERS, member, sign_in
from tests.my_bookings.outbox import sent
from tests.pages import get, submit
from tests.settings_seen.conftest import Decide
from tests.signing_in.conftest import Visitor
from tests.vendor import Vendor

BAR = "Preview: only staff and test members see this"
BrowserOf = Callable[..., Browser]


@pytest.fixture
def preview(decide: Decide, hafen: Studio) -> Studio:
    """Hafen in preview, with Ada as its test member."""
    return decide(hafen, stage="preview", test_customer_ids=f"{CUSTOMERS['ada']}")


def sees(browser: Browser, vendor: Vendor) -> bool:
    """Whether Hafen is there: in the list, as a page, with its times. All three say the same."""
    listed = "/studios/hafen/" in get(browser, "/").html
    body_scan = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"
    pages = [browser.get(url) for url in ("/studios/hafen/", body_scan, f"{body_scan}next-free/")]
    found = {answer.status_code != 404 for answer in pages}
    assert found == {listed}
    return listed


def test_anybody_else_finds_no_studio_in_preview(preview: Studio, client: Browser, vendor: Vendor) -> None:
    assert not sees(client, vendor)
    assert client.get("/studios/hafen/").content == client.get("/studios/nowhere/").content.replace(
        b"nowhere", b"hafen"
    )


def test_a_member_finds_none(preview: Studio, browser_of: BrowserOf, vendor: Vendor) -> None:
    assert not sees(browser_of(preview, "ben"), vendor)


def test_a_test_member_sees_it_with_a_bar_and_no_cache_keeps_it(
    preview: Studio, ada: Browser, vendor: Vendor
) -> None:
    assert sees(ada, vendor)

    page = get(ada, "/studios/hafen/")
    assert BAR in page.text
    assert BAR in get(ada, "/").text
    assert BAR not in get(ada, "/studios/ost/").text
    assert "no-store" in page.answer["Cache-Control"]


def test_a_test_member_books_and_moves_there(preview: Studio, ada: Browser, vendor: Vendor) -> None:
    Studio.objects.update(cancel_cutoff_hours=0)
    picker = slot_page(ada, vendor, "hafen", "Body Scan", f"?start={in_days(3)}")
    url = picker.all("data-slot-start")[0].attributes["href"]
    reference = submit(ada, url, get(ada, url)).value("data-booking-reference")

    times = get(ada, f"/bookings/{reference}/move/?start={in_days(4)}")
    url = times.all("data-slot-start")[0].attributes["href"]
    moved = submit(ada, url, get(ada, url))

    assert moved.value("data-booking-status") == "BOOKED"


def test_the_same_customer_number_in_another_chain_is_somebody_else(
    preview: Studio, lisboa: Studio, vendor: Vendor
) -> None:
    """Cem has Ada's number, in the other tenant."""
    cem = Browser()
    sign_in(cem, member(lisboa, "cem", CUSTOMERS["ada"]))

    assert not sees(cem, vendor)


def test_of_a_family_only_the_one_that_is_acted_for_counts(preview: Studio, vendor: Vendor) -> None:
    browser = Browser()
    store = browser.session
    store[PEOPLE] = [[member(preview, "ada").pk], [member(preview, "ben").pk]]
    store.save()
    before_choosing = sees(browser, vendor)

    browser.post("/sign-in/who/", {"person": "1"})
    as_ben = sees(browser, vendor)
    browser.post("/sign-in/who/", {"person": "0"})

    assert (before_choosing, as_ben, sees(browser, vendor)) == (False, False, True)


def test_staff_sees_it(preview: Studio, desk: Browser, vendor: Vendor) -> None:
    assert sees(desk, vendor)


def test_staff_of_this_studio_sees_it(preview: Studio, clerk: Callable[..., Browser], vendor: Vendor) -> None:
    browser = clerk("view_studio")
    preview.staff.set(User.objects.filter(username="clerk"))

    assert sees(browser, vendor)


def test_staff_that_may_not_look_at_the_studio_in_the_admin_does_not_see_it_here(
    preview: Studio, clerk: Callable[..., Browser], vendor: Vendor
) -> None:
    assert not sees(clerk("view_booking"), vendor)


def test_a_login_that_is_no_staff_any_more_sees_nothing(
    preview: Studio, desk: Browser, vendor: Vendor
) -> None:
    User.objects.update(is_staff=False)

    assert not sees(desk, vendor)


def test_a_forged_form_books_nothing_at_a_studio_in_preview(
    decide: Decide, hafen: Studio, browser_of: BrowserOf, vendor: Vendor
) -> None:
    jo = browser_of(hafen, "jo")
    url, confirmation = confirm_page(jo, vendor, "hafen", "Body Scan", -1)

    decide(hafen, stage="preview", test_customer_ids=f"{CUSTOMERS['ada']}")
    answer = jo.post(url, confirmation.fields())

    assert answer.status_code == 404
    assert not Attempt.objects.exists()
    assert vendor.requests("book") == []


def test_a_booking_stays_with_its_member_when_its_studio_goes_back_to_preview(
    decide: Decide, hafen: Studio, browser_of: BrowserOf, vendor: Vendor
) -> None:
    """They can look at it and cancel it; other times, and other pages of the studio, are not there for them."""
    decide(hafen, cancel_cutoff_hours="0")
    jo = browser_of(hafen, "jo")
    picker = slot_page(jo, vendor, "hafen", "Body Scan", f"?start={in_days(3)}")
    url = picker.all("data-slot-start")[0].attributes["href"]
    reference = submit(jo, url, get(jo, url)).value("data-booking-reference")

    decide(hafen, stage="preview", cancel_cutoff_hours="0")

    page = get(jo, f"/bookings/{reference}/")
    assert get(jo, "/bookings/").value("data-booking-reference") == reference
    assert BAR not in page.text
    assert "/move/" not in page.html
    assert hafen.telephone in page.text
    move = get(jo, f"/bookings/{reference}/move/")
    assert move.value("data-refusal") == "STUDIO_PAUSED"
    cancel = f"/bookings/{reference}/cancel/"
    cancelled = submit(jo, cancel, get(jo, cancel))
    assert cancelled.value("data-booking-status") == "CANCELED"
    assert "/studios/hafen/appointments/" not in cancelled.html


def test_my_bookings_ask_and_name_no_studio_in_preview(
    preview: Studio, browser_of: BrowserOf, vendor: Vendor
) -> None:
    vendor.mishap("bookings", "500", count=20)

    for_ben = get(browser_of(preview, "ben"), "/bookings/?everywhere=1")
    for_ada = get(browser_of(preview, "ada"), "/bookings/?everywhere=1")

    assert preview.name not in for_ben.text
    assert preview.name in for_ada.text
    assert preview.name not in get(browser_of(preview, "ben"), "/me/").text


def test_a_test_member_signs_in_through_the_studio(preview: Studio, vendor: Vendor) -> None:
    arrived = Visitor(preview).sign_in("ada@example.org", "/studios/hafen/")

    assert BAR in arrived.text
    assert arrived.values("data-appointment-id")


def test_signing_in_tells_nobody_of_a_studio_in_preview(preview: Studio) -> None:
    code_page = Visitor(preview).ask_for_a_code("nobody@example.org")
    unknown = Visitor(Studio(slug="nowhere")).ask_for_a_code("nobody@example.org")

    assert preview.name not in code_page.text
    assert code_page.text.replace("hafen", "nowhere") == unknown.text
    assert not [mail for mail in sent() if preview.name in f"{mail.subject} {mail.body}"]


def test_live_pages_open_no_session_when_another_studio_is_in_preview(
    preview: Studio, client: Browser, vendor: Vendor
) -> None:
    """Else proxies could not share them."""
    assert not client.get("/studios/ost/").wsgi_request.session.accessed


def test_a_paused_studio_is_shown_with_its_telephone_and_takes_no_bookings(
    decide: Decide, hafen: Studio, ada: Browser, vendor: Vendor
) -> None:
    url = first_slot(ada, vendor, "hafen", "Body Scan", -1)
    confirmation = get(ada, url)

    decide(hafen, stage="paused")

    page = get(ada, "/studios/hafen/")
    assert "takes no bookings online at the moment" in page.text
    assert hafen.telephone in page.text
    assert submit(ada, url, confirmation).value("data-refusal") == "STUDIO_PAUSED"
    assert vendor.requests("book") == []


def test_a_closed_studio_is_gone_for_staff_and_test_members_too(
    decide: Decide, hafen: Studio, desk: Browser, ada: Browser, vendor: Vendor
) -> None:
    decide(hafen, stage="closed", test_customer_ids=f"{CUSTOMERS['ada']}")

    assert not sees(desk, vendor)
    assert not sees(ada, vendor)
