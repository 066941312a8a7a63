"""A studio's key is asked about before it is kept: over HTTP against the sandbox, and never inside a transaction."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Studio
from tests.admin.studio_forms import ADD, errors, filled_in, new_key_at_magicline, newcomer, page_of
from tests.conftest import TransactionGate
from tests.vendor import Vendor
from tests.webhooks.posting import body, post

pytestmark = pytest.mark.usefixtures("legal_pages")

OLD, NEW = "sandbox-hafen-api-key", "a-fresh-key-of-hafen-01"


def objection(answer) -> str:
    return " ".join(errors(answer).get("__all__", []))


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_key_that_works_is_kept_and_what_it_told_is_learned(
    desk: Browser, hafen: Studio, vendor: Vendor, transaction_gate: TransactionGate
) -> None:
    hafen.learn(key_refused_since=timezone.now(), key_refusals=3, reads_paused_at=timezone.now())
    new_key_at_magicline(vendor, NEW)

    answer = desk.post(page_of(hafen), filled_in(hafen, api_key=NEW), follow=True)

    hafen.refresh_from_db()
    assert hafen.api_key == NEW
    assert (hafen.vendor_name, hafen.city, hafen.vendor_studio_id) == ("Iron & Oak Hafen", "Hamburg", 4101)
    assert (hafen.key_refused_since, hafen.reads_paused_at) == (None, None)
    assert "knows the key" in said(answer)
    assert "belongs to the studio “Iron & Oak Hafen”" in said(answer)
    assert [one["method"] for one in vendor.requests()] == ["HEAD", "GET"]
    assert not transaction_gate.wrongs


def test_a_key_that_magicline_does_not_know_changes_nothing(desk: Browser, hafen: Studio) -> None:
    answer = desk.post(page_of(hafen), filled_in(hafen, api_key="nobodys-key-at-all-99", name="Renamed"))

    hafen.refresh_from_db()
    assert "Nothing was saved. Magicline does not know this key." in objection(answer)
    assert (hafen.api_key, hafen.name) == (OLD, "Iron & Oak Hafen")
    assert "save_unchecked" not in answer.content.decode()


def test_a_clear_no_cannot_be_overridden(desk: Browser, hafen: Studio) -> None:
    answer = desk.post(page_of(hafen), filled_in(hafen, api_key="nobodys-key-at-all-99", save_unchecked="on"))

    hafen.refresh_from_db()
    assert "does not know this key" in objection(answer)
    assert hafen.api_key == OLD


def test_the_key_of_another_studio_is_refused_by_its_number(
    desk: Browser, hafen: Studio, ost: Studio
) -> None:
    ost.delete()

    answer = desk.post(page_of(hafen), filled_in(hafen, api_key="sandbox-ost-api-key"))

    hafen.refresh_from_db()
    assert "belongs to another studio: “Iron & Oak Ost”, number 4103" in objection(answer)
    assert (hafen.api_key, hafen.vendor_studio_id) == (OLD, 4101)


def test_it_is_taken_when_another_studio_is_meant(desk: Browser, hafen: Studio, ost: Studio) -> None:
    ost.delete()

    desk.post(page_of(hafen), filled_in(hafen, api_key="sandbox-ost-api-key", forget_pinned_studio="on"))

    hafen.refresh_from_db()
    assert (hafen.api_key, hafen.vendor_studio_id) == ("sandbox-ost-api-key", 4103)


def test_the_key_of_a_studio_that_is_set_up_already_is_refused(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    Studio.objects.filter(slug="ost").update(vendor_studio_id=4101, api_key="x" * 20)
    new_key_at_magicline(vendor, NEW)

    answer = desk.post(page_of(hafen), filled_in(hafen, api_key=NEW, forget_pinned_studio="on"))

    assert "set up here as “Iron & Oak Ost”" in objection(answer)


def test_another_base_url_is_asked_with_the_stored_key(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    answer = desk.post(page_of(hafen), filled_in(hafen, base_url=f"{vendor.url}/no-such-tenant"))

    hafen.refresh_from_db()
    assert "names a tenant that does not exist" in objection(answer)
    assert hafen.base_url == f"{vendor.url}/iron-oak"


def test_another_spelling_of_the_base_url_keeps_the_pin(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    desk.post(page_of(hafen), filled_in(hafen, base_url=f"{vendor.url}/iron-oak/"))

    hafen.refresh_from_db()
    assert hafen.vendor_studio_id == 4101


def test_another_tenant_lifts_the_pin_and_gets_its_own(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    Studio.objects.filter(slug="lisboa").delete()
    Studio.objects.filter(pk=hafen.pk).update(vendor_studio_id=4999)
    changes = {"base_url": f"{vendor.url}/pulse", "api_key": "sandbox-lisboa-api-key"}

    desk.post(page_of(hafen), filled_in(hafen, **changes))

    hafen.refresh_from_db()
    assert (hafen.base_url, hafen.vendor_studio_id) == (f"{vendor.url}/pulse", 4101)


@pytest.mark.parametrize("trouble", ["503", "garbage", "scope"])
def test_where_nobody_can_tell_the_desk_may_save_it_unchecked(
    desk: Browser, hafen: Studio, vendor: Vendor, trouble: str
) -> None:
    new_key_at_magicline(vendor, NEW)
    if trouble == "scope":
        vendor.ask("POST", "desk/studios/hafen", {"scopes": []})
    else:
        vendor.mishap("information", trouble, count=20)

    refused = desk.post(page_of(hafen), filled_in(hafen, api_key=NEW))

    hafen.refresh_from_db()
    assert hafen.api_key == OLD
    assert objection(refused)
    assert 'name="save_unchecked"' in refused.content.decode()
    assert NEW not in refused.content.decode()

    taken = desk.post(page_of(hafen), filled_in(hafen, api_key=NEW, save_unchecked="on"), follow=True)

    hafen.refresh_from_db()
    assert hafen.api_key == NEW
    assert "Saved without knowing whether the key works" in said(taken)


def test_a_magicline_that_is_down_is_said_and_nothing_is_kept(desk: Browser, vendor: Vendor) -> None:
    answer = desk.post(ADD, newcomer(vendor, base_url="http://127.0.0.1:1/iron-oak"))

    assert "cannot be reached" in objection(answer)
    assert 'name="save_unchecked"' in answer.content.decode()
    assert not Studio.objects.exists()


def test_an_answer_that_names_no_studio_is_not_taken_for_the_pinned_one(
    desk: Browser, hafen: Studio, vendor: Vendor
) -> None:
    new_key_at_magicline(vendor, NEW)
    vendor.mishap("information", "null_fields")

    answer = desk.post(page_of(hafen), filled_in(hafen, api_key=NEW))

    assert "did not say which studio" in objection(answer)
    assert 'name="save_unchecked"' in answer.content.decode()


def test_a_name_that_differs_is_said_but_no_hindrance(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    new_key_at_magicline(vendor, NEW)

    answer = desk.post(page_of(hafen), filled_in(hafen, api_key=NEW, name="Altona"), follow=True)

    assert "their keys were swapped" in said(answer)
    assert Studio.objects.get(pk=hafen.pk).name == "Altona"


def test_a_new_studio_is_pinned_at_once(desk: Browser, vendor: Vendor) -> None:
    desk.post(ADD, newcomer(vendor))

    assert Studio.objects.get(slug="nordlicht").vendor_studio_id == 4101


@pytest.mark.parametrize("changes", [{"name": "Hafen"}, {"api_key": "two words"}, {"slug": "ost"}])
def test_nobody_is_asked_without_need(
    desk: Browser, hafen: Studio, vendor: Vendor, changes: dict[str, str]
) -> None:
    desk.post(page_of(hafen), filled_in(hafen, **changes))

    assert not vendor.requests()


def test_only_whoever_may_save_a_key_can_have_one_asked_about(
    clerk: Callable[..., Browser], hafen: Studio, vendor: Vendor
) -> None:
    browser = clerk("view_studio")

    assert browser.post(page_of(hafen), filled_in(hafen, api_key=NEW)).status_code == 403
    assert browser.post(ADD, newcomer(vendor)).status_code == 403
    assert not vendor.requests()


def test_the_desk_sees_until_when_a_replaced_webhook_key_is_taken(desk: Browser, hafen: Studio) -> None:
    assert "Still accepted until" not in desk.get(page_of(hafen)).content.decode()

    desk.post(page_of(hafen), filled_in(hafen, webhook_key="the-next-webhook-key"))

    assert "Still accepted until" in desk.get(page_of(hafen)).content.decode()
    for key in ("sandbox-hafen-webhook-key", "the-next-webhook-key"):
        assert post(key, body("APPOINTMENT_BOOKING_CREATED")).status_code == 204
