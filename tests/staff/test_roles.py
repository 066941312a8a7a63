"""Roles are what the code says, whatever somebody did to the groups."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS
from django.db.migrations.state import StateApps

from studios.models import Studio
from studios.staff.roles import GROUPS, PERMISSIONS, Role, give, keep_in_step, role_of
from studios.staff.scope import studios_of


def may(role: Role) -> set[str]:
    return set(Group.objects.get(name=GROUPS[role]).permissions.values_list("codename", flat=True))


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_group_has_every_permission_of_its_role_and_no_other(db: None, role: Role) -> None:
    assert may(role) == set(PERMISSIONS[role])


def test_who_only_looks_has_permissions_to_look_alone() -> None:
    assert all(codename.startswith("view_") for codename in PERMISSIONS[Role.LOOKING])
    made_by_hand = {
        codename for codename in PERMISSIONS[Role.DESK] if codename.startswith(("add_", "delete_"))
    }
    assert made_by_hand == {"add_legalpage", "delete_legalpage", "add_deskcode"}


def test_migrating_again_puts_the_groups_right(db: None) -> None:
    Group.objects.get(name=GROUPS[Role.LOOKING]).delete()
    desk = Group.objects.get(name=GROUPS[Role.DESK])
    desk.permissions.set(
        [Permission.objects.get(codename="delete_user"), Permission.objects.get(codename="view_studio")]
    )

    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)

    assert may(Role.DESK) == set(PERMISSIONS[Role.DESK])
    assert may(Role.LOOKING) == set(PERMISSIONS[Role.LOOKING])


def test_a_database_that_has_no_accounts_yet_is_left_alone(db: None) -> None:
    before = Group.objects.count()
    nothing_yet = StateApps([], {})

    keep_in_step(apps.get_app_config("studios"), using=DEFAULT_DB_ALIAS, apps=nothing_yet)

    assert Group.objects.count() == before


@pytest.mark.parametrize("role", Role)
def test_somebody_has_one_role_at_a_time(hafen: Studio, ost: Studio, role: Role) -> None:
    user = User.objects.create_user("eva")
    for before in (Role.EVERYTHING, Role.DESK, Role.LOOKING):
        give(user, before, [ost])

    give(user, role, [hafen])

    user = User.objects.get()
    assert role_of(user) == role
    assert user.is_staff
    assert user.is_superuser is (role == Role.EVERYTHING)
    assert list(user.studios.all()) == [hafen]


def test_a_group_of_somebody_elses_making_stays(db: None) -> None:
    user = User.objects.create_user("eva")
    user.groups.add(Group.objects.create(name="Choir"))

    give(user, Role.DESK, [])

    assert {group.name for group in user.groups.all()} == {"Choir", GROUPS[Role.DESK]}


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"is_staff": True}, 1),
        ({"is_staff": True, "is_superuser": True}, 4),
        ({}, 0),
        ({"is_staff": True, "is_active": False}, 0),
        ({"is_staff": True, "is_superuser": True, "is_active": False}, 0),
    ],
)
def test_studios_are_for_staff_that_is_still_there(
    hafen: Studio, changes: dict[str, bool], number: int
) -> None:
    user = User.objects.create_user("eva", **changes)
    hafen.staff.add(user)

    assert studios_of(user).count() == number
