"""Studios in the admin: what the desk sets, what the site learned, and the buttons that check the connection and
confirm the activation."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studios import connections
from studios.admin import activation, appointments, connection_check, desk_codes
from studios.admin.desk import DeskPages
from studios.admin.settings_form import for_members
from studios.admin.studio_form import StudioForm, ending
from studios.desk.finding_words import Code
from studios.desk.findings import Finding, Level
from studios.models import Logo, Studio

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
_MESSAGE_LEVELS = {
    Level.OK: messages.SUCCESS,
    Level.NOTE: messages.INFO,
    Level.WARNING: messages.WARNING,
    Level.ERROR: messages.ERROR,
}


@admin.register(Studio)
class StudioAdmin(DeskPages):
    form = StudioForm
    list_display = (
        "name",
        "to_desk",
        "stage",
        "city",
        "base_url",
        "checked_at",
        "last_webhook_at",
        "reads_paused_at",
    )
    list_filter = ("stage", "city")
    search_fields = ("name", "slug", "city", "vendor_name")
    readonly_fields = (
        *_LEARNED, "api_key_end", "webhook_key_end", "activated_at", "webhooks_heard", "logo_now",
    )  # fmt: skip

    class Media:
        css = {"all": ("css/admin.css",)}  # noqa: RUF012 - as Django wants it
        js = ("js/colour.js",)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Studio | None = None
    ) -> dict[str, Sequence[str]]:
        """Only for a new studio: an address that members have saved must not change with the name."""
        return {} if obj else {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Studio]:
        """The list needs no keys, and must show even when they cannot be decrypted."""
        return super().get_queryset(request).defer(*_KEYS)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """A filter typed into the address bar must not try out keys."""
        return not lookup.startswith(_KEYS) and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def get_fieldsets(self, request: HttpRequest, obj: Studio | None = None) -> Any:
        # Whoever may only look gets every field as text, so the keys' own fields must not be among them.
        may_change = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        keys: tuple[str, ...] = _KEYS if may_change else ("api_key_end", "webhook_key_end")
        if may_change and obj and obj.webhook_key:
            keys = (*keys, "remove_webhook_key")
        if may_change and obj and obj.vendor_studio_id is not None:
            keys = (*keys, "forget_pinned_studio")
        sections: list[tuple[Any, dict[str, Any]]] = [
            (None, {"fields": ("name", "slug", "stage")}),
            (
                gettext_lazy("Connection to Magicline"),
                {
                    "fields": ("base_url", *keys),
                    "description": gettext_lazy(
                        "Base URL and keys come by mail once the studio has activated the integration. Keys "
                        "are stored encrypted and never shown again."
                    ),
                },
            ),
            *for_members(obj, may_change=may_change),
        ]
        if obj:
            sections.append((gettext_lazy("Learned from Magicline"), {"fields": _LEARNED}))
            sections.append((gettext_lazy("Webhooks"), {"fields": ("activated_at", "webhooks_heard")}))
        return sections

    @admin.display(description=gettext_lazy("logo now"))
    def logo_now(self, studio: Studio) -> str:
        logo = Logo.objects.filter(studio=studio).first()
        if logo is None:
            return "–"
        return format_html('<img class="logo-now" src="{}" alt="{}">', logo.get_absolute_url(), studio.name)

    @admin.display(description=gettext_lazy("API key"))
    def api_key_end(self, studio: Studio) -> str:
        return ending(studio.api_key)

    @admin.display(description=gettext_lazy("webhook key"))
    def webhook_key_end(self, studio: Studio) -> str:
        return ending(studio.webhook_key)

    @admin.display(description=gettext_lazy("last webhook received"))
    def webhooks_heard(self, studio: Studio) -> str:
        return activation.heard(studio, now=timezone.now())

    def save_model(self, request: HttpRequest, obj: Studio, form: StudioForm, change: bool) -> None:  # noqa: FBT001
        """Another base URL is another tenant, which numbers its studios anew: its pin means nothing there.

        A new key alone keeps the pin, since that is when keys get swapped.
        """
        if form.cleaned_data.get("forget_pinned_studio") or (change and "base_url" in form.changed_data):
            obj.vendor_studio_id = None
        if form.changes_the_connection:
            obj.checked_at = obj.findings_at = obj.findings = None
            messages.info(request, _("Now press “Check connection” to see whether the key works."))
        super().save_model(request, obj, form, change)
        form.save_logo(obj)

    # Check connection, confirm activation

    def get_urls(self) -> list[URLPattern]:
        buttons = {
            "check-connection": self.check_connection,
            "confirm-activation": self.confirm_activation,
            "read-appointments": self.read_appointments,
        }
        mine = [
            path(
                f"<int:studio_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"studios_studio_{name.replace('-', '_')}",
            )
            for name, view in buttons.items()
        ]
        hand_out_code = self.admin_site.admin_view(partial(desk_codes.hand_out_code, self))
        mine.append(
            path("<int:studio_id>/hand-out-code/", hand_out_code, name="studios_studio_hand_out_code")
        )
        return [*mine, *super().get_urls()]

    def check_connection(self, request: HttpRequest, studio_id: int) -> HttpResponse:
        """POST: asks Magicline with the stored key and shows what was found as messages on the studio's page."""
        return self._press(request, studio_id, check_and_learn)

    def confirm_activation(self, request: HttpRequest, studio_id: int) -> HttpResponse:
        """POST: takes the integration out of review, so that webhooks are sent, and says how it went."""

        def confirm(studio: Studio) -> Sequence[Finding]:
            findings = confirm_and_note(studio)
            if all(finding.level is Level.OK for finding in findings):
                self.log_change(request, studio, _("Confirmed the activation."))
            return findings

        return self._press(request, studio_id, confirm)

    def read_appointments(self, request: HttpRequest, studio_id: int) -> HttpResponse:
        """POST: asks Magicline which appointments there are, and shows the list of them."""
        return self._press(request, studio_id, appointments.read_and_note, then=appointments.list_of)

    def _press(
        self,
        request: HttpRequest,
        studio_id: int,
        deed: Callable[[Studio], Sequence[Finding]],
        *,
        then: Callable[[Studio], str] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        studio = self.get_object(request, str(studio_id))
        if studio is None:
            raise Http404
        if not self.has_change_permission(request, studio):
            raise PermissionDenied
        for finding in deed(studio):
            messages.add_message(request, _MESSAGE_LEVELS[finding.level], finding.sentence)
        page = "desk" if "from_desk" in request.POST else "change"
        there = reverse(f"admin:studios_studio_{page}", args=[studio.pk])
        return HttpResponseRedirect(then(studio) if then else there)


def confirm_and_note(studio: Studio) -> Sequence[Finding]:
    """Confirms the activation and keeps when that was."""
    try:
        finding = activation.confirm(connections.to(studio))
    except connections.ForbiddenUpstream as forbidden:
        return [Finding(Level.ERROR, Code.FORBIDDEN_UPSTREAM, {"why": str(forbidden)})]
    if finding.level is Level.OK:
        studio.learn(activated_at=timezone.now())
    return [finding]


def check_and_learn(studio: Studio) -> Sequence[Finding]:
    """Checks the connection, and keeps what it told about the studio and what was found."""
    now = timezone.now()
    try:
        client = connections.to(studio)
    except connections.ForbiddenUpstream as forbidden:
        finding = Finding(Level.ERROR, Code.FORBIDDEN_UPSTREAM, {"why": str(forbidden)})
        studio.learn(findings=[finding.stored], findings_at=now)
        return [finding]
    chain = Studio.objects.filter(base_url=studio.base_url).exclude(pk=studio.pk)
    numbers = chain.exclude(vendor_studio_id=None).values_list("vendor_studio_id", "name")
    expected = connection_check.Expected(
        name=studio.name,
        time_zone=studio.time_zone,
        pinned=studio.vendor_studio_id,
        others={number: name for number, name in numbers if number is not None},
    )
    report = connection_check.check(client, expected, today=studio.local(now).date())
    found = {"findings": [finding.stored for finding in report.findings], "findings_at": now}
    studio.learn(**report.facts, **found, **({"checked_at": now} if report.is_good else {}))
    if report.is_good:
        studio.key_works()
    return report.findings
