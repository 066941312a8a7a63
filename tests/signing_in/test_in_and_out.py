"""The pages around the code: reload, waiting, no cookie, where `next` may lead, signing out."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Studio
from tests.signing_in.conftest import Visitor


def test_the_code_page_survives_a_reload(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")

    page = visitor.get("/sign-in/code/")

    assert page.answer.status_code == 200
    assert page.fields()["code"] == ""
    assert "ada@example.org" in page.text


def test_after_a_minute_the_code_page_says_whom_to_call(visitor: Visitor, hafen: Studio) -> None:
    visitor.ask_for_a_code("ada@example.org")

    at_first = visitor.get("/sign-in/code/")
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        part = visitor.browser.get("/sign-in/code/", headers={"HX-Request": "true"}).content.decode()

    assert at_first.all("hx-trigger")
    assert not at_first.all("open")
    assert "<details" in part
    assert " open" in part
    assert hafen.telephone in part
    assert "<html" not in part


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("url", ["/sign-in/code/", "/sign-in/code/again/", "/sign-in/who/"])
def test_who_comes_without_a_cookie_is_led_to_the_start(db: None, url: str, method: str) -> None:
    answer = getattr(Browser(), method)(url, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/sign-in/")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\0",
    ],
)
def test_next_leads_nowhere_else(visitor: Visitor, elsewhere: str) -> None:
    arrived = visitor.sign_in("ada@example.org", elsewhere)

    assert arrived.answer.redirect_chain == [("/bookings/", 302)]


def test_who_is_signed_in_may_go_on_or_use_another_address(visitor: Visitor) -> None:
    visitor.sign_in("ada@example.org")

    page = visitor.get("/sign-in/?next=/me/")
    visitor.sign_in("ben@example.org")

    assert "Ada Lindqvist" in page.text
    assert page.link("Go on") == "/me/"
    me = visitor.get("/me/").text
    assert "Ben Okafor" in me
    assert "Ada" not in me


def test_staff_can_try_a_studio_in_preview_as_a_member(visitor: Visitor, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(stage=Studio.Stage.PREVIEW)
    visitor.browser.force_login(User.objects.create_superuser("desk"))
    key_before = visitor.browser.session.session_key

    visitor.sign_in("ada@example.org")

    assert visitor.get("/studios/hafen/").answer.status_code == 200
    assert visitor.get("/admin/studios/studio/").answer.status_code == 200
    assert "Ada Lindqvist" in visitor.get("/me/").text
    assert visitor.browser.session.session_key != key_before


def test_signing_out_takes_a_post_forgets_everything_and_says_so(visitor: Visitor) -> None:
    visitor.sign_in("ada@example.org")

    looked = visitor.get("/sign-out/")
    left = visitor.post("/sign-out/", {})

    assert "Ada Lindqvist" in looked.text
    assert "You are signed out" in left.text
    assert "You are signed out everywhere" not in left.text
    assert visitor.get("/me/").answer.redirect_chain[-1][0].startswith("/sign-in/?next=%2Fme%2F")


@pytest.mark.parametrize("way", ["/sign-out/", "/sign-out/everywhere/", "/me/delete/"])
def test_the_browser_forgets_what_scripts_noted_and_keeps_its_language(visitor: Visitor, way: str) -> None:
    visitor.post("/language/", {"language": "de"})
    visitor.sign_in("ada@example.org")

    left = visitor.browser.post(way)

    assert left["Clear-Site-Data"] == '"storage"'
    assert "no-store" in left["Cache-Control"]
    assert visitor.browser.cookies["django_language"].value == "de"
