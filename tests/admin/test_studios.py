"""The studio's form in the admin: what it takes, what it refuses, and that keys never come out of it."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from studios.admin.studio_form import StudioForm
from studios.models import Studio
from tests.admin.studio_forms import ADD, errors, filled_in, new_key_at_magicline, newcomer, page_of
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("legal_pages")


def test_a_new_studio_is_kept_as_it_was_typed(desk: Browser, vendor: Vendor) -> None:
    answer = desk.post(ADD, newcomer(vendor, webhook_key="nordlicht-webhook-key-1"))

    assert answer.status_code == 302
    studio = Studio.objects.get(slug="nordlicht")
    assert studio.base_url == f"{vendor.url}/iron-oak"
    assert (studio.api_key, studio.webhook_key) == ("sandbox-hafen-api-key", "nordlicht-webhook-key-1")


def test_a_new_studio_needs_its_api_key(desk: Browser) -> None:
    answer = desk.post(ADD, filled_in(api_key=""))

    assert "needed" in errors(answer)["api_key"][0]
    assert not Studio.objects.exists()


def test_empty_key_fields_keep_the_stored_keys(desk: Browser, hafen: Studio) -> None:
    desk.post(page_of(hafen), filled_in(hafen, name="Hafen"))

    hafen.refresh_from_db()
    assert hafen.name == "Hafen"
    assert (hafen.api_key, hafen.webhook_key) == ("sandbox-hafen-api-key", "sandbox-hafen-webhook-key")


def test_a_typed_key_replaces_the_stored_one(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    key = new_key_at_magicline(vendor, "quite-another-key-22")

    desk.post(page_of(hafen), filled_in(hafen, api_key=key))

    hafen.refresh_from_db()
    assert hafen.api_key == "quite-another-key-22"
    assert Studio.objects.with_api_key("quite-another-key-22").get() == hafen


def test_the_webhook_key_can_be_removed(desk: Browser, hafen: Studio) -> None:
    desk.post(page_of(hafen), filled_in(hafen, remove_webhook_key="on"))

    hafen.refresh_from_db()
    assert hafen.webhook_key == ""
    assert hafen.webhook_key_fingerprint is None


def test_removing_and_replacing_the_webhook_key_at_once_is_refused(desk: Browser, hafen: Studio) -> None:
    answer = desk.post(
        page_of(hafen), filled_in(hafen, remove_webhook_key="on", webhook_key="another-webhook-key")
    )

    assert "webhook_key" in errors(answer)


def test_no_page_of_the_admin_shows_a_key(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    typed = "typed-and-wrong-key-77"
    desk.post(
        page_of(hafen), filled_in(hafen, api_key=new_key_at_magicline(vendor, "fresh-secret-api-key-55"))
    )
    pages = [
        desk.get(page_of(hafen)),
        desk.get("/admin/studios/studio/"),
        desk.get(reverse("admin:studios_studio_history", args=[hafen.pk])),
        desk.post(page_of(hafen), filled_in(hafen, name="", api_key=typed, webhook_key=typed)),
        desk.post(page_of(hafen), filled_in(hafen, api_key=typed)),
        desk.get(ADD, {"api_key": typed}),
    ]

    shown = b"".join(page.content for page in pages)
    assert all(page.status_code == 200 for page in pages)
    for key in ("fresh-secret-api-key-55", "sandbox-hafen-webhook-key", typed):
        assert key.encode() not in shown
    assert b"ends in \xe2\x80\xa6y-55" in shown
    assert all("secret" not in entry.change_message for entry in LogEntry.objects.all())


def test_somebody_who_may_only_look_sees_no_key(clerk: Callable[..., Browser], hafen: Studio) -> None:
    page = clerk("view_studio").get(page_of(hafen))

    assert page.status_code == 200
    assert b"hafen-api-key" not in page.content
    assert b"hafen-webhook-key" not in page.content
    assert b"ends in" in page.content


def test_the_end_of_a_key_is_text_and_never_markup(desk: Browser, hafen: Studio) -> None:
    Studio.objects.filter(pk=hafen.pk).update(api_key="a-key-that-ends-in<i>!")

    page = desk.get(page_of(hafen)).content.decode()

    assert "…&lt;i&gt;!" in page
    assert "<i>!" not in page


def test_keys_cannot_be_searched_or_filtered_for(desk: Browser, hafen: Studio) -> None:
    found = desk.get("/admin/studios/studio/", {"q": "hafen-api"})
    filtered = desk.get("/admin/studios/studio/", {"api_key_fingerprint": hafen.api_key_fingerprint})

    assert found.context["cl"].result_count == 0
    assert filtered.status_code == 400


def test_two_studios_with_one_key_are_refused_with_a_sentence(desk: Browser, hafen: Studio) -> None:
    answer = desk.post(
        ADD, filled_in(api_key="sandbox-hafen-api-key", webhook_key="sandbox-hafen-webhook-key")
    )

    assert "already the key of “Iron &amp; Oak Hafen”" in answer.content.decode()
    assert "already the webhook key of “Iron &amp; Oak Hafen”" in answer.content.decode()
    assert not Studio.objects.filter(slug="nordlicht").exists()


def test_the_api_key_typed_as_webhook_key_is_noticed(desk: Browser) -> None:
    answer = desk.post(ADD, filled_in(webhook_key="nordlicht-api-key-0001"))

    assert "This is the API key" in errors(answer)["webhook_key"][0]


@pytest.mark.parametrize("key", ["two words of a key", "key-with-a-nëw-letter", "key\u200bwith-a-blank"])
def test_a_key_that_no_header_can_carry_is_refused(desk: Browser, key: str) -> None:
    answer = desk.post(ADD, filled_in(api_key=key))

    assert "copy it again" in errors(answer)["api_key"][0]
    assert key not in answer.content.decode()


def test_what_only_looks_like_a_key_from_a_dump_is_refused(desk: Browser) -> None:
    answer = desk.post(ADD, filled_in(api_key="encrypted:this-is-none-of-ours"))

    assert "this site does not have" in errors(answer)["api_key"][0]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://nordlicht.open-api.magicline.com", "https"),
        ("https://magicline.com.evil.example", "evil.example"),
        ("https://user:secret@nordlicht.open-api.magicline.com", "only scheme, host and path"),
        ("nordlicht", "https"),
    ],
)
def test_a_base_url_that_may_not_get_a_key_is_refused(desk: Browser, url: str, words: str) -> None:
    answer = desk.post(ADD, filled_in(base_url=url))

    assert words in errors(answer)["base_url"][0]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("HTTPS://Nordlicht.Open-API.magicline.com", "https://nordlicht.open-api.magicline.com"),
        ("https://nordlicht.open-api.magicline.com:443/", "https://nordlicht.open-api.magicline.com"),
        ("http://LocalHost:8100/Iron-Oak/", "http://localhost:8100/Iron-Oak"),
    ],
)
@pytest.mark.django_db
def test_a_base_url_is_kept_in_one_spelling_so_that_a_chain_stays_together(typed: str, kept: str) -> None:
    form = StudioForm(filled_in(base_url=typed))

    assert form.is_valid()
    assert form.cleaned_data["base_url"] == kept


def test_a_cut_off_beyond_a_year_is_refused(desk: Browser) -> None:
    answer = desk.post(ADD, filled_in(cancel_cutoff_hours="99999999"))

    assert "cancel_cutoff_hours" in errors(answer)


def test_a_time_zone_is_one_that_exists(desk: Browser) -> None:
    answer = desk.post(ADD, filled_in(time_zone="Europe/Hamburg"))

    assert "time_zone" in errors(answer)


def test_another_key_keeps_the_pin_and_forgets_the_check(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    hafen.learn(checked_at=timezone.now())

    desk.post(page_of(hafen), filled_in(hafen, api_key=new_key_at_magicline(vendor, "quite-another-key-22")))

    hafen.refresh_from_db()
    assert hafen.vendor_studio_id == 4101
    assert hafen.checked_at is None


def test_the_admins_word_lifts_the_pin(desk: Browser, hafen: Studio) -> None:
    desk.post(page_of(hafen), filled_in(hafen, forget_pinned_studio="on"))

    hafen.refresh_from_db()
    assert hafen.vendor_studio_id is None


def test_a_note_does_not_look_like_a_success(desk: Browser, hafen: Studio) -> None:
    """Django's admin shows both with a green tick, also "Not tried"."""
    assert 'href="/static/css/admin.css"' in desk.get(page_of(hafen)).content.decode()
    assert "li.info" in (settings.BASE_DIR / "static" / "css" / "admin.css").read_text()
