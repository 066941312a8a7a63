"""What the desk of a studio does there: everything it needs, except what decides which studio it is."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client as Browser
from django.urls import reverse
from django.utils.html import escape

from studios.models import Attempt, Booking, Deed, DriftReport, Letter, Studio, WebhookMessage
from studios.staff.roles import Role
from tests.admin.studio_forms import errors, filled_in, new_key_at_magicline, page_of
from tests.staff.conftest import Books
from tests.staff.tables import scoped
from tests.vendor import Vendor


@pytest.fixture
def eva(colleague: Callable[..., Browser], hafen: Studio) -> Browser:
    return colleague("eva", Role.DESK, hafen)


def test_every_table_shows_what_is_kept_of_ones_own_studio(frida: Browser, mine: Books) -> None:
    for model in scoped():
        name = f"admin:studios_{model._meta.model_name}"
        shown = frida.get(reverse(f"{name}_changelist"))

        assert set(shown.context["cl"].queryset) == set(mine.of(model))
        for row in mine.of(model):
            assert frida.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
            assert frida.get(reverse(f"{name}_history", args=[row.pk])).status_code == 200


def test_the_index_names_only_tables_with_something_to_see(frida: Browser, mine: Books) -> None:
    apps = frida.get(reverse("admin:index")).context["app_list"]

    assert {entry["model"] for app in apps for entry in app["models"]} == set(scoped())


def test_who_has_no_studio_yet_is_told_so_on_every_page(
    colleague: Callable[..., Browser], eva: Browser, desk: Browser, hafen: Studio
) -> None:
    new = colleague("new", Role.DESK)
    sentence = "You are not assigned to a studio yet"

    for address in (reverse("admin:index"), reverse("admin:studios_booking_changelist")):
        assert sentence in new.get(address).content.decode()
        assert sentence not in eva.get(address).content.decode()
        assert sentence not in desk.get(address).content.decode()


def test_settings_and_keys_are_the_desks_to_change(eva: Browser, hafen: Studio, vendor: Vendor) -> None:
    new_key_at_magicline(vendor, "quite-another-key-22")

    answer = eva.post(
        page_of(hafen), filled_in(hafen, name="Hafen", stage="paused", api_key="quite-another-key-22")
    )

    hafen.refresh_from_db()
    assert answer.status_code == 302
    assert (hafen.name, hafen.stage, hafen.api_key) == ("Hafen", "paused", "quite-another-key-22")


def test_which_studio_it_is_and_who_works_there_is_not(eva: Browser, hafen: Studio) -> None:
    friend = User.objects.create_user("friend", is_staff=True)
    before = (hafen.slug, hafen.base_url, hafen.vendor_studio_id)
    forged = {
        "slug": "altona", "base_url": "https://other.open-api.magicline.com", "vendor_studio_id": "4711",
        "staff": str(friend.pk), "api_key_fingerprint": "x", "reads_paused_at_0": "2026-01-01",
    }  # fmt: skip

    answer = eva.post(page_of(hafen), filled_in(hafen, name="Hafen", **forged))

    hafen.refresh_from_db()
    assert answer.status_code == 302
    assert hafen.name == "Hafen"
    assert (hafen.slug, hafen.base_url, hafen.vendor_studio_id) == before
    assert [user.username for user in hafen.staff.all()] == ["eva"]


def test_a_superuser_says_who_works_at_a_studio(desk: Browser, hafen: Studio) -> None:
    friend = User.objects.create_user("friend", is_staff=True)

    desk.post(page_of(hafen), filled_in(hafen, slug="altona", staff=str(friend.pk)))

    hafen.refresh_from_db()
    assert hafen.slug == "altona"
    assert list(hafen.staff.all()) == [friend]


def test_no_permission_lets_anybody_but_superusers_add_or_delete_a_studio(
    eva: Browser, hafen: Studio
) -> None:
    User.objects.get().user_permissions.set(Permission.objects.all())
    delete = reverse("admin:studios_studio_delete", args=[hafen.pk])

    answers = [
        eva.get("/admin/studios/studio/add/"),
        eva.post("/admin/studios/studio/add/", filled_in()),
        eva.get(delete),
        eva.post(delete, {"post": "yes"}),
    ]
    eva.post(
        "/admin/studios/studio/", {"action": "delete_selected", "_selected_action": [hafen.pk], "post": "yes"}
    )

    assert [answer.status_code for answer in answers] == [403] * 4
    assert Studio.objects.filter(pk=hafen.pk).exists()
    assert not Studio.objects.filter(slug="nordlicht").exists()


def test_who_only_looks_changes_nothing(
    colleague: Callable[..., Browser], mine: Books, vendor: Vendor
) -> None:
    looker = colleague("looker", Role.LOOKING, mine.studio)
    before = mine.as_they_are()

    assert looker.post(page_of(mine.studio), filled_in(mine.studio, name="x")).status_code == 403
    for button in ("check_connection", "confirm_activation"):
        assert (
            looker.post(reverse(f"admin:studios_studio_{button}", args=[mine.studio.pk])).status_code == 403
        )
    for model, table in scoped().items():
        for action in table.actions:
            chosen = {"action": action, "_selected_action": [row.pk for row in mine.of(model)]}
            looker.post(reverse(f"admin:studios_{model._meta.model_name}_changelist"), chosen)
    settle = reverse("admin:studios_attempt_settle_booked", args=[mine.one(Attempt).pk])
    assert looker.post(settle, {"without_number": "on"}).status_code == 403

    assert mine.as_they_are() == before
    assert vendor.requests() == []


def test_the_desks_buttons_and_actions_work(colleague: Callable[..., Browser], mine: Books) -> None:
    worker = colleague("worker", Role.DESK, mine.studio)
    wishes = {
        WebhookMessage: "try_again", Letter: "try_again", DriftReport: "apply_this", Attempt: "settle_not_booked",
    }  # fmt: skip

    for model, action in wishes.items():
        chosen = {"action": action, "_selected_action": [row.pk for row in mine.of(model)]}
        worker.post(reverse(f"admin:studios_{model._meta.model_name}_changelist"), chosen)
    shown = worker.post(
        reverse("admin:studios_studio_check_connection", args=[mine.studio.pk]), follow=True
    ).content.decode()

    assert WebhookMessage.objects.get(pk=mine.one(WebhookMessage).pk).next_try_at is not None
    assert DriftReport.objects.get(pk=mine.one(DriftReport).pk).next_try_at is not None
    assert Attempt.objects.get(pk=mine.one(Attempt).pk).state == "NOT_BOOKED"
    assert "Magicline knows the key." in shown


def test_the_key_of_a_studio_one_does_not_see_is_refused_without_its_name(
    eva: Browser, hafen: Studio, ost: Studio
) -> None:
    answer = eva.post(page_of(hafen), filled_in(hafen, api_key=ost.api_key, webhook_key=ost.webhook_key))

    assert "already the key of another studio" in errors(answer)["api_key"][0]
    assert "already the webhook key of another studio" in errors(answer)["webhook_key"][0]
    assert escape(ost.name) not in answer.content.decode()


def make_ost_what_the_key_of_hafen_leads_to(hafen: Studio, ost: Studio) -> None:
    Studio.objects.filter(pk=ost.pk).update(
        vendor_studio_id=hafen.vendor_studio_id, name="East as we call it"
    )
    Studio.objects.filter(pk=hafen.pk).update(vendor_studio_id=None)


def test_a_check_names_no_studio_that_one_does_not_see(
    eva: Browser, desk: Browser, hafen: Studio, ost: Studio
) -> None:
    make_ost_what_the_key_of_hafen_leads_to(hafen, ost)

    for browser, named in ((eva, False), (desk, True)):
        shown = browser.post(reverse("admin:studios_studio_check_connection", args=[hafen.pk]), follow=True)

        text = shown.content.decode()
        assert "which is set up here" in text
        assert ("East as we call it" in text) is named


def test_what_somebody_else_s_check_found_names_none_either(
    eva: Browser, desk: Browser, hafen: Studio, ost: Studio
) -> None:
    make_ost_what_the_key_of_hafen_leads_to(hafen, ost)
    desk.post(reverse("admin:studios_studio_check_connection", args=[hafen.pk]))

    text = eva.get(reverse("admin:studios_studio_desk", args=[hafen.pk])).content.decode()

    assert "which is set up here already" in text
    assert "East as we call it" not in text


def test_the_link_to_the_site_leads_straight_to_the_studios_page(eva: Browser, hafen: Studio) -> None:
    assert f'href="{hafen.get_absolute_url()}"' in eva.get(page_of(hafen)).content.decode()


def test_what_is_noted_of_ones_own_studio_can_be_read(frida: Browser, mine: Books) -> None:
    text = frida.get(reverse("admin:studios_deed_changelist")).content.decode()

    assert {deed.object_repr for deed in mine.of(Deed)} == {mine.studio.name, str(mine.one(Booking))}
    assert text.count("deed-at-hafen") == 2
