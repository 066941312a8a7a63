"""The picture in a browser's tab."""

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client as Browser

from tests.pages import Page

ICON = "/static/img/icon.svg"


@pytest.mark.parametrize(
    "path", ["/", "/admin/login/", "/admin/", "/admin/studios/studio/add/", "/admin/second-factor/code/"]
)
def test_every_page_names_it(db: None, path: str) -> None:
    browser = Browser()
    if path != "/admin/login/":
        browser.force_login(User.objects.create_superuser("desk"))

    page = Page(browser.get(path, follow=True))

    icons = [one.attributes["href"] for one in page.elements if one.attributes.get("rel") == "icon"]
    assert icons == [ICON]


def test_whoever_looks_for_it_where_it_used_to_be_is_led_there(client: Browser) -> None:
    answer = client.get("/favicon.ico")

    assert (answer.status_code, answer["Location"]) == (302, ICON)
    assert finders.find("img/icon.svg")
