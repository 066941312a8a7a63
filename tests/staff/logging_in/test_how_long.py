"""How long a log-in of staff lasts, and that members' sign-in in the same session is another matter."""

import logging

import pytest
from django.contrib.auth.models import User

from studios.models import Studio
from studios.staff import admission
from tests.conftest import member, sign_in
from tests.signing_in.conftest import Visitor
from tests.staff.logging_in.conftest import CODE, Clock, Colleague, shown

HOUR = 60 * 60


def test_a_log_in_ends_after_its_hours_in_use_or_not(olga: Colleague, clock: Clock) -> None:
    olga.log_in()

    clock.shift(11 * HOUR)
    in_use = olga.is_in
    clock.shift(1 * HOUR)

    assert in_use
    assert not olga.is_in


def test_a_member_in_the_same_session_stays_signed_in(olga: Colleague, hafen: Studio, clock: Clock) -> None:
    sign_in(olga.browser, member(hafen, "ada"))
    olga.log_in()

    clock.shift(12 * HOUR)

    assert not olga.is_in
    assert "Ada Test" in olga.browser.get("/me/").content.decode()


def test_a_log_in_from_before_there_were_hours_ends(olga: Colleague) -> None:
    olga.log_in()
    session = olga.browser.session
    del session["staff"]
    session.save()

    assert not olga.is_in


def test_a_password_alone_is_good_for_half_an_hour(olga: Colleague, clock: Clock) -> None:
    olga.give_password()

    clock.shift(30 * 60)

    assert olga.give(shown(olga.secret))["Location"].startswith("/admin/login/")
    assert not olga.is_in


def test_a_member_who_signs_in_leaves_staff_wholly_logged_in(olga: Colleague, hafen: Studio) -> None:
    olga.log_in()

    Visitor(hafen, olga.browser).sign_in("ada@example.org")

    assert olga.is_in
    assert "Ada Lindqvist" in olga.browser.get("/me/").content.decode()


def test_leaving_halfway_keeps_the_member(olga: Colleague, hafen: Studio) -> None:
    sign_in(olga.browser, member(hafen, "ada"))
    olga.give_password()

    olga.browser.post("/admin/second-factor/leave/")

    assert olga.browser.get(CODE)["Location"].startswith("/admin/login/")
    assert "Ada Test" in olga.browser.get("/me/").content.decode()


def test_logging_out_is_written_in_the_log(olga: Colleague, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    olga.log_in()

    olga.browser.post("/admin/logout/")

    assert f"Staff account {olga.account.pk} logged out" in caplog.text
    assert not olga.is_in


def test_an_account_that_was_made_inactive_is_out_at_once(olga: Colleague) -> None:
    olga.log_in()

    User.objects.filter(pk=olga.account.pk).update(is_active=False)

    assert not olga.is_in


def test_a_page_for_everybody_does_not_ask_who_is_logged_in(
    olga: Colleague, hafen: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga.log_in()
    monkeypatch.setattr(admission, "_admitted", None)

    assert olga.browser.get("/studios/hafen/").status_code == 200
