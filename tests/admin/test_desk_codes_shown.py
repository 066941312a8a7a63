"""Between *Look the customer up* and the code: what the form of the button holds, and what may change meanwhile."""

import zlib

from django.contrib.admin.models import LogEntry
from django.core import signing
from django.test import Client as Browser

from studios.models import DeskCode, Studio
from tests.admin.test_desk_codes import WALTER, address, look_up
from tests.conftest import CUSTOMERS
from tests.pages import submit
from tests.vendor import Vendor


def test_the_button_s_form_holds_nothing_of_the_customer_but_the_number(desk: Browser, hafen: Studio) -> None:
    """A signature hides nothing."""
    shown = look_up(desk, hafen, CUSTOMERS["ada"]).fields()["shown"]

    payload = signing.b64_decode(shown.partition(":")[0].lstrip(".").encode())
    facts = zlib.decompress(payload) if shown.startswith(".") else payload
    assert str(CUSTOMERS["ada"]).encode() in facts
    for word in (b"ada", b"Ada", b"Lindqvist", b"example.org"):
        assert word not in facts


def test_a_customer_who_changed_since_they_were_shown_is_looked_up_again(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    shown = look_up(desk, hafen, CUSTOMERS["ada"])
    vendor.ask("POST", f"desk/customers/iron-oak/{CUSTOMERS['ada']}", {"first_name": "Eve"})

    page = submit(desk, address(hafen), shown)

    assert "has changed meanwhile" in page.text
    assert not DeskCode.objects.exists()


def test_a_customer_whom_magicline_shows_although_they_are_another_studio_s_is_not_shown(
    desk: Browser, hafen: Studio
) -> None:
    Studio.objects.filter(pk=hafen.pk).update(vendor_studio_id=4711)

    page = look_up(desk, hafen, CUSTOMERS["ada"])

    assert "Most likely they belong to another one" in page.text
    assert "Lindqvist" not in page.html


def test_a_number_that_was_only_tried_is_written_down_too(desk: Browser, hafen: Studio) -> None:
    look_up(desk, hafen, WALTER)

    assert LogEntry.objects.get().get_change_message() == f"Looked up customer {WALTER}."
