"""What somebody of the staff may do: three roles, and the permissions behind them. None is given anywhere else."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.apps import apps as all_apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, User
from django.db.models import TextChoices
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from studios.models import Studio


class Role(TextChoices):
    """The first two are about the studios that somebody is assigned to, and each is a group of Django's."""

    DESK = "desk", _("Studio desk")
    LOOKING = "looking", _("Studio desk, looking only")
    EVERYTHING = "everything", _("Everything, at all studios")


_LOOK = (
    "view_studio", "view_booking", "view_attempt", "view_move", "view_letter", "view_webhookmessage",
    "view_driftreport", "view_deed", "view_upstreamfailure", "view_appointmentsettings", "view_legalpage",
)  # fmt: skip
# Of a studio that is its settings; of the others, which nobody edits, what their lists offer: settle, try again, apply.
_WORK = (
    "change_studio", "change_attempt", "change_move", "change_letter", "change_webhookmessage", "change_driftreport",
    "change_appointmentsettings", "add_legalpage", "change_legalpage", "delete_legalpage", "add_deskcode",
)  # fmt: skip
PERMISSIONS = {Role.DESK: (*_LOOK, *_WORK), Role.LOOKING: _LOOK}
GROUPS = {Role.DESK: "Studio desk", Role.LOOKING: "Studio desk, looking only"}


@receiver(post_migrate)
def keep_in_step(sender: AppConfig, using: str, apps: Any = all_apps, **_: Any) -> None:
    """Makes the groups and gives them exactly the permissions above, after every `migrate`."""
    if sender.name != "studios":
        return
    try:
        groups, permissions = (
            apps.get_model("auth", name).objects.using(using) for name in ("Group", "Permission")
        )
    except LookupError:
        return  # migrated no further than to a state without them
    create_permissions(
        sender, verbosity=0, using=using, apps=apps
    )  # Django's own turn may come after this one
    for role, codenames in PERMISSIONS.items():
        group, _created = groups.get_or_create(name=GROUPS[role])
        group.permissions.set(
            permissions.filter(content_type__app_label=sender.label, codename__in=codenames)
        )


def role_of(user: User) -> Role | None:
    """None for who has been given none of them."""
    if user.is_superuser:
        return Role.EVERYTHING
    names = {group.name for group in user.groups.all()}
    return next((role for role, name in GROUPS.items() if name in names), None)


def give(user: User, role: Role, studios: Iterable[Studio]) -> None:
    """Makes `user` staff in this role and no other, at these studios and no others."""
    user.is_staff, user.is_superuser = True, role == Role.EVERYTHING
    user.save(update_fields=["is_staff", "is_superuser"])
    user.groups.remove(*Group.objects.filter(name__in=GROUPS.values()))
    if role in GROUPS:
        user.groups.add(Group.objects.get(name=GROUPS[role]))
    user.studios.set(studios)
