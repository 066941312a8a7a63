"""A studio's appointments in the admin: their titles read from Magicline, and what the studio decides about each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studios import connections
from studios.admin.scoped import Scoped
from studios.admin.settings_form import PlainText
from studios.desk.finding_words import Code, Subject
from studios.desk.findings import Finding, Level, ended_by, not_possible
from studios.magicline.errors import MagiclineError, Refused, UnexpectedReply
from studios.models import AppointmentSettings, Studio

Price = AppointmentSettings.Price


class AppointmentForm(forms.ModelForm):  # type: ignore[type-arg]
    confirmation_text = PlainText(
        label=gettext_lazy("Text at confirmation"),
        required=False,
        max_length=600,
        help_text=AppointmentSettings._meta.get_field("confirmation_text").help_text,
    )

    class Meta:
        model = AppointmentSettings
        fields = ("price", "price_words", "button_label", "cancel_cutoff_hours", "confirmation_text", "group")
        widgets = {"price": forms.RadioSelect}  # noqa: RUF012 - as Django wants it

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        price, words = cleaned.get("price"), cleaned.get("price_words")
        if price == Price.PRICED and not words and "price_words" not in self.errors:
            self.add_error("price_words", _("Please say what it costs, such as “45 € per session”."))
        if price == Price.UNSAID and words:
            self.add_error(
                "price", _("You wrote something about the price: is it included, or does it cost extra?")
            )
        return cleaned


@admin.register(AppointmentSettings)
class AppointmentSettingsAdmin(Scoped):
    """Whoever may look at a studio or change it may do so with its appointments; rows come from Magicline only."""

    studio_paths = ("studio",)
    form = AppointmentForm
    list_display = ("__str__", "studio", "shown_price", "cancel_cutoff_hours", "is_offered")
    list_display_links = ("__str__",)
    list_filter = ("studio", "is_offered", "price")
    search_fields = ("title",)
    list_select_related = ("studio",)
    readonly_fields = ("studio", "title", "appointment_id", "is_offered")
    fieldsets = (
        (None, {"fields": readonly_fields}),
        (gettext_lazy("Price"), {"fields": ("price", "price_words", "button_label")}),
        (gettext_lazy("For members"), {"fields": ("cancel_cutoff_hours", "confirmation_text", "group")}),
    )

    @admin.display(description=gettext_lazy("price"))
    def shown_price(self, row: AppointmentSettings) -> str:
        return row.shown_price

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the button that reads the titles, where the list shows one studio."""
        studio = self._desk.get_object(request, request.GET.get("studio__id__exact", ""))
        if studio and self._desk.has_change_permission(request, studio):
            extra_context = (extra_context or {}) | {"of_studio": studio}
        return super().changelist_view(request, extra_context)

    # Rights are those that somebody has at the studio itself.

    @property
    def _desk(self) -> admin.ModelAdmin[Studio]:
        return self.admin_site.get_model_admin(Studio)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._desk.has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: AppointmentSettings | None = None) -> bool:
        return self._desk.has_view_permission(request, obj.studio if obj else None)

    def has_change_permission(self, request: HttpRequest, obj: AppointmentSettings | None = None) -> bool:
        return self._desk.has_change_permission(request, obj.studio if obj else None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AppointmentSettings | None = None) -> bool:
        """They go with their studio."""
        return self._desk.has_delete_permission(request, obj.studio if obj else None)


def list_of(studio: Studio) -> str:
    """The address of the studio's appointments in the admin."""
    return f"{reverse('admin:studios_appointmentsettings_changelist')}?studio__id__exact={studio.pk}"


def read_and_note(studio: Studio) -> Sequence[Finding]:
    """Asks Magicline what the studio offers, and keeps the titles. Members see it at once, too."""
    studio.offer_changed()
    try:
        offered = connections.to(studio).appointments()
    except connections.ForbiddenUpstream as forbidden:
        return [Finding(Level.ERROR, Code.FORBIDDEN_UPSTREAM, {"why": str(forbidden)})]
    except (Refused, UnexpectedReply) as error:
        return [not_possible(error, Subject.APPOINTMENTS)]
    except MagiclineError as error:
        return [ended_by(error)]
    new, gone = AppointmentSettings.objects.note_offered(studio, {one.id: one.title for one in offered})
    if not offered:
        found = [Finding(Level.WARNING, Code.NO_APPOINTMENTS)]
    else:
        found = [Finding(Level.OK, Code.APPOINTMENTS, {"count": len(offered)})]
    if new:
        found.append(Finding(Level.OK, Code.NEW_APPOINTMENTS, {"count": new}))
    if gone:
        found.append(Finding(Level.NOTE, Code.GONE_APPOINTMENTS, {"count": gone}))
    return found
