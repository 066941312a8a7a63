"""The signed choice: untouched texts, good for one slot of one studio, and only for a while."""

import dataclasses
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st

from studios.booking.choice import Choice, ChoiceExpired, ChoiceRefused
from studios.magicline.moments import Moment
from studios.models import Studio
from tests.booking.steps import first_slot
from tests.pages import get
from tests.vendor import Vendor

NOW = datetime(2026, 6, 20, 8, 17, tzinfo=UTC)
STUDIO = Studio(pk=7)
CHOICE = Choice(
    studio_id=7,
    appointment_id=11,
    start=Moment.read("2026-06-22T08:00:00.000+02:00[Europe/Berlin]"),
    end=Moment.read("2026-06-22T09:00:00.000+02:00[Europe/Berlin]"),
    instructor_ids=(501, 502),
    instructors=("Mia", "Jonas A."),
)


def unsign(text: str, *, now: datetime = NOW, appointment_id: int = 11, studio: Studio = STUDIO) -> Choice:
    return Choice.unsign(text, studio=studio, appointment_id=appointment_id, now=now)


def test_a_choice_comes_back_as_it_was() -> None:
    assert unsign(CHOICE.signed(now=NOW)) == CHOICE


@given(st.lists(st.text(max_size=30), max_size=4), st.integers(0, 2**62))
def test_any_name_and_number_survives(names: list[str], number: int) -> None:
    choice = dataclasses.replace(CHOICE, instructors=tuple(names), instructor_ids=(number,))

    assert unsign(choice.signed(now=NOW)) == choice


@given(st.text(max_size=200))
def test_what_we_did_not_sign_is_refused(text: str) -> None:
    with pytest.raises(ChoiceRefused):
        unsign(text)


def test_every_changed_character_is_noticed() -> None:
    signed = CHOICE.signed(now=NOW)

    for place in range(len(signed)):
        changed = signed[:place] + ("1" if signed[place] != "1" else "2") + signed[place + 1 :]
        with pytest.raises(ChoiceRefused):
            unsign(changed)


def test_it_is_good_for_24_hours_at_most_and_23_at_least() -> None:
    signed = CHOICE.signed(now=NOW)

    unsign(signed, now=NOW + timedelta(hours=23))
    with pytest.raises(ChoiceExpired):
        unsign(signed, now=NOW + timedelta(hours=24))


def test_it_ends_with_the_start_of_the_appointment() -> None:
    start = CHOICE.start.instant
    signed = CHOICE.signed(now=start - timedelta(minutes=5))

    unsign(signed, now=start - timedelta(seconds=1))
    with pytest.raises(ChoiceExpired):
        unsign(signed, now=start)


def test_it_is_good_for_its_own_studio_and_appointment_only() -> None:
    signed = CHOICE.signed(now=NOW)

    with pytest.raises(ChoiceRefused):
        unsign(signed, studio=Studio(pk=8))
    with pytest.raises(ChoiceRefused):
        unsign(signed, appointment_id=12)


def test_sixty_choices_of_a_page_differ_little() -> None:
    """Raw text and a short signature: what compression needs."""
    assert len(quote(CHOICE.signed(now=NOW))) < 330


def test_a_choice_under_another_studios_or_appointments_address_is_refused(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    url = first_slot(ada, vendor, "hafen", "Body Scan")
    path, query = urlsplit(url).path, urlsplit(url).query
    other = str(vendor.appointment("hafen", "Check-up"))
    moved = [
        path.replace("hafen", "altstadt"),
        path.replace(str(vendor.appointment("hafen", "Body Scan")), other),
    ]

    for address in moved:
        page = get(ada, f"{address}?{query}")
        assert page.answer.status_code == 400
        assert page.value("data-refusal") == "CHOICE_INVALID"
        assert get(ada, page.link("Choose another time")).answer.status_code == (
            404 if "altstadt" in address else 200
        )
    assert vendor.requests("validate") == []


@pytest.mark.parametrize("choice", ["", "x", "[].", "[1,2].AAAA", "\x00", "ü" * 50, "[" * 5000])
def test_a_damaged_choice_is_a_page_with_a_way_on(
    ada: Browser, hafen: Studio, vendor: Vendor, choice: str
) -> None:
    url = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/confirm/"

    page = get(ada, url, data={"choice": choice})

    assert page.answer.status_code == 400
    assert get(ada, page.link("Choose another time")).values("data-slot-start")


def test_an_expired_choice_leads_back_to_free_times(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    url = first_slot(ada, vendor, "hafen", "Body Scan")
    text = parse_qs(urlsplit(url).query)["choice"][0]
    chosen = unsign(
        text, studio=hafen, appointment_id=vendor.appointment("hafen", "Body Scan"), now=datetime.now(UTC)
    )
    yesterday = chosen.signed(now=datetime.now(UTC) - timedelta(hours=26))

    page = get(ada, urlsplit(url).path, data={"choice": yesterday})

    assert page.value("data-refusal") == "CHOICE_EXPIRED"
    assert get(ada, page.link("Choose another time")).values("data-slot-start")


def test_the_page_of_times_holds_nothing_of_whoever_looks_at_it(
    ada: Browser, client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    url = f"/studios/hafen/appointments/{vendor.appointment('hafen', 'Body Scan')}/"

    signed_in, anonymous = get(ada, url), get(client, url)

    assert signed_in.html == anonymous.html
    assert "csrf" not in signed_in.html
    assert "set-cookie" not in {name.lower() for name in anonymous.answer.headers}
