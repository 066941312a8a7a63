"""Who has an address on file is told by mail that the desk handed out a code: it may not have been them."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from studios.models import Studio
from tests.admin.test_desk_codes import RUI, code_on, hand_out
from tests.conftest import CUSTOMERS, member
from tests.signing_in import desk as the_desk
from tests.signing_in.conftest import Visitor
from tests.vendor import Vendor


def test_the_address_on_file_is_told_without_the_code(desk: Browser, hafen: Studio) -> None:
    page = hand_out(desk, hafen, CUSTOMERS["ada"])

    (letter,) = mail.outbox
    html = letter.alternatives[0][0]
    assert letter.to == ["ada@example.org"]
    assert letter.subject == f"Signing in: {hafen.name}"
    assert "tells the member that you handed it out" in page.text
    for body in (letter.body, html):
        assert f"handed out at the desk of {hafen.name}" in body.replace("&amp;", "&")
        assert hafen.telephone in body
        assert re.search(r"\d\d:\d\d", body)
        assert code_on(page) not in body
        assert code_on(page).replace(" ", "") not in body
        assert "Lindqvist" not in body


def test_the_address_that_the_site_knows_is_told_as_well(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    """Whoever is at the desk can change the record first, and have the code's mail go to themselves."""
    member(hafen, "ada")
    vendor.ask("POST", f"desk/customers/iron-oak/{CUSTOMERS['ada']}", {"email": "eve@example.org"})

    hand_out(desk, hafen, CUSTOMERS["ada"])

    assert sorted(one.to[0] for one in mail.outbox) == ["ada@example.org", "eve@example.org"]


def test_who_has_no_address_is_not_told(desk: Browser, lisboa: Studio) -> None:
    page = hand_out(desk, lisboa, RUI)

    assert mail.outbox == []
    assert "tells the member" not in page.text


def test_a_mail_server_that_is_down_keeps_no_code_back_and_the_desk_is_told(
    desk: Browser, hafen: Studio, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = hand_out(desk, hafen, CUSTOMERS["ada"])

    assert code_on(page)
    assert "could not be sent" in page.text
    assert "ada@example.org" not in caplog.text
    assert "Ada" in the_desk.come(Visitor(hafen), hafen, CUSTOMERS["ada"], code_on(page)).text
