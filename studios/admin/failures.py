"""What went wrong at Magicline, to be looked at and sent to its support."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from studios.admin.read_only import ReadOnlyAdmin
from studios.admin.scoped import Scoped
from studios.desk import support
from studios.desk.clocks import on_its_clock
from studios.models import UpstreamFailure


@admin.register(UpstreamFailure)
class UpstreamFailureAdmin(Scoped, ReadOnlyAdmin):
    studio_paths = ("studio",)
    list_display = ("moment", "outcome", "times", "status", "method", "endpoint", "studio")
    list_filter = ("outcome", "studio")
    list_select_related = ("studio",)
    search_fields = ("trace_ids",)
    fields = (
        "studio",
        "moment",
        "method",
        "endpoint",
        "outcome",
        "status",
        "seconds",
        "times",
        "for_support",
    )
    readonly_fields = ("moment", "for_support")

    @admin.display(description=_("when"), ordering="at")
    def moment(self, failure: UpstreamFailure) -> str:
        return on_its_clock(failure.studio, failure.at)

    @admin.display(description=_("for Magicline's support"))
    def for_support(self, failure: UpstreamFailure) -> SafeString:
        """To be copied."""
        return format_html(
            '<textarea readonly rows="6" cols="70" aria-label="{}">{}</textarea>',
            _("For Magicline's support"),
            support.block(failure, failure.studio),
        )
