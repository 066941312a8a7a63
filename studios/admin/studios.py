"""Studios in the admin: what the desk sets, and what the site learned. The buttons are in `studio_buttons`."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from studios.admin import activation, embedding
from studios.admin.desk import DeskPages
from studios.admin.new_keys import AsksAboutNewKeys, may_save_unchecked
from studios.admin.scoped import Scoped
from studios.admin.settings_form import for_members
from studios.admin.studio_buttons import StudioButtons
from studios.admin.studio_form import StudioForm, ending
from studios.models import Studio
from studios.staff.scope import studios_of

_KEYS = ("api_key", "webhook_key")
_LEARNED = (
    "vendor_name",
    "vendor_studio_id",
    "address",
    "vendor_telephone",
    "email",
    "zone_seen",
    "checked_at",
    "key_refused_since",
    "reads_paused_at",
)
# Which studio it is: set by whoever sets up the site.
_SUPERUSERS_SET = ("slug", "base_url")


@admin.register(Studio)
class StudioAdmin(AsksAboutNewKeys, Scoped, StudioButtons, DeskPages):
    studio_paths = ("pk",)
    form = StudioForm
    filter_horizontal = ("staff",)
    list_display = (
        "name",
        "to_desk",
        "stage",
        "city",
        "checked_at",
        "last_webhook_at",
        "reads_paused_at",
    )
    list_filter = ("stage", "city")
    search_fields = ("name", "slug", "city", "vendor_name")
    readonly_fields = (
        *_LEARNED, "api_key_end", "webhook_key_end", "activated_at", "webhooks_heard", "old_webhook_key", "logo_now",
        "embed_snippet",
    )  # fmt: skip

    class Media:
        js = ("js/colour.js",)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Studio | None = None
    ) -> dict[str, Sequence[str]]:
        """Only for a new studio: an address that members have saved must not change with the name."""
        return {} if obj else {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Studio]:
        """The list needs no keys, and must show even when they cannot be decrypted."""
        return super().get_queryset(request).defer(*_KEYS)

    # The studio's desk changes its settings and keys. Which studios there are, and who works there, superusers say.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Studio | None = None) -> bool:
        return request.user.is_superuser and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Studio | None = None) -> tuple[str, ...]:
        """What is shown as text is in no form, whatever a browser sends."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, *_SUPERUSERS_SET)

    def get_form(self, request: HttpRequest, obj: Studio | None = None, **kwargs: Any) -> Any:  # type: ignore[override]
        form = super().get_form(request, obj, **kwargs)
        form.seen = studios_of(request.user)
        return form

    def view_on_site(self, studio: Studio) -> str:
        return studio.get_absolute_url()

    def get_fieldsets(self, request: HttpRequest, obj: Studio | None = None) -> Any:
        # Whoever may only look gets every field as text, so the keys' own fields must not be among them.
        may_change = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        keys: tuple[str, ...] = _KEYS if may_change else ("api_key_end", "webhook_key_end")
        if may_change and obj and obj.webhook_key:
            keys = (*keys, "remove_webhook_key")
        if may_change and obj and obj.vendor_studio_id is not None:
            keys = (*keys, "forget_pinned_studio")
        if may_save_unchecked(request):
            keys = (*keys, "save_unchecked")
        connection: tuple[Any, dict[str, Any]] = (
            gettext_lazy("Connection to Magicline"),
            {
                "fields": ("base_url", *keys),
                "description": gettext_lazy(
                    "Base URL and keys come by mail once the studio has activated the integration. Keys "
                    "are stored encrypted and never shown again."
                ),
            },
        )
        sections: list[tuple[Any, dict[str, Any]]] = [
            (None, {"fields": ("name", "slug", "stage")}),
            *for_members(obj, may_change=may_change),
        ]
        # A new studio is connected first. Later a manager comes for what members read, and hardly ever for the keys.
        sections.insert(len(sections) if obj else 1, connection)
        if request.user.is_superuser:
            sections.append((gettext_lazy("Staff"), {"fields": ("staff",)}))
        if obj:
            sections.append((gettext_lazy("Learned from Magicline"), {"fields": _LEARNED}))
            replaced = ("old_webhook_key",) if obj.accepts_an_old_webhook_key(now=timezone.now()) else ()
            sections.append(
                (gettext_lazy("Webhooks"), {"fields": ("activated_at", "webhooks_heard", *replaced)})
            )
        return sections

    @admin.display(description=gettext_lazy("logo now"))
    def logo_now(self, studio: Studio) -> str:
        return format_html('<img class="logo-now" src="{}" alt="">', studio.logo.get_absolute_url())

    @admin.display(description=gettext_lazy("To paste there"))
    def embed_snippet(self, studio: Studio) -> str:
        return embedding.shown_snippet(studio)

    @admin.display(description=gettext_lazy("API key"))
    def api_key_end(self, studio: Studio) -> str:
        return ending(studio.api_key)

    @admin.display(description=gettext_lazy("webhook key"))
    def webhook_key_end(self, studio: Studio) -> str:
        return ending(studio.webhook_key)

    @admin.display(description=gettext_lazy("last webhook received"))
    def webhooks_heard(self, studio: Studio) -> str:
        return activation.heard(studio, now=timezone.now())

    @admin.display(description=gettext_lazy("replaced webhook key"))
    def old_webhook_key(self, studio: Studio) -> str:
        return activation.old_key_accepted(studio)

    def save_model(self, request: HttpRequest, obj: Studio, form: StudioForm, change: bool) -> None:  # noqa: FBT001
        if form.lifts_the_pin:
            obj.vendor_studio_id = None
        if form.changes_the_connection:
            obj.checked_at = obj.findings_at = obj.findings = None
        super().save_model(request, obj, form, change)
        form.save_logo(obj)
