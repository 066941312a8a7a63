"""*Confirm activation* and "last webhook received" on the studio's page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from studios.models import Booking, Studio
from tests.vendor import Vendor, soon


def press(browser: Browser, studio: Studio) -> str:
    """The page that follows."""
    address = reverse("admin:studios_studio_confirm_activation", args=[studio.pk])
    return browser.post(address, follow=True).content.decode()


def page(browser: Browser, studio: Studio) -> str:
    return browser.get(reverse("admin:studios_studio_change", args=[studio.pk])).content.decode()


def test_the_button_confirms_and_says_so(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"activation_confirmed": False})

    shown = press(desk, hafen)

    hafen.refresh_from_db()
    assert "The activation is confirmed" in shown
    assert hafen.activated_at is not None
    assert vendor.ask("GET", "state")["studios"]["hafen"]["activation_confirmed"]
    assert LogEntry.objects.get().get_change_message() == "Confirmed the activation."


@pytest.mark.parametrize(
    ("mishap", "sentence"),
    [
        ({"kind": "cut_after"}, "twice does no harm"),
        ({"kind": "503"}, "twice does no harm"),
        ({"kind": "html", "status": 200}, "twice does no harm"),
        ({"kind": "401"}, "does not know this key"),
        ({"kind": "403", "error_message": "In review."}, "does not permit it with this key"),
        ({"kind": "409", "error_message": "In review."}, "Magicline says: “In review.”"),
    ],
)
def test_what_went_wrong_is_said_in_words(
    desk: Browser, hafen: Studio, vendor: Vendor, mishap: dict[str, object], sentence: str
) -> None:
    vendor.mishap("confirm_activation", **mishap)

    shown = press(desk, hafen)

    hafen.refresh_from_db()
    assert sentence in shown
    assert hafen.activated_at is None
    tried = ["Tried to confirm the activation: no answer."] if "twice" in sentence else []
    assert [one.get_change_message() for one in LogEntry.objects.all()] == tried


def test_no_key_leaves_for_a_forbidden_address(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    Studio.objects.update(base_url="https://elsewhere.example")

    assert "is not one of the hosts" in press(desk, hafen)
    assert vendor.requests() == []


def test_it_takes_a_post_and_the_right_to_change_the_studio(
    desk: Browser, clerk: Callable[..., Browser], hafen: Studio, vendor: Vendor
) -> None:
    address = reverse("admin:studios_studio_confirm_activation", args=[hafen.pk])

    assert desk.get(address).status_code == 405
    assert clerk("view_studio").post(address).status_code == 403
    assert desk.post(address.replace(str(hafen.pk), "4711")).status_code == 404
    assert vendor.requests() == []


def booking(studio: Studio) -> None:
    Booking.objects.create(
        studio=studio, booking_id=1, customer_id=1, status="BOOKED", starts_at=soon(days=1), ends_at=soon(days=1),
        read_at=timezone.now(), cancel_cutoff_hours=24,
    )  # fmt: skip


def test_a_studio_that_was_never_heard_of_is_warned_about(desk: Browser, hafen: Studio) -> None:
    assert "⚠ Never." in page(desk, hafen)


def test_a_long_silence_is_a_warning_only_where_something_happens(desk: Browser, hafen: Studio) -> None:
    Studio.objects.update(last_webhook_at=timezone.now() - timedelta(days=8))
    assert "⚠" not in page(desk, hafen)

    booking(hafen)
    assert "nothing for more than a week" in page(desk, hafen)

    Studio.objects.update(last_webhook_at=timezone.now() - timedelta(days=6))
    assert "⚠" not in page(desk, hafen)


def test_without_a_webhook_key_nothing_is_expected(desk: Browser, hafen: Studio) -> None:
    hafen.webhook_key = ""
    hafen.save()

    assert "no webhook key is stored" in page(desk, hafen)
