"""Links to the law's pages at the foot of every page, at the cost of one query."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from studios.models import Studio
from tests.booking.steps import confirm_page
from tests.legal.writing import write
from tests.my_bookings.test_my_bookings import book
from tests.pages import Page, get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("until_the_start")

OURS = "/studios/hafen/legal/imprint/"


@pytest.fixture
def imprint(hafen: Studio) -> None:
    write(chain=hafen.chain)


def imprint_of(page: Page) -> str:
    return page.link("Imprint")


@pytest.mark.usefixtures("imprint")
def test_every_page_of_a_studio_links_to_the_studios_imprint(ada: Browser, vendor: Vendor) -> None:
    address, confirm = confirm_page(ada, vendor, "hafen", "Body Scan")
    reference = book(ada, vendor, "hafen", "Body Scan")
    paths = [
        "/studios/hafen/",
        f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/",
        address.replace("choice=", "choice=broken"),
        "/sign-in/?studio=hafen",
        f"/bookings/{reference}/",
        f"/bookings/{reference}/cancel/",
        f"/bookings/{reference}/move/",
        OURS,
    ]

    found = {path: imprint_of(get(ada, path)) for path in paths} | {"confirm": imprint_of(confirm)}

    assert {path: link for path, link in found.items() if link != OURS} == {}


@pytest.mark.usefixtures("imprint")
def test_so_do_the_pages_of_signing_in_there(client: Browser) -> None:
    start = get(client, "/sign-in/?studio=hafen")
    code = submit(client, "/sign-in/?studio=hafen", start, email="ada@example.org")

    assert "code" in code.fields()
    assert (imprint_of(start), imprint_of(code)) == (OURS, OURS)


@pytest.mark.usefixtures("imprint")
def test_a_booking_under_way_and_a_studio_that_does_not_answer_have_it_too(
    ada: Browser, vendor: Vendor, short_patience: None
) -> None:
    vendor.mishap("book", "500", count=1)
    unsure = Page(ada.get(f"/bookings/{book(ada, vendor, 'hafen', 'Body Scan')}/"))
    vendor.mishap("bookable", "500", count=9)
    silent = get(ada, "/studios/hafen/")

    assert unsure.value("data-booking-status") == "UNSURE"
    assert imprint_of(unsure) == OURS
    assert silent.answer.status_code == 503
    assert imprint_of(silent) == OURS


@pytest.mark.usefixtures("imprint")
@pytest.mark.parametrize(
    "path", ["/", "/bookings/", "/me/", "/me/delete/", "/sign-in/", "/language/", "/nowhere/"]
)
def test_a_page_of_no_studio_links_to_the_sites(ada: Browser, path: str) -> None:
    assert imprint_of(get(ada, path)) == "/legal/imprint/"


def test_a_page_elsewhere_is_linked_straight_away(client: Browser, hafen: Studio) -> None:
    write(url="https://gym.example.org/imprint")
    write("privacy", chain=hafen.chain)

    home, studio = get(client, "/"), get(client, "/studios/hafen/")

    assert home.link("Imprint") == studio.link("Imprint") == "https://gym.example.org/imprint"
    assert home.link("Privacy notice") == "/legal/privacy/"
    assert studio.link("Privacy notice") == "/studios/hafen/legal/privacy/"


def test_links_stand_in_their_order_and_only_for_what_is_there(client: Browser, hafen: Studio) -> None:
    for kind in ("terms", "accessibility", "imprint"):
        write(kind, "de")
    write("privacy", is_published=False)

    page = get(client, "/", HTTP_ACCEPT_LANGUAGE="de")

    footer = page.html.partition("<footer")[2]
    assert [
        kind for kind in ("imprint", "privacy", "accessibility", "terms") if f"/legal/{kind}/" in footer
    ] == [
        "imprint",
        "accessibility",
        "terms",
    ]
    assert (
        footer.index("/legal/imprint/")
        < footer.index("/legal/accessibility/")
        < footer.index("/legal/terms/")
    )


@pytest.mark.usefixtures("imprint")
def test_a_page_asks_once_and_a_part_of_one_not_at_all(ada: Browser, vendor: Vendor, desk: Browser) -> None:
    slots = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"

    assert [asked(ada, path) for path in ("/", "/studios/hafen/", slots, "/bookings/")] == [1, 1, 1, 1]
    assert asked(ada, slots, HTTP_HX_REQUEST="true") == 0
    assert asked(desk, "/admin/studios/studio/") == 0


def asked(browser: Browser, path: str, **headers: str) -> int:
    """How many queries about the law's pages an address costs."""
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path, **headers).status_code == 200
    return sum("studios_legalpage" in query["sql"] for query in queries)
