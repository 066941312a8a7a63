"""Another phone, or new recovery codes: for who is wholly logged in and gives the password once more."""

import pytest
from django.contrib.admin.models import LogEntry
from django_otp.plugins.otp_static.models import StaticToken

from tests.pages import Page
from tests.staff.logging_in.conftest import (
    PASSWORD,
    RECOVERY,
    SET_UP,
    Clock,
    Colleague,
    recovery_codes_on,
    shown,
)

OVERVIEW = "/admin/second-factor/"
NEW_PASSWORD = "another password, as long"


def new_password(colleague: Colleague, old: str) -> Page:
    """What the page says after it was sent."""
    form = {"old_password": old, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    return Page(colleague.browser.post("/admin/password_change/", form, follow=True))


def test_another_phone_takes_the_password_again_and_ends_what_was_there(
    olga: Colleague, clock: Clock
) -> None:
    olga.log_in()
    old_secret, old_codes, elsewhere = olga.secret, olga.codes, olga.elsewhere()
    clock.shift(60)
    elsewhere.log_in()
    before = olga.browser.session.session_key

    without = olga.browser.get(SET_UP)
    olga.browser.post(OVERVIEW, {"password": PASSWORD, "another_app": "1"})
    olga.set_up_app()

    assert without["Location"].startswith(OVERVIEW)
    assert olga.is_in
    assert olga.browser.session.session_key != before
    assert not elsewhere.is_in
    clock.shift(60)
    elsewhere.give_password()
    assert elsewhere.give(shown(old_secret)).status_code == 200
    assert elsewhere.give(old_codes[0], page=RECOVERY).status_code == 200
    assert olga.secret != old_secret


@pytest.mark.parametrize("button", ["recovery_codes", "another_app"])
def test_the_password_makes_a_new_session(olga: Colleague, button: str) -> None:
    olga.log_in()
    before = olga.browser.cookies["sessionid"].value

    olga.browser.post(OVERVIEW, {"password": PASSWORD, button: "1"})
    now = olga.browser.cookies["sessionid"].value
    olga.browser.cookies["sessionid"] = before

    assert now != before
    assert not olga.is_in
    olga.browser.cookies["sessionid"] = now
    assert olga.is_in


def test_the_leave_to_change_does_not_last(olga: Colleague, clock: Clock) -> None:
    olga.log_in()
    olga.browser.post(OVERVIEW, {"password": PASSWORD, "another_app": "1"})

    clock.shift(16 * 60)

    assert olga.browser.get(SET_UP)["Location"].startswith(OVERVIEW)


@pytest.mark.parametrize("button", ["recovery_codes", "another_app"])
def test_without_the_password_nothing_is_changed(olga: Colleague, button: str) -> None:
    olga.log_in()

    page = Page(olga.browser.post(OVERVIEW, {"password": "not it", button: "1"}))

    assert "This is not your password." in page.text
    assert olga.browser.get(SET_UP)["Location"].startswith(OVERVIEW)
    assert StaticToken.objects.count() == 10


def test_new_recovery_codes_end_the_old_ones(olga: Colleague, clock: Clock) -> None:
    olga.log_in()

    page = Page(olga.browser.post(OVERVIEW, {"password": PASSWORD, "recovery_codes": "1"}))
    elsewhere = olga.elsewhere()
    elsewhere.give_password()

    new = recovery_codes_on(page)
    assert len(new) == 10
    assert elsewhere.give(olga.codes[0], page=RECOVERY).status_code == 200
    clock.shift(2)  # django-otp makes one wait a second
    elsewhere.give(new[0], page=RECOVERY)
    assert elsewhere.is_in


def test_the_password_cannot_be_guessed_where_it_is_changed(olga: Colleague) -> None:
    """Else whoever finds a desk unlocked could find it out, and set up another phone with it."""
    olga.log_in()
    for _ in range(10):
        assert "entered incorrectly" in new_password(olga, "not it").text

    page = new_password(olga, PASSWORD)

    assert "Too many tries." in page.text
    olga.account.refresh_from_db()
    assert olga.account.check_password(PASSWORD)


def test_another_password_is_noted_and_keeps_who_gave_it_logged_in(olga: Colleague) -> None:
    olga.log_in()

    new_password(olga, PASSWORD)

    olga.account.refresh_from_db()
    assert olga.account.check_password(NEW_PASSWORD)
    assert olga.is_in
    noted = LogEntry.objects.latest("pk")
    assert (noted.user, noted.object_id) == (olga.account, str(olga.account.pk))
    assert noted.get_change_message() == "Changed their own password."
