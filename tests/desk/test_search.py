"""One field finds what somebody asks the desk about, at this studio and nowhere else."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Attempt, Booking, Studio, UpstreamFailure
from studios.models.upstream_failure import Noticed
from tests.conftest import CUSTOMERS, member
from tests.desk.conftest import address, attempt, booking, found, search
from tests.vendor import soon


@pytest.fixture
def adas(hafen: Studio) -> Booking:
    return booking(hafen, 7893459, title="Body Scan")


@pytest.fixture
def bens(hafen: Studio) -> Attempt:
    return attempt(
        hafen,
        "ben",
        state="REFUSED",
        refusal="NO_CONTINGENT",
        trace_id="7741226398",
        vendor_message="None left.",
    )


def kinds(desk: Browser, studio: Studio, wanted: str) -> set[str]:
    """What kinds of things were found."""
    return set(search(desk, studio, wanted).values("data-found"))


def test_a_booking_is_found_by_number_and_reference(desk: Browser, hafen: Studio, adas: Booking) -> None:
    for wanted in ("7893459", adas.reference, f" {adas.reference.upper()} "):
        page = search(desk, hafen, wanted)

        assert page.values("data-found") == ["bookings"], wanted
        assert "7893459: Body Scan" in found(page, "bookings")

    assert kinds(desk, hafen, "789345") == set()


def test_a_member_is_found_by_number_and_any_part_of_the_name(
    desk: Browser, hafen: Studio, adas: Booking, bens: Attempt
) -> None:
    number = str(CUSTOMERS["ada"])
    for wanted in ("ada", "Ada Test", "test  ADA", "da", number):
        page = search(desk, hafen, wanted)

        assert f"Ada Test ({number}) 7893459: Body Scan" in found(page, "members"), wanted

    assert "Ben" not in found(search(desk, hafen, "ada"), "members")
    bens_line = found(search(desk, hafen, "ben"), "members")
    assert "No bookings at this studio." in bens_line
    assert f"{bens.reference}: Massage" in bens_line
    assert "refused: “None left.”" in bens_line
    assert kinds(desk, hafen, "Ada Ben") == set()


def test_letters_beyond_a_to_z_are_found_whatever_their_size(
    desk: Browser, hafen: Studio, adas: Booking
) -> None:
    owner = member(hafen, "ada")
    type(owner).objects.filter(pk=owner.pk).update(last_name="Özil")

    assert kinds(desk, hafen, "özil") == kinds(desk, hafen, "Özil") == {"members"}


def test_a_trace_id_leads_to_the_attempt_and_to_the_failure(
    desk: Browser, hafen: Studio, bens: Attempt
) -> None:
    failed = Noticed(hafen.slug, timezone.now(), "GET", "/v1/x", "failed", 503, "7741000009", 0.1)
    UpstreamFailure.objects.note([failed])

    page = search(desk, hafen, "7741226398")
    assert page.values("data-found") == ["attempts"]
    assert f"Ben Test, {bens.reference}: Massage" in found(page, "attempts")
    assert "refused: “None left.”" in found(page, "attempts")

    page = search(desk, hafen, "7741000009")
    assert page.values("data-found") == ["failures"]
    assert "GET /v1/x: failure at Magicline" in found(page, "failures")


def test_nothing_of_another_studio_is_found(
    desk: Browser, hafen: Studio, altstadt: Studio, adas: Booking, bens: Attempt
) -> None:
    """Ben has something here, Ada has nothing, although both are of the chain."""
    attempt(altstadt, "ben", starts_at=soon(days=5), title="Swimming")
    failed = Noticed(hafen.slug, timezone.now(), "GET", "/v1/x", "failed", 503, "7741000009", 0.1)
    UpstreamFailure.objects.note([failed])

    for wanted in ("ada", str(CUSTOMERS["ada"]), "7893459", adas.reference, "7741226398", "7741000009"):
        assert kinds(desk, altstadt, wanted) == set(), wanted

    assert kinds(desk, altstadt, "ben") == {"members"}
    assert "Body Scan" not in search(desk, altstadt, "ben").text


def test_a_member_who_books_elsewhere_too_is_shown_with_what_is_here(
    desk: Browser, hafen: Studio, altstadt: Studio, adas: Booking
) -> None:
    booking(altstadt, 1, title="Swimming", starts_at=soon(days=4))

    assert "Swimming" not in search(desk, hafen, "ada").text
    assert "Body Scan" not in search(desk, altstadt, "ada").text


def test_the_same_customer_number_in_another_chain_is_somebody_else(
    desk: Browser, hafen: Studio, lisboa: Studio, adas: Booking
) -> None:
    booking(lisboa, 2)

    assert "Body Scan" not in search(desk, lisboa, str(CUSTOMERS["ada"])).text


def test_nothing_found_says_what_was_looked_for(desk: Browser, hafen: Studio) -> None:
    page = search(desk, hafen, "<b>nobody</b>")

    assert "Nothing of this studio is called “<b>nobody</b>”." in page.text
    assert "<b>nobody" not in page.html


@pytest.mark.parametrize("wanted", ["", "   ", "9" * 40, "\x00", "%", "_", "²", "x" * 5000])
def test_odd_input_is_answered(desk: Browser, hafen: Studio, adas: Booking, wanted: str) -> None:
    answer = desk.post(address(hafen), {"wanted": wanted})

    assert answer.status_code == 200
    assert "data-found" not in answer.content.decode()


def test_many_are_not_all_shown_and_that_is_said(desk: Browser, hafen: Studio) -> None:
    for number in range(25):
        booking(
            hafen,
            number + 1,
            member=member(hafen, f"ann{number}", 5000 + number),
            starts_at=soon(days=number),
        )

    page = search(desk, hafen, "ann")

    assert "There may be more" in page.text
    assert found(page, "members").count("(50") == 20


def test_only_what_may_be_seen_is_found(
    clerk: Callable[..., Browser], hafen: Studio, adas: Booking, bens: Attempt
) -> None:
    browser = clerk("view_studio", "view_attempt")

    assert kinds(browser, hafen, "ada") == set()
    assert kinds(browser, hafen, "7893459") == set()
    assert kinds(browser, hafen, "7741226398") == {"attempts"}


def test_attempts_stay_hidden_from_whoever_may_see_bookings_only(
    clerk: Callable[..., Browser], hafen: Studio, adas: Booking, bens: Attempt
) -> None:
    browser = clerk("view_studio", "view_booking")

    assert kinds(browser, hafen, "7741226398") == set()
    assert bens.reference not in search(browser, hafen, "ben").text
    assert kinds(browser, hafen, "ada") == {"members"}


def test_what_is_looked_for_stands_in_no_address_and_no_cache(
    desk: Browser, hafen: Studio, adas: Booking
) -> None:
    answer = desk.post(address(hafen), {"wanted": "ada"})

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert 'method="post"' in answer.content.decode()
    assert desk.get(address(hafen), {"wanted": "ada"}).content.decode().count("data-found") == 0


def test_a_search_changes_nothing_and_needs_its_token(desk: Browser, hafen: Studio, adas: Booking) -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = desk.cookies

    assert strict.post(address(hafen), {"wanted": "ada"}).status_code == 403
