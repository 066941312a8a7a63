"""A lost phone without recovery codes: somebody else takes the second factor away, and everybody learns of it."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.management import CommandError, call_command
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.pages import Page
from tests.staff.logging_in.conftest import SET_UP, Clock, Colleague, shown


@pytest.fixture
def clerk(colleague: Callable[..., Colleague], clock: Clock) -> Colleague:
    """Somebody who is no superuser, logged in with an app."""
    clerk = colleague("clerk")
    clerk.give_password()
    clerk.set_up_app()
    clock.shift(60)
    return clerk


def removal_of(colleague: Colleague) -> str:
    return f"/admin/auth/user/{colleague.account.pk}/second-factor/"


def devices_of(colleague: Colleague) -> int:
    return sum(kind.objects.filter(user=colleague.account).count() for kind in (TOTPDevice, StaticDevice))


def test_a_superuser_removes_it_from_the_accounts_page(olga: Colleague, clerk: Colleague) -> None:
    olga.log_in()
    account = Page(olga.browser.get(f"/admin/auth/user/{clerk.account.pk}/change/"))

    asked = Page(olga.browser.get(account.link("Remove the second factor")))
    still_there = devices_of(clerk)
    done = Page(olga.browser.post(removal_of(clerk), follow=True))

    assert "clerk" in asked.text
    assert still_there == 2
    assert devices_of(clerk) == 0
    assert "The second factor was removed. The account was told by mail." in done.text


def test_it_is_written_down_and_mailed_without_a_secret(olga: Colleague, clerk: Colleague) -> None:
    olga.log_in()

    olga.browser.post(removal_of(clerk))

    entry = LogEntry.objects.latest("pk")
    assert (entry.user, entry.object_id) == (olga.account, str(clerk.account.pk))
    assert entry.get_change_message() == "Removed the second factor."
    (told,) = mail.outbox
    assert told.to == ["clerk@example.org"]
    assert "was removed" in told.body
    assert "clerk" not in told.subject
    assert not any(code in told.body for code in [clerk.secret, *clerk.codes])


def test_every_log_in_of_the_account_ends_and_the_next_sets_up_anew(
    olga: Colleague, clerk: Colleague
) -> None:
    half_in, with_recovery_code = clerk.elsewhere(), clerk.elsewhere()
    half_in.give_password()
    with_recovery_code.give_password()
    with_recovery_code.give(clerk.codes[0], page="/admin/second-factor/recovery-code/")
    assert clerk.is_in
    assert with_recovery_code.is_in
    olga.log_in()

    olga.browser.post(removal_of(clerk))

    for browser in (clerk.browser, half_in.browser, with_recovery_code.browser):
        assert browser.get(SET_UP)["Location"].startswith("/admin/login/")
        assert browser.get("/admin/").status_code == 302
    again = clerk.elsewhere()
    assert again.give_password().answer.redirect_chain[-1][0].startswith(SET_UP)
    again.set_up_app()
    assert again.is_in


def test_only_a_superuser_may(clerk: Colleague, olga: Colleague) -> None:
    assert clerk.browser.get(removal_of(olga)).status_code == 403
    assert clerk.browser.post(removal_of(olga)).status_code == 403
    assert devices_of(olga) == 2


def test_ones_own_is_changed_where_the_password_is_asked_for(olga: Colleague) -> None:
    olga.log_in()

    answer = olga.browser.post(removal_of(olga))

    assert answer["Location"] == "/admin/second-factor/"
    assert devices_of(olga) == 2


def test_an_account_without_one_is_said_to_have_none(olga: Colleague, vera: Colleague) -> None:
    olga.log_in()

    asked = Page(olga.browser.get(removal_of(vera)))
    done = Page(olga.browser.post(removal_of(vera), follow=True))

    assert "has not set up a second factor yet" in asked.text
    assert "There was no second factor to remove." in done.text
    assert mail.outbox == []


@pytest.mark.parametrize("address", ["", "clerk@example.org"])
def test_when_no_mail_goes_out_the_superuser_is_asked_to_tell(
    olga: Colleague, clerk: Colleague, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk.account.email = address
    clerk.account.save()
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    olga.log_in()

    page = Page(olga.browser.post(removal_of(clerk), follow=True))

    assert "please tell them yourself" in page.text
    assert devices_of(clerk) == 0


def refuse(*_: object) -> None:
    raise ConnectionRefusedError("clerk@example.org")


def test_the_operator_removes_it_on_the_server(olga: Colleague) -> None:
    out = StringIO()

    call_command("forget_second_factor", "olga", stdout=out)

    assert out.getvalue() == "The second factor of olga is removed. The account was told by mail.\n"
    assert devices_of(olga) == 0
    assert LogEntry.objects.latest("pk").get_change_message() == "The operator removed the second factor."
    assert olga.give_password().answer.redirect_chain[-1][0].startswith(SET_UP)


def test_the_operator_is_told_when_there_is_nothing_to_remove(vera: Colleague) -> None:
    out = StringIO()

    call_command("forget_second_factor", "vera", stdout=out)

    assert out.getvalue() == "vera had no second factor.\n"
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        call_command("forget_second_factor", "nobody")


def test_removing_lifts_the_limit_on_codes(olga: Colleague, clerk: Colleague, clock: Clock) -> None:
    guessing = clerk.elsewhere()
    guessing.give_password()
    for _ in range(5):
        guessing.give("000000")
        clock.shift(20)
    olga.log_in()

    olga.browser.post(removal_of(clerk))
    again = clerk.elsewhere()
    again.give_password()
    again.set_up_app()
    clock.shift(60)
    afterwards = again.elsewhere()
    afterwards.give_password()

    assert afterwards.give(shown(again.secret)).status_code == 302
