"""What members booked here, and every attempt with what Magicline said: for the desk, and to look only."""

from datetime import datetime

from django.contrib import admin
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from studios.admin.read_only import ReadOnlyAdmin
from studios.models import Attempt, Booking, Studio


def _on_its_clock(studio: Studio, instant: datetime) -> str:
    """Date and time in the studio, with its zone: the admin itself works in UTC."""
    local = studio.local(instant)
    return f"{formats.date_format(local.replace(tzinfo=None), 'SHORT_DATETIME_FORMAT')} {local:%Z}"


class _OfOneMember(ReadOnlyAdmin):
    """What bookings and attempts share: a studio, a member, a time."""

    list_select_related = ("studio", "member")
    view_on_site = False  # that page is its member's: the desk would be asked to sign in
    date_hierarchy = "starts_at"

    @admin.display(description=_("start"), ordering="starts_at")
    def start(self, row: Booking | Attempt) -> str:
        return _on_its_clock(row.studio, row.starts_at)

    @admin.display(description=_("end"), ordering="ends_at")
    def end(self, row: Booking | Attempt) -> str:
        return _on_its_clock(row.studio, row.ends_at)

    @admin.display(description=_("customer"))
    def customer(self, row: Booking | Attempt) -> str:
        """The name the desk knows, and the number it can be looked up by."""
        if row.member:
            return f"{row.member.full_name} ({row.member.customer_id})".strip()
        return f"({row.customer_id})" if isinstance(row, Booking) else ""


@admin.register(Booking)
class BookingAdmin(_OfOneMember):
    list_display = ("reference", "studio", "title", "start", "customer", "status", "booking_id")
    list_filter = ("studio", "status")
    search_fields = ("reference", "booking_id__exact", "attempt__reference", "attempt__trace_id")
    ordering = ("-starts_at",)
    fields = (
        "reference", "booking_id", "studio", "customer", "title", "start", "end", "instructors",
        "status", "appointment_status", "cancel_cutoff_hours", "cancelling", "read_at",
    )  # fmt: skip
    readonly_fields = ("start", "end", "customer")


@admin.register(Attempt)
class AttemptAdmin(_OfOneMember):
    list_display = ("reference", "studio", "title", "start", "customer", "state", "refusal", "trace_id")
    list_filter = ("studio", "state")
    search_fields = ("reference", "booking__booking_id__exact", "trace_id")
    ordering = ("-created_at",)
    fields = (
        "reference", "booking", "studio", "customer", "title", "start", "end", "state", "refusal",
        "vendor_message", "trace_id", "created_at", "sent_at", "gives_up_at", "released_at",
    )  # fmt: skip
    readonly_fields = ("start", "end", "customer")
