"""What the nightly reading found, for the desk to look at, and to approve where it stopped."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from studios.admin.read_only import ReadOnlyAdmin
from studios.admin.scoped import Scoped
from studios.models import DriftReport

_APPROVE = "studios.change_driftreport"


@admin.register(DriftReport)
class DriftReportAdmin(Scoped, ReadOnlyAdmin):
    studio_paths = ("studio",)
    list_display = ("night", "studio", "checked", "unread", "differing", "stopped", "applied_at")
    list_filter = ("stopped", "studio")
    list_select_related = ("studio",)
    fields = (
        "night", "studio", "made_at", "checked", "unread", "differing", "stopped", "details", "applied", "applied_at",
    )  # fmt: skip
    actions = ("apply_this",)

    def has_approve_permission(self, request: HttpRequest) -> bool:
        """Nobody edits a report; whoever may change reports may have one written."""
        return request.user.has_perm(_APPROVE)

    @admin.action(description=_("Apply this: read again and write down"), permissions=["approve"])
    def apply_this(self, request: HttpRequest, reports: QuerySet[Any]) -> None:
        """The worker does it, with what the studio says by then."""
        now = timezone.now()
        approved = [report for report in reports if report.approve(now=now)]
        for report in approved:
            self.log_change(request, report, gettext("Had it applied."))
        text = ngettext(
            "%(number)d report is being applied.", "%(number)d reports are being applied.", len(approved)
        )
        messages.info(request, text % {"number": len(approved)})
