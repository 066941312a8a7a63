"""Setting up the app: at the first log-in of every account, superusers included, and once."""

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import segno
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from studios.staff import second_factor
from tests.pages import Page
from tests.staff.logging_in.conftest import (
    CODE,
    SET_UP,
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


def test_the_square_code_says_what_the_letters_say(vera: Colleague, settings: Settings) -> None:
    settings.OTP_TOTP_ISSUER = "Iron & Oak"
    vera.give_password()
    secret = secret_on(Page(vera.browser.get(SET_UP)))

    picture = vera.browser.get(f"{SET_UP}square-code.svg").content

    address = urlsplit(second_factor.enrolment_address(vera.account, secret))
    assert (address.scheme, address.netloc, unquote(address.path)) == ("otpauth", "totp", "/Iron & Oak:vera")
    asked = dict(parse_qsl(address.query))
    assert asked["secret"] == second_factor.spoken(secret).replace(" ", "")
    assert asked["issuer"] == "Iron & Oak"
    expected = segno.make(address.geturl(), micro=False).svg_inline(scale=5, border=4, light="white")
    assert dark_parts(picture.decode()) == dark_parts(expected)


def dark_parts(drawing: str) -> str:
    return re.findall(r' d="([^"]+)"', drawing)[-1]


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


def test_without_the_setting_there_is_nothing_to_set_up(vera: Colleague, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = False

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
