"""The buttons on a studio's page, such as those that check the connection and confirm the activation."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from studios import connections
from studios.admin import activation, appointments, connection_check, desk_codes
from studios.admin.new_keys import expected_of
from studios.desk.finding_words import Code
from studios.desk.findings import Finding, Level
from studios.models import Studio
from studios.staff.scope import studios_of

_MESSAGE_LEVELS = {
    Level.OK: messages.SUCCESS,
    Level.NOTE: messages.INFO,
    Level.WARNING: messages.WARNING,
    Level.ERROR: messages.ERROR,
}
# What a check may change: another value is worth noting down.
_CHECKED = ("vendor_studio_id", "vendor_name", "zone_seen", "reads_paused_at")


class StudioButtons(admin.ModelAdmin):  # type: ignore[type-arg]
    """Each takes a POST and the right to change the studio, and shows what was found as messages on its page."""

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
        """POST: asks Magicline with the stored key."""

        def check(studio: Studio) -> Sequence[Finding]:
            before = [getattr(studio, name) for name in _CHECKED]
            findings = check_and_learn(studio, seen=studios_of(request.user))
            if [getattr(studio, name) for name in _CHECKED] != before:
                self.log_change(
                    request, studio, _("Checked the connection, and what Magicline says is kept.")
                )
            return findings

        return self._press(request, studio_id, check)

    def confirm_activation(self, request: HttpRequest, studio_id: int) -> HttpResponse:
        """POST: takes the integration out of review, so that webhooks are sent, and says how it went."""

        def confirm(studio: Studio) -> Sequence[Finding]:
            findings = confirm_and_note(studio)
            if all(finding.level is Level.OK for finding in findings):
                self.log_change(request, studio, _("Confirmed the activation."))
            elif any(finding.code is Code.ACTIVATION_IN_DOUBT for finding in findings):
                self.log_change(request, studio, _("Tried to confirm the activation: no answer."))
            return findings

        return self._press(request, studio_id, confirm)

    def read_appointments(self, request: HttpRequest, studio_id: int) -> HttpResponse:
        """POST: asks Magicline which appointments there are, and shows the list of them."""

        def read(studio: Studio) -> Sequence[Finding]:
            findings = appointments.read_and_note(studio)
            if {finding.code for finding in findings} & {Code.NEW_APPOINTMENTS, Code.GONE_APPOINTMENTS}:
                self.log_change(request, studio, _("Read the appointments anew."))
            return findings

        return self._press(request, studio_id, read, then=appointments.list_of)

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


def check_and_learn(studio: Studio, *, seen: QuerySet[Studio]) -> Sequence[Finding]:
    """Checks the connection, and keeps what it told about the studio and what was found. Only studios in `seen` are
    named. What was kept of its answers goes: whoever presses the button has changed something.
    """
    now = timezone.now()
    studio.offer_changed()
    try:
        client = connections.to(studio, expected_refusals=connections.ABOUT_RIGHTS)
    except connections.ForbiddenUpstream as forbidden:
        finding = Finding(Level.ERROR, Code.FORBIDDEN_UPSTREAM, {"why": str(forbidden)})
        studio.learn(findings=[finding.stored], findings_at=now)
        return [finding]
    report = connection_check.check(client, expected_of(studio, seen=seen), today=studio.local(now).date())
    found = {"findings": [_unnamed(finding).stored for finding in report.findings], "findings_at": now}
    studio.learn(**report.facts, **found, **({"checked_at": now} if report.is_good else {}))
    if report.is_good:
        studio.key_works()
    return report.findings


def _unnamed(finding: Finding) -> Finding:
    """As it is kept: whoever looks at the studio later need not see the other one whose key it is."""
    if finding.code is not Code.KNOWN_STRANGER:
        return finding
    facts = {name: fact for name, fact in finding.facts.items() if name != "other"}
    return replace(finding, code=Code.UNNAMED_STRANGER, facts=facts)
