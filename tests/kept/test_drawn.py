"""The window is drawn once for all who look at it, and what is one visitor's own is drawn for them."""

import pytest
from django.test import Client as Browser
from django.utils.translation import get_language

from studios.booking import drawing
from studios.models import Studio
from tests.booking.steps import slot_page
from tests.kept.test_nothing_personal import everything_kept
from tests.my_bookings.test_my_bookings import book
from tests.pages import get
from tests.vendor import Vendor


def test_the_window_is_drawn_once_for_each_language_and_no_filter_is_mixed_up_with_it(
    client: Browser, hafen: Studio, vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    draw = drawing.render_to_string
    monkeypatch.setattr(
        drawing, "render_to_string", lambda *told: drawn.append(get_language()) or draw(*told)
    )
    german = Browser(headers={"Accept-Language": "de"})

    whole = slot_page(client, vendor, "hafen", "Body Scan")
    pages = [slot_page(client, vendor, "hafen", "Body Scan") for _ in range(3)]
    part = client.get(whole.answer.wsgi_request.path, headers={"HX-Request": "true"}).content.decode()
    slot_page(german, vendor, "hafen", "Body Scan")
    slot_page(german, vendor, "hafen", "Body Scan")
    mornings = slot_page(client, vendor, "hafen", "Body Scan", "?part=morning")

    assert drawn == ["en", "de", "en"]
    assert all(page.values("data-slot-start") == whole.values("data-slot-start") for page in pages)
    assert part.strip() in whole.answer.content.decode()
    assert 0 < len(mornings.values("data-slot-start")) < len(whole.values("data-slot-start"))


def test_a_window_for_moving_a_booking_is_drawn_for_its_member_alone(
    ada: Browser, client: Browser, hafen: Studio, vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan", number=-1)

    moving = get(ada, f"/bookings/{reference}/move/")
    looking = slot_page(client, vendor, "hafen", "Body Scan")

    assert reference in moving.answer.content.decode()
    assert reference not in looking.answer.content.decode()
    assert reference not in repr(everything_kept())
