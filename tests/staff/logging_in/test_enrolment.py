"""Setting up the app: once for every account, superusers included, and again only with what is there already."""

import re
from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from studios.staff import second_factor
from tests.pages import Page
from tests.staff.logging_in.conftest import (
    CODE,
    PASSWORD,
    RECOVERY,
    SET_UP,
    Clock,
    Colleague,
    recovery_codes_on,
    secret_on,
    shown,
    wrong,
)

OVERVIEW = "/admin/second-factor/"


def test_the_first_log_in_sets_up_the_app_and_goes_on_to_what_was_asked_for(vera: Colleague) -> None:
    led_to = vera.give_password(next_url="/admin/studios/studio/")
    page = vera.set_up_app(next_url="/admin/studios/studio/")

    assert led_to.answer.redirect_chain[-1][0].startswith(SET_UP)
    assert page.link("I have kept them") == "/admin/studios/studio/"
    assert vera.is_in
    assert LogEntry.objects.get().get_change_message() == "Set up the second factor."


def test_the_page_shows_the_square_code_by_an_address_of_its_own(vera: Colleague) -> None:
    vera.give_password()

    page = Page(vera.browser.get(SET_UP))
    picture = vera.browser.get(
        page.value("alt") and next(e.attributes["src"] for e in page.elements if e.tag == "img")
    )

    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml") or picture.content.startswith(b"<svg")
    assert "no-store" in picture["Cache-Control"]
    assert "no-store" in page.answer["Cache-Control"]
    assert "img-src 'self'" in page.answer["Content-Security-Policy"]


def test_the_secret_is_in_no_address_and_in_no_log_line(
    vera: Colleague, caplog: pytest.LogCaptureFixture
) -> None:
    vera.give_password()
    page = Page(vera.browser.get(SET_UP))
    vera.set_up_app()

    spoken = next(e.text for e in page.elements if e.attributes.get("class") == "secret")
    addresses = [e.attributes.get(a, "") for e in page.elements for a in ("src", "href", "action", "value")]
    for written in (spoken, spoken.replace(" ", ""), vera.secret):
        assert not any(written in address for address in addresses)
        assert written not in caplog.text
    assert f"Staff account {vera.account.pk} set up its second factor" in caplog.text


def test_the_secret_is_spelled_in_groups_of_four(vera: Colleague) -> None:
    vera.give_password()

    page = Page(vera.browser.get(SET_UP))

    assert re.search(r'class="secret">(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}<', page.html)


def test_a_reload_keeps_the_secret_that_was_scanned(vera: Colleague) -> None:
    vera.give_password()

    assert secret_on(Page(vera.browser.get(SET_UP))) == secret_on(Page(vera.browser.get(SET_UP)))


def test_the_code_field_is_made_for_a_phone(vera: Colleague) -> None:
    vera.give_password()

    field = next(e for e in Page(vera.browser.get(SET_UP)).elements if e.attributes.get("name") == "code")

    assert field.attributes["autocomplete"] == "one-time-code"
    assert field.attributes["inputmode"] == "numeric"


def test_nothing_is_set_up_before_a_code_proves_it(vera: Colleague) -> None:
    vera.give_password()
    secret = secret_on(Page(vera.browser.get(SET_UP)))

    page = Page(vera.give(wrong(secret), page=SET_UP))

    assert "Is the clock of the phone right?" in page.text
    assert not TOTPDevice.objects.exists()
    assert not vera.is_in


def test_ten_recovery_codes_are_shown_once_and_kept_unreadable(vera: Colleague) -> None:
    vera.give_password()

    page = vera.set_up_app()
    again = Page(vera.browser.get(SET_UP, follow=True))

    assert len(set(vera.codes)) == 10
    assert "no-store" in page.answer["Cache-Control"]
    assert recovery_codes_on(again) == []
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 10
    assert not kept & {code.replace("-", "") for code in vera.codes}
    sessions = "".join(str(session.get_decoded()) for session in Session.objects.all())
    assert not any(code in sessions or code.replace("-", "") in sessions for code in vera.codes)
    assert vera.secret not in sessions


def test_the_code_that_set_it_up_is_used_up(vera: Colleague) -> None:
    vera.give_password()
    vera.set_up_app()
    elsewhere = vera.elsewhere()
    elsewhere.give_password()

    elsewhere.give(shown(vera.secret))

    assert not elsewhere.is_in


def test_an_app_that_nobody_confirmed_does_not_count(vera: Colleague) -> None:
    device = TOTPDevice.objects.create(user=vera.account, name="app", confirmed=False)
    vera.give_password()

    answer = vera.give(shown(device.key))

    assert answer["Location"].startswith(SET_UP)
    assert not vera.is_in


def test_of_two_browsers_that_set_up_at_once_the_first_wins(vera: Colleague) -> None:
    other = vera.elsewhere()
    for browser in (vera, other):
        browser.give_password()
    secret = secret_on(Page(other.browser.get(SET_UP)))
    vera.set_up_app()

    answer = other.give(shown(secret), page=SET_UP)

    assert answer["Location"].startswith(CODE)
    assert TOTPDevice.objects.get().key == vera.secret


def test_of_two_that_were_let_in_to_set_up_at_once_the_second_changes_nothing(olga: Colleague) -> None:
    secret = second_factor.new_secret()

    with pytest.raises(second_factor.AlreadySetUp):
        second_factor.set_up(olga.account, secret, shown(secret), replacing=False)

    assert TOTPDevice.objects.get().key == olga.secret
    assert StaticToken.objects.count() == 10


def test_who_has_an_app_cannot_set_up_another_with_the_password_alone(olga: Colleague) -> None:
    olga.give_password()

    looked = olga.browser.get(SET_UP)
    sent = olga.give("123456", page=SET_UP)

    assert looked["Location"].startswith(CODE)
    assert sent["Location"].startswith(CODE)
    assert olga.browser.get(f"{SET_UP}square-code.svg").status_code == 404


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


def test_without_the_setting_there_is_nothing_to_set_up(vera: Colleague, settings: object) -> None:
    settings.STAFF_SECOND_FACTOR = False  # type: ignore[attr-defined]

    page = vera.give_password()

    assert page.answer.redirect_chain == [("/admin/", 302)]
    assert "/second-factor/" not in page.html
    assert vera.browser.get(OVERVIEW).status_code == 404


def test_staff_who_are_no_superusers_set_it_up_as_well(colleague: Callable[..., Colleague]) -> None:
    clerk = colleague("clerk")

    led_to = clerk.give_password()
    clerk.set_up_app()

    assert led_to.answer.redirect_chain[-1][0].startswith(SET_UP)
    assert clerk.is_in
