"""The same appointment at the chain's other studios: which offer it, when each is free first, who did not answer."""

import time
from collections.abc import Callable

import pytest
from django.test import Client as Browser

from studios import connections
from studios.booking import elsewhere
from studios.models import AppointmentSettings, Studio
from tests.booking.steps import in_days, open_on, slot_page
from tests.conftest import CUSTOMERS
from tests.pages import Page, get
from tests.vendor import Vendor

TRAINING = "Personal Training"  # 60 minutes at Hafen and Ost; at Altstadt it is called "Personal Training 60"


def look(browser: Browser, vendor: Vendor, query: str = "") -> Page:
    """From Hafen."""
    return get(
        browser, f"/studios/hafen/appointments/{vendor.appointment('hafen', TRAINING)}/elsewhere/{query}"
    )


def group(vendor: Vendor, titles: dict[str, str], word: str = "pt") -> None:
    """Says of each studio's appointment that it is the same."""
    for slug, title in titles.items():
        AppointmentSettings.objects.create(
            studio=Studio.objects.get(slug=slug),
            appointment_id=vendor.appointment(slug, title),
            title=title,
            group=word,
        )


def test_the_slot_page_leads_to_the_first_free_time_at_another_studio(
    client: Browser, ost: Studio, vendor: Vendor
) -> None:
    open_on(vendor, "ost", in_days(5))

    page = get(client, slot_page(client, vendor, "hafen", TRAINING).link("at other studios"))
    there = get(client, page.link("Iron & Oak Ost"))

    assert page.values("data-studio") == ["ost"]
    assert there.value("data-window-start") == str(in_days(5))
    assert there.values("data-slot-start")


