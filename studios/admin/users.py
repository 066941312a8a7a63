"""The accounts of staff: who may sign in to the admin, what they may do, and at which studios. Superusers only."""

from typing import Any

# Imported first so that the stock pages are there to be replaced.
import django.contrib.auth.admin
import django_otp.plugins.otp_static.admin
import django_otp.plugins.otp_totp.admin  # noqa: F401
from django import forms
from django.contrib import admin
from django.contrib.auth.forms import (
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group, User
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from studios.admin.scoped import SuperusersOnly
from studios.models import Studio
from studios.staff.roles import Role, give, role_of

# What groups may do is written in `studios.staff.roles`; the devices' pages would show the secrets of second factors.
for replaced in (User, Group, StaticDevice, TOTPDevice):
    admin.site.unregister(replaced)


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """One choice in place of groups and permissions, and the studios it is about."""

    role = forms.ChoiceField(
        label=_("May do"),
        choices=Role,
        initial=Role.DESK,
        widget=forms.RadioSelect,
        help_text=_(
            "At the studio desk: sees the studios chosen below and nothing of others, changes their settings, settles "
            "bookings that are unsure. Everything: also adds studios and accounts, and connects studios to Magicline."
        ),
    )
    studios = forms.ModelMultipleChoiceField(
        label=_("Studios"),
        queryset=Studio.objects.only("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a studio, somebody at the studio desk sees nothing."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["role"] = role_of(self.instance)
            self.initial["studios"] = list(self.instance.studios.values_list("pk", flat=True))


class PasswordButton(ReadOnlyPasswordHashWidget):
    """The way to a new password. How the old one is kept is not for the eyes of anybody here."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "summary": []}


class AccountForm(UserChangeForm):  # type: ignore[type-arg]
    """One's own account."""

    password = ReadOnlyPasswordHashField(label=_("Password"), widget=PasswordButton)


class ColleagueForm(RoleForm, AccountForm):
    """Somebody who has an account."""


class NewColleagueForm(RoleForm, UserCreationForm):  # type: ignore[type-arg]
    """All of it in one form, with a first password."""


@admin.register(User)
class ColleagueAdmin(SuperusersOnly, django.contrib.auth.admin.UserAdmin):  # type: ignore[type-arg]
    form = ColleagueForm
    add_form = NewColleagueForm
    add_form_template = "admin/change_form.html"  # Django's own promises more fields on a second page
    list_display = ("username", "person", "role", "works_at", "is_active", "last_login")
    list_filter = ("is_active", "studios")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "password")}),
        (_("What they may do here"), {"fields": ("is_active", "role", "studios")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (_("What they may do here"), {"fields": ("role", "studios")}),
        (_("First password"), {"fields": ("password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        names = Prefetch("studios", queryset=Studio.objects.only("name"))
        return super().get_queryset(request).prefetch_related("groups", names)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What somebody did goes with their account, so an account is ended by making it inactive."""
        return False

    # Nobody takes away their own rights: whoever may give them back could be the one who has just lost them.

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        sections = super().get_fieldsets(request, obj)
        return [sections[0], sections[2]] if obj and obj == request.user else sections

    def get_form(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> Any:  # type: ignore[override]
        own = {"form": AccountForm} if obj and obj == request.user else {}
        return super().get_form(request, obj, **own, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        if "role" in form.cleaned_data:
            give(obj, Role(form.cleaned_data["role"]), form.cleaned_data["studios"])

    @admin.display(description=_("name"), ordering="last_name")
    def person(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("may do"))
    def role(self, user: User) -> str:
        role = role_of(user)
        return str(role.label) if role else ""

    @admin.display(description=_("studios"))
    def works_at(self, user: User) -> str:
        return ", ".join(studio.name for studio in user.studios.all())
