"""No page of the admin, and none of the site, takes a password alone for somebody."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, reverse

from studios.models import Studio
from tests.staff.logging_in.conftest import CODE, SET_UP, Colleague

# What a person who is half in does need; each is looked at on its own below.
ON_THE_WAY = {f"/admin/{page}" for page in ("login/",)} | {
    f"/admin/second-factor/{page}"
    for page in ("code/", "recovery-code/", "set-up/", "set-up/square-code.svg", "leave/")
}


def addresses(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for entry in patterns:
        text = re.sub(r"<\w+:\w+>", "1", str(entry.pattern))
        text = re.sub(r"\(\?P<app_label>([a-z_]+)\|?.*?\)", r"\1", text)
        text = text.replace("(?P<url>.*)", "anything").strip("^$")
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, prefix + text)
        else:
            yield prefix + text


# What the site does without (see `booking_site.urls`) is there for nobody.
NOT_THERE = {"/admin/autocomplete/", "/admin/r/1/1/"}
ADDRESSES = sorted(set(addresses(admin.site.get_urls(), "/admin/")) - ON_THE_WAY - NOT_THERE)


def test_the_rule_looks_at_the_pages_there_are() -> None:
    assert {"/admin/", "/admin/jsi18n/", "/admin/studios/studio/1/change/"} <= set(ADDRESSES)
    assert len(ADDRESSES) > 50


@pytest.mark.parametrize("has_app", [True, False], ids=["with an app", "without one"])
def test_no_page_shows_itself_to_a_password_alone(vera: Colleague, olga: Colleague, *, has_app: bool) -> None:
    knocking = (olga if has_app else vera).browser
    (olga if has_app else vera).give_password()

    answers = {
        (method, address): getattr(knocking, method)(address)
        for address in ADDRESSES
        for method in ("get", "post")
    }

    wrong = {
        where: answer.status_code
        for where, answer in answers.items()
        if answer.status_code != 302 or not answer["Location"].startswith(("/admin/login/", "/admin/"))
    }
    assert wrong == {}
    assert {
        a["Location"].partition("?")[0] for w, a in answers.items() if w[1] != reverse("admin:logout")
    } == {"/admin/login/"}


def test_every_page_leads_to_the_second_step_and_remembers_where_to(vera: Colleague, olga: Colleague) -> None:
    vera.give_password()
    olga.give_password()

    first_time = vera.browser.get("/admin/studios/studio/?q=a", follow=True)
    next_time = olga.browser.get("/admin/studios/studio/?q=a", follow=True)

    kept = "?next=%2Fadmin%2Fstudios%2Fstudio%2F%3Fq%3Da"
    assert first_time.redirect_chain[-1][0] == SET_UP + kept
    assert next_time.redirect_chain[-1][0] == CODE + kept


@pytest.mark.parametrize("step", ["code", "recovery-code"])
def test_the_pages_on_the_way_tell_nothing_of_the_desk(olga: Colleague, step: str) -> None:
    olga.give_password()

    shown = olga.browser.get(f"/admin/second-factor/{step}/").content.decode()

    assert "olga" in shown
    assert "/admin/studios/" not in shown
    assert "/admin/auth/" not in shown


@pytest.mark.parametrize("step", ["", "code/", "recovery-code/", "set-up/"])
def test_nobody_at_all_is_led_to_the_password(db: None, client: Browser, step: str) -> None:
    answer = client.get(f"/admin/second-factor/{step}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/?next=")


def test_nobody_at_all_sees_no_square_code(db: None, client: Browser) -> None:
    assert client.get(f"{SET_UP}square-code.svg").status_code == 404


def test_a_studio_in_preview_is_shown_to_whole_log_ins_only(olga: Colleague, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(stage=Studio.Stage.PREVIEW)

    olga.give_password()
    half = olga.browser.get("/studios/hafen/").status_code
    olga.log_in()
    whole = olga.browser.get("/studios/hafen/").status_code

    assert (half, whole) == (404, 200)