def test_each_studio_is_asked_with_its_own_key_and_few_times(
    client: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    studios["ost"].learn(days_ahead_limit=3)
    open_on(vendor, "ost", in_days(5))

    look(client, vendor)

    asked = [(one["endpoint"], one["studio"]) for one in vendor.requests()]
    assert sorted(asked) == sorted(
        [("bookable", "hafen"), ("bookable", "altstadt"), ("bookable", "altstadt"), ("bookable", "ost")]
        + 4 * [("slots", "ost")]
    )


def test_what_the_desks_call_the_same_is_the_same(
    client: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    group(vendor, {"hafen": TRAINING})
    group(vendor, {"altstadt": "Personal Training 60"}, "PT")
    group(vendor, {"lisboa": "Pulse Coaching"})  # another chain
    open_on(vendor, "altstadt", in_days(3))
    open_on(vendor, "ost", in_days(5))

    page = look(client, vendor)

    assert page.values("data-studio") == ["altstadt", "ost"]  # the soonest first
    assert "Personal Training 60" in page.text


def test_another_length_is_something_else(
    client: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    number = vendor.appointment("ost", TRAINING)
    vendor.ask("POST", f"desk/appointments/ost/{number}", {"minutes": 45})

    page = look(client, vendor)

    assert page.values("data-studio") == []
    assert "No other studio offers this." in page.text


def test_a_part_of_the_day_is_kept(client: Browser, ost: Studio, vendor: Vendor) -> None:
    page = get(client, slot_page(client, vendor, "hafen", TRAINING, "?part=evening").link("at other studios"))

    assert "part=evening" in page.link("Iron & Oak Ost")


def test_none_is_said_only_of_a_studio_that_was_read(client: Browser, ost: Studio, vendor: Vendor) -> None:
    open_on(vendor, "ost")

    page = look(client, vendor)

    assert page.values("data-studio") == ["ost"]
    assert "Nothing is free until" in page.text
    assert "Nothing is free until" in get(client, page.link("Iron & Oak Ost")).text


def test_of_a_part_of_the_day_it_is_not_said_that_nothing_is_free(
    client: Browser, ost: Studio, vendor: Vendor
) -> None:
    open_on(vendor, "ost")

    page = look(client, vendor, "?part=evening")

    assert "Nothing of what you are looking for is free until" in page.text
    assert "Nothing is free until" not in page.text


@pytest.mark.parametrize(
    ("endpoint", "kind"), [("slots", "503"), ("bookable", "garbage"), ("bookable", "401")]
)
def test_a_studio_that_did_not_answer_is_named(
    client: Browser, studios: dict[str, Studio], vendor: Vendor, endpoint: str, kind: str
) -> None:
    group(vendor, {"hafen": TRAINING, "altstadt": "Personal Training 60"})
    vendor.mishap(endpoint, kind, count=50, studio="ost")

    page = look(client, vendor)
    vendor.ask("DELETE", "mishaps")
    again = get(client, page.link("Look again"))

    assert page.values("data-studio") == ["altstadt"]
    assert "Iron & Oak Ost" in page.all("data-unanswered")[0].text
    assert again.values("data-unanswered") == []
    assert set(again.values("data-studio")) == {"altstadt", "ost"}


def test_studios_that_hang_are_waited_for_once(
    client: Browser, studios: dict[str, Studio], vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    group(vendor, {"hafen": TRAINING, "altstadt": "Personal Training 60"})
    monkeypatch.setattr(connections, "READ_SECONDS", 2.0)
    vendor.mishap("bookable", "delay", seconds=9, count=50, studio="ost")
    vendor.mishap("slots", "delay", seconds=9, count=50, studio="altstadt")
    began = time.monotonic()

    page = look(client, vendor)

    assert {"Ost", "Altstadt"} <= set(
        page.all("data-unanswered")[0].text.replace(",", "").replace(".", "").split()
    )
    assert time.monotonic() - began < 4  # the appointment itself, and then two seconds for all of the others


def test_a_refused_key_is_looked_at_by_the_desk(client: Browser, ost: Studio, vendor: Vendor) -> None:
    vendor.mishap("bookable", "401", count=50, studio="ost")

    look(client, vendor)

    ost.refresh_from_db()
    assert ost.key_refusals == 1


@pytest.mark.parametrize("stage", ["paused", "closed", "preview"])
def test_a_studio_that_takes_no_bookings_from_this_visitor_is_not_asked(
    client: Browser, ost: Studio, vendor: Vendor, stage: str
) -> None:
    Studio.objects.filter(slug__in=("ost", "altstadt")).update(stage=stage)

    slots = slot_page(client, vendor, "hafen", TRAINING)
    page = look(client, vendor)

    assert "at other studios" not in slots.text
    assert page.values("data-studio") == []
    assert "Ost" not in page.text
    assert {one["studio"] for one in vendor.requests()} == {"hafen"}


def test_a_test_member_is_shown_the_studio_in_preview_and_no_cache_keeps_it(
    ada: Browser, ost: Studio, vendor: Vendor
) -> None:
    Studio.objects.filter(pk=ost.pk).update(stage="preview", test_customer_ids=[CUSTOMERS["ada"]])

    page = look(ada, vendor)

    assert page.values("data-studio") == ["ost"]
    assert "no-store" in page.answer["Cache-Control"]


def test_a_large_chain_is_asked_in_portions(
    client: Browser, studios: dict[str, Studio], vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "MOST_STUDIOS", 1)

    first = look(client, vendor)
    second = look(client, vendor, "?skip=1")

    assert "None of the studios that were asked offers this." in first.text
    assert first.link("Ask further studios") == "?skip=1"
    assert second.values("data-studio") == ["ost"]
    assert "not asked yet" not in second.text


def test_whoever_is_known_to_offer_it_is_asked_first(
    client: Browser, studios: dict[str, Studio], vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "MOST_STUDIOS", 1)
    AppointmentSettings.objects.note_offered(studios["ost"], {vendor.appointment("ost", TRAINING): TRAINING})

    assert look(client, vendor).values("data-studio") == ["ost"]


@pytest.mark.parametrize("skip", ["-1", "x", "", "999999999999", "99999", "١"])
def test_a_number_that_makes_no_sense_is_no_error(
    client: Browser, studios: dict[str, Studio], vendor: Vendor, skip: str
) -> None:
    assert look(client, vendor, f"?skip={skip}").answer.status_code == 200


def test_everybody_gets_the_same_page(
    ada: Browser, browser_of: Callable[..., Browser], studios: dict[str, Studio], vendor: Vendor
) -> None:
    open_on(vendor, "ost", in_days(5))

    pages = [look(browser, vendor).html for browser in (Browser(), ada)]

    assert pages[0] == pages[1]
