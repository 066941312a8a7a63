"""What staff did is written down: by every action and button that changes something, without keys and without names."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.urls import reverse

from studios.models import Attempt, Deed, Studio
from studios.staff.roles import Role
from tests.admin.studio_forms import filled_in, new_key_at_magicline, page_of
from tests.staff.conftest import Books
from tests.staff.tables import scoped
from tests.vendor import Vendor

DEEDS = "admin:studios_deed_changelist"


def test_every_action_is_noted_at_what_it_was_done_to(desk: Browser, mine: Books) -> None:
    Studio.objects.update(stage=Studio.Stage.PREVIEW)  # a live one does not let its imprint be deleted
    tried = 0
    for model, table in scoped().items():
        for action in table.actions:
            Attempt.objects.filter(pk=mine.one(Attempt).pk).update(state="UNSURE")
            Deed.objects.all().delete()
            # Deleting asks first: "post" is the answer.
            chosen = {
                "action": action,
                "_selected_action": [row.pk for row in mine.of(model)],
                "post": "yes",
            }

            desk.post(reverse(f"admin:studios_{model._meta.model_name}_changelist"), chosen)

            noted = {(deed.content_type.model, deed.object_id) for deed in Deed.objects.all()}
            assert noted, f"{action} of {model.__name__} is not noted"
            assert noted <= {(model._meta.model_name, str(row.pk)) for row in mine.of(model)}
            tried += 1
    assert tried >= 6


def test_a_check_is_noted_when_it_changes_what_is_kept(desk: Browser, hafen: Studio) -> None:
    check = reverse("admin:studios_studio_check_connection", args=[hafen.pk])
    Studio.objects.update(vendor_studio_id=None)

    desk.post(check)
    desk.post(check)

    assert (
        Deed.objects.get().get_change_message() == "Checked the connection, and what Magicline says is kept."
    )


def test_reading_the_appointments_is_noted_when_it_changes_the_list(desk: Browser, hafen: Studio) -> None:
    read = reverse("admin:studios_studio_read_appointments", args=[hafen.pk])

    desk.post(read)
    desk.post(read)

    deed = Deed.objects.get()
    assert (deed.object_id, deed.get_change_message()) == (str(hafen.pk), "Read the appointments anew.")


def test_looking_is_not_noted(desk: Browser, mine: Books) -> None:
    Deed.objects.all().delete()

    desk.get(page_of(mine.studio))
    desk.get(reverse("admin:studios_studio_history", args=[mine.studio.pk]))
    desk.get(reverse("admin:studios_attempt_settle_booked", args=[mine.one(Attempt).pk]))

    assert not Deed.objects.exists()


def test_an_entry_names_fields_and_holds_no_key(desk: Browser, hafen: Studio, vendor: Vendor) -> None:
    key = new_key_at_magicline(vendor, "quite-another-key-22")

    desk.post(page_of(hafen), filled_in(hafen, api_key=key, webhook_key=f"{key}-for-webhooks", name="Hafen"))

    deed = Deed.objects.get()
    assert "API key" in deed.get_change_message()
    assert key not in f"{deed.change_message} {deed.object_repr}"
    assert "Changed" in desk.get(reverse(DEEDS)).content.decode()


def test_superusers_read_everything_that_was_done(desk: Browser, books: dict[str, Books]) -> None:
    text = desk.get(reverse(DEEDS)).content.decode()

    assert all(f"deed-at-{slug}" in text for slug in books)


def test_nobody_changes_or_deletes_an_entry(desk: Browser, mine: Books) -> None:
    deed = mine.one(Deed)
    change, delete = (reverse(f"admin:studios_deed_{view}", args=[deed.pk]) for view in ("change", "delete"))

    answers = [desk.post(change, {"change_message": "x"}), desk.post(delete, {"post": "yes"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert desk.get(change).status_code == 200
    assert Deed.objects.filter(pk=deed.pk).exists()


@pytest.mark.parametrize("role", [Role.DESK, Role.EVERYTHING])
def test_an_entry_leads_to_what_it_is_about(
    colleague: Callable[..., Browser], mine: Books, role: Role
) -> None:
    text = colleague("eva", role, mine.studio).get(reverse(DEEDS)).content.decode()

    assert f'href="{page_of(mine.studio)}"' in text


def test_entries_about_accounts_are_for_superusers(
    desk: Browser, colleague: Callable[..., Browser], hafen: Studio, vendor: Vendor
) -> None:
    eva = colleague("eva", Role.DESK, hafen)
    user = User.objects.get(username="eva")
    user_page = reverse("admin:auth_user_change", args=[user.pk])
    desk.post(user_page, {"username": "eva", "is_active": "on", "role": "looking", "studios": [hafen.pk]})

    assert "May do" in desk.get(reverse(DEEDS)).content.decode()
    assert eva.get(reverse(DEEDS)).context["cl"].result_count == 0
