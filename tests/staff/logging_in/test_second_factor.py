"""Giving the second factor: the app's code or a recovery code, each once, few tries, and for this account only."""

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client as Browser
from pytest_django import Settings

from tests.pages import Page
from tests.staff.logging_in.conftest import CODE, RECOVERY, Clock, Colleague, shown, wrong


def test_password_and_code_log_in_and_lead_to_what_was_asked_for(olga: Colleague) -> None:
    led_to = olga.give_password(next_url="/admin/studios/studio/")

    answer = olga.give(shown(olga.secret), next_url="/admin/studios/studio/")

    assert led_to.answer.redirect_chain == [(f"{CODE}?next=%2Fadmin%2Fstudios%2Fstudio%2F", 302)]
    assert answer["Location"] == "/admin/studios/studio/"
    assert olga.is_in


def test_spaces_in_the_code_do_no_harm(olga: Colleague) -> None:
    olga.give_password()
    code = shown(olga.secret)

    olga.give(f" {code[:3]} {code[3:]} ")

    assert olga.is_in


@pytest.mark.parametrize("seconds", [-30, 30])
def test_a_phone_whose_clock_is_half_a_minute_off_logs_in(
    olga: Colleague, clock: Clock, seconds: int
) -> None:
    clock.shift(300)
    olga.give_password()

    olga.give(shown(olga.secret, in_seconds=seconds))

    assert olga.is_in


def test_a_code_of_two_minutes_ago_is_too_old(olga: Colleague, clock: Clock) -> None:
    clock.shift(300)
    olga.give_password()

    page = Page(olga.give(shown(olga.secret, in_seconds=-120)))

    assert "This code is not right, or it was used before." in page.text
    assert not olga.is_in


def test_a_code_that_was_seen_over_a_shoulder_is_used_up(olga: Colleague) -> None:
    olga.log_in()
    thief = olga.elsewhere()
    thief.give_password()

    thief.give(shown(olga.secret))

    assert not thief.is_in


@pytest.mark.parametrize("form", ["{}", " {} ", "{} "])
def test_a_recovery_code_logs_in_once_however_it_is_written(olga: Colleague, form: str) -> None:
    typed = form.format(olga.codes[0].upper().replace("-", " "))
    again = olga.elsewhere()
    for browser in (olga, again):
        browser.give_password()

    olga.give(typed, page=RECOVERY)
    page = Page(again.give(typed, page=RECOVERY))

    assert olga.is_in
    assert "This code is not right, or it was used before." in page.text
    assert not again.is_in
    assert LogEntry.objects.latest("pk").get_change_message() == "Used a recovery code."


def test_recovery_codes_outlive_the_secret_of_the_site(olga: Colleague, settings: Settings) -> None:
    settings.SECRET_KEY = "the-next-secret-of-the-site-" + "y" * 40

    olga.give_password()
    olga.give(olga.codes[0], page=RECOVERY)

    assert olga.is_in


def test_whoever_used_a_recovery_code_is_told_how_many_are_left(olga: Colleague) -> None:
    olga.give_password()
    olga.give(olga.codes[0], page=RECOVERY)

    assert "9 recovery codes are left." in Page(olga.browser.get("/admin/")).text


def test_a_recovery_code_of_somebody_else_is_no_good(
    olga: Colleague, colleague: Callable[..., Colleague]
) -> None:
    other = colleague("other")
    other.give_password()
    other.set_up_app()
    olga.give_password()

    olga.give(other.codes[0], page=RECOVERY)

    assert not olga.is_in


def test_a_second_factor_of_one_account_is_none_of_another(
    olga: Colleague, colleague: Callable[..., Colleague]
) -> None:
    other = colleague("other", is_superuser=True)
    other.give_password()
    other.set_up_app()
    olga.browser = other.browser

    led_to = olga.give_password()

    assert led_to.answer.redirect_chain[-1][0].startswith(CODE)
    assert not olga.is_in
    assert olga.give(shown(other.secret)).status_code == 200


