"""Accounts of colleagues: made in one form, by superusers, without a table of permissions."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client as Browser
from django.urls import reverse
from django.utils.html import escape
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult

from studios.models import Deed, Studio
from studios.signing_in.tasks import find_and_mail
from studios.staff.roles import Role, give, role_of
from tests.admin.studio_forms import errors
from tests.staff.tables import addresses, tables

ADD = "/admin/auth/user/add/"
LIST = "/admin/auth/user/"
FIRST_PASSWORD = "a-first-password-of-hers"


def new(*studios: Studio, **changes: object) -> dict[str, object]:
    return {
        "username": "eva", "first_name": "Eva", "last_name": "Test", "email": "eva@example.org", "role": "desk",
        "studios": [studio.pk for studio in studios], "password1": FIRST_PASSWORD, "password2": FIRST_PASSWORD,
        **changes,
    }  # fmt: skip


def page_of(user: User) -> str:
    return reverse("admin:auth_user_change", args=[user.pk])


def as_it_is(user: User, **changes: object) -> dict[str, object]:
    return {"username": user.username, "email": user.email, "is_active": "on", **changes}


def test_a_colleague_is_made_in_one_form_and_can_sign_in(desk: Browser, hafen: Studio) -> None:
    desk.post(ADD, new(hafen))

    eva = User.objects.get(username="eva")
    assert (eva.email, role_of(eva), list(eva.studios.all())) == ("eva@example.org", Role.DESK, [hafen])
    assert (eva.is_staff, eva.is_superuser) == (True, False)
    browser = Browser()
    assert browser.login(username="eva", password=FIRST_PASSWORD)
    assert escape(hafen.name) in browser.get("/admin/studios/studio/").content.decode()


def test_the_form_promises_no_second_page(desk: Browser) -> None:
    text = desk.get(ADD).content.decode()

    assert "First password" in text
    assert "edit more user options" not in text


def test_a_colleague_gets_other_studios_and_another_role(desk: Browser, hafen: Studio, ost: Studio) -> None:
    eva = User.objects.create_user("eva")
    give(eva, Role.DESK, [hafen])

    desk.post(page_of(eva), as_it_is(eva, role="looking", studios=[ost.pk]))

    eva = User.objects.get(username="eva")
    assert (role_of(eva), list(eva.studios.all())) == (Role.LOOKING, [ost])
    assert Deed.objects.get().get_change_message() == "Changed May do and Studios."


def test_the_form_shows_what_is_so(desk: Browser, hafen: Studio, ost: Studio) -> None:
    eva = User.objects.create_user("eva")
    give(eva, Role.LOOKING, [ost])

    form = desk.get(page_of(eva)).context["adminform"].form

    assert form["role"].value() == Role.LOOKING
    assert form["studios"].value() == [ost.pk]
    assert "user_permissions" not in form.fields
    assert "groups" not in form.fields


def test_a_made_up_role_or_studio_is_refused(desk: Browser, hafen: Studio) -> None:
    answer = desk.post(ADD, new(role="owner", studios=[987654321]))

    assert set(errors(answer)) == {"role", "studios"}
    assert not User.objects.filter(username="eva").exists()


def test_the_list_says_who_may_do_what_where(desk: Browser, hafen: Studio, ost: Studio) -> None:
    give(User.objects.create_user("eva"), Role.LOOKING, [hafen, ost])

    text = desk.get(LIST, {"studios__id__exact": ost.pk}).content.decode()

    assert "Studio desk, looking only" in text
    assert escape(f"{hafen.name}, {ost.name}") in text


def test_nobody_takes_away_their_own_rights_or_account(desk: Browser, hafen: Studio) -> None:
    me = User.objects.get(username="desk")

    shown = desk.get(page_of(me)).context["adminform"].form.fields
    desk.post(page_of(me), {"username": "desk", "first_name": "Me", "role": "looking", "studios": [hafen.pk]})
    gone = desk.post(reverse("admin:auth_user_delete", args=[me.pk]), {"post": "yes"})

    me.refresh_from_db()
    assert not {"role", "studios", "is_active"} & set(shown)
    assert (me.first_name, me.is_superuser, me.is_active) == ("Me", True, True)
    assert gone.status_code == 403


def test_an_account_that_is_ended_keeps_what_was_done_with_it_and_lets_nobody_in(
    desk: Browser, colleague: Callable[..., Browser], hafen: Studio
) -> None:
    browser = colleague("eva", Role.DESK, hafen)
    browser.post(reverse("admin:studios_studio_confirm_activation", args=[hafen.pk]))
    eva = User.objects.get(username="eva")

    desk.post(page_of(eva), as_it_is(eva, role="desk", studios=[hafen.pk], is_active=""))

    assert browser.get("/admin/").status_code == 302
    assert Deed.objects.filter(user=eva).exists()
    assert desk.post(reverse("admin:auth_user_delete", args=[eva.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", [Role.DESK, Role.LOOKING])
def test_accounts_are_for_superusers_whatever_permissions_somebody_has(
    colleague: Callable[..., Browser], hafen: Studio, role: Role
) -> None:
    browser = colleague("eva", role, hafen)
    eva = User.objects.get()
    eva.user_permissions.set(Permission.objects.all())
    password = reverse("admin:auth_user_password_change", args=[eva.pk])

    answers = [
        browser.get(LIST),
        browser.get(ADD),
        browser.post(ADD, new(hafen, username="friend", role="everything")),
        browser.post(password, {"password1": FIRST_PASSWORD, "password2": FIRST_PASSWORD}),
    ]
    browser.post(page_of(eva), as_it_is(eva, role="everything"))

    assert [answer.status_code for answer in answers] == [403] * 4
    assert User.objects.get().is_superuser is False
    assert "/admin/auth/" not in browser.get("/admin/").content.decode()


def test_no_address_tells_which_accounts_and_tasks_there_are(
    colleague: Callable[..., Browser], hafen: Studio
) -> None:
    browser = colleague("eva", Role.DESK, hafen)
    manager = User.objects.create_superuser("manager")
    task = find_and_mail.enqueue("0").id
    theirs_and_nobodys = {User: (manager.pk, 987654321), DBTaskResult: (task, uuid4())}

    for model, numbers in theirs_and_nobodys.items():
        for view, wish in addresses(tables()[model])[1]:
            theirs, nobodys = (browser.get(reverse(view, kwargs={wish: number})) for number in numbers)

            assert theirs.status_code == nobodys.status_code != 200, view
            assert theirs.headers.get("Location") == nobodys.headers.get("Location"), view


def test_groups_and_second_factors_have_no_pages(desk: Browser) -> None:
    for model in (Group, TOTPDevice):
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"

        assert desk.get(address).status_code == 404
