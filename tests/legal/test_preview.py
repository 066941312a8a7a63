"""The law's pages of a studio in preview are there for whom the studio is there, and for nobody else."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser

from studios.models import Studio
from studios.staff.roles import Role, give
from tests.conftest import CUSTOMERS
from tests.legal.writing import write
from tests.pages import get

PAGE = "/studios/hafen/legal/imprint/"


@pytest.fixture
def preview(hafen: Studio) -> Studio:
    """Hafen in preview, with a page of its own and Ada as its test member."""
    write(studio=hafen)
    Studio.objects.filter(pk=hafen.pk).update(stage="preview", test_customer_ids=[CUSTOMERS["ada"]])
    hafen.refresh_from_db()
    return hafen


def of_the_desk(studio: Studio) -> Browser:
    user, browser = User.objects.create_user(studio.slug, is_staff=True), Browser()
    give(user, Role.DESK, [studio])
    browser.force_login(user)
    return browser


def test_anybody_else_is_told_what_they_are_told_of_a_studio_that_is_not_there(
    preview: Studio, client: Browser
) -> None:
    unknown = client.get(PAGE.replace("hafen", "nowhere")).content.replace(b"nowhere", b"hafen")

    answer = client.get(PAGE)

    assert answer.status_code == 404
    assert answer.content == unknown


def test_a_page_elsewhere_is_not_led_on_to(client: Browser, preview: Studio) -> None:
    write("privacy", url="https://gym.example.org/privacy", studio=preview)

    assert client.get(PAGE.replace("imprint", "privacy")).status_code == 404


def test_another_member_and_the_desk_of_another_studio_find_none(
    preview: Studio, altstadt: Studio, browser_of: Callable[..., Browser]
) -> None:
    for browser in (browser_of(preview, "ben"), of_the_desk(altstadt)):
        assert browser.get(PAGE).status_code == 404


def test_a_test_member_and_the_studios_desk_read_it_and_no_cache_keeps_it(
    preview: Studio, ada: Browser
) -> None:
    for browser in (ada, of_the_desk(preview)):
        page = get(browser, PAGE)

        assert f"imprint of {preview} in en" in page.text
        assert page.link(preview.name) == preview.get_absolute_url()
        assert "no-store" in page.answer["Cache-Control"]


def test_the_studio_s_own_pages_lead_a_test_member_there(preview: Studio, ada: Browser) -> None:
    assert get(ada, "/studios/hafen/").link("Imprint") == PAGE


def test_where_no_studio_is_meant_a_test_member_finds_it_as_in_the_list(
    preview: Studio, ada: Browser, client: Browser
) -> None:
    assert f"imprint of {preview} in en" in get(ada, "/legal/imprint/").text
    assert client.get("/legal/imprint/").status_code == 404