def test_a_cookie_that_was_stolen_before_the_second_step_is_never_worth_anything(olga: Colleague) -> None:
    olga.give_password()
    thief = Browser()
    thief.cookies["sessionid"] = olga.browser.cookies["sessionid"].value

    assert thief.get("/admin/")["Location"].startswith("/admin/login/")
    olga.give(shown(olga.secret))

    assert olga.is_in
    assert thief.get("/admin/")["Location"].startswith("/admin/login/")
    assert thief.get(CODE)["Location"].startswith("/admin/login/")


def test_giving_the_password_again_asks_for_the_code_again(olga: Colleague) -> None:
    olga.log_in()

    led_to = olga.give_password()

    assert led_to.answer.redirect_chain[-1][0].startswith(CODE)
    assert not olga.is_in


def test_after_five_wrong_codes_even_the_right_one_is_not_looked_at(olga: Colleague, clock: Clock) -> None:
    olga.give_password()
    for _ in range(5):
        assert olga.give(wrong(olga.secret)).status_code == 200
        clock.shift(20)  # longer than django-otp makes one wait by then

    refused = olga.give(shown(olga.secret))
    with_recovery_code = olga.give(olga.codes[0], page=RECOVERY)
    clock.shift(10 * 60)
    olga.log_in()

    assert refused.status_code == with_recovery_code.status_code == 429
    assert "Too many tries. Wait 10\xa0minutes" in Page(refused).text
    assert olga.is_in


def test_wrong_codes_in_one_browser_count_in_every_other(olga: Colleague, clock: Clock) -> None:
    for _ in range(5):
        guessing = olga.elsewhere()
        guessing.give_password()
        guessing.give(wrong(olga.secret))
        clock.shift(20)
    olga.give_password()

    assert olga.give(shown(olga.secret)).status_code == 429


def test_codes_one_after_the_other_at_once_have_to_wait(olga: Colleague) -> None:
    olga.give_password()
    olga.give(wrong(olga.secret))

    assert olga.give(shown(olga.secret)).status_code == 429


def test_text_that_is_no_code_is_answered_with_a_sentence(olga: Colleague) -> None:
    olga.give_password()

    assert "The code has six digits." in Page(olga.give("hello")).text
    assert "This field is required." in Page(olga.give("")).text
    assert "This field is required." in Page(olga.give("", page=RECOVERY)).text
    assert Page(olga.give("- -", page=RECOVERY)).answer.status_code == 200


def test_no_code_ends_up_in_a_log_line(olga: Colleague, caplog: pytest.LogCaptureFixture) -> None:
    olga.give_password()
    bad, good = wrong(olga.secret), olga.codes[0]

    olga.give(bad)
    olga.give(good, page=RECOVERY)

    assert f"Staff account {olga.account.pk} gave a wrong code" in caplog.text
    assert f"Staff account {olga.account.pk} used a recovery code" in caplog.text
    assert bad not in caplog.text
    assert good not in caplog.text


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_next_leads_nowhere_else(olga: Colleague, elsewhere: str) -> None:
    led_to = olga.give_password(next_url=elsewhere)

    answer = olga.give(shown(olga.secret), next_url=elsewhere)

    assert "evil" not in str(led_to.answer.redirect_chain)
    assert answer["Location"] == "/admin/"


def test_who_took_the_wrong_account_can_begin_anew(olga: Colleague) -> None:
    olga.give_password()
    page = Page(olga.browser.get(CODE))

    left = olga.browser.post(page.values("action")[-1], page.fields())

    assert left["Location"].startswith("/admin/login/")
    assert "Password" in Page(olga.browser.get("/admin/login/")).text


def test_a_page_with_a_form_keeps_where_to_go_in_every_link(olga: Colleague) -> None:
    olga.give_password()

    page = Page(olga.browser.get(f"{CODE}?next=/admin/studios/studio/"))

    assert page.link("Use a recovery code") == f"{RECOVERY}?next=/admin/studios/studio/"
