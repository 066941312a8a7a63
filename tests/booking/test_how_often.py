"""No visitor alone uses up what a studio's rate limit allows everybody."""

from typing import Any

from django.test import Client as Browser

from studios.models import Studio
from tests.booking.steps import slot_page
from tests.pages import Page, get
from tests.vendor import Vendor

TRAINING = "Personal Training"


def look(browser: Browser, vendor: Vendor, where: str = "/studios/hafen", page: str = "next-free/") -> Page:
    return get(browser, f"{where}/appointments/{vendor.appointment('hafen', TRAINING)}/{page}")


def test_one_client_has_the_weeks_looked_through_only_so_often(
    client: Browser, hafen: Studio, vendor: Vendor, settings: Any
) -> None:
    settings.SEARCHES_PER_CLIENT = 1
    hafen.websites = "https://www.my-gym.example"
    hafen.save()
    look(client, vendor)
    asked = len(vendor.requests())

    refused = [
        look(client, vendor),
        look(client, vendor, page="elsewhere/"),
        look(client, vendor, "/embed/hafen/en"),
    ]

    assert [page.answer.status_code for page in refused] == [429] * 3
    assert 0 < int(refused[0].answer["Retry-After"]) <= 600
    assert len(vendor.requests()) == asked
    for page in refused:
        assert page.value("data-refusal") == "ASKED_TOO_OFTEN"
        assert "You have looked many times in a row" in page.text
        assert "did not answer" not in page.text
        assert "Nothing is free" not in page.text


def test_it_keeps_nobody_from_looking_at_free_times(
    client: Browser, hafen: Studio, vendor: Vendor, settings: Any
) -> None:
    settings.SEARCHES_PER_CLIENT = 1
    look(client, vendor)
    look(client, vendor)

    assert slot_page(client, vendor, "hafen", TRAINING).answer.status_code == 200
    assert look(Browser(REMOTE_ADDR="192.0.2.7"), vendor).answer.status_code == 200


def test_programs_that_follow_links_are_asked_to_leave_these_out(
    client: Browser, studios: dict[str, Studio], vendor: Vendor
) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"hours": []})

    page = slot_page(client, vendor, "hafen", TRAINING)

    searching = [link for link in page.all("href") if "next-free" in link.attributes["href"]]
    searching += [link for link in page.all("href") if "elsewhere" in link.attributes["href"]]
    assert len(searching) >= 3
    assert {link.attributes["rel"] for link in searching} == {"nofollow"}
