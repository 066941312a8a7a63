"""What Magicline told the site, and mails that are owed: how far each has come, and *try again*."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from studios.admin.read_only import ReadOnlyAdmin
from studios.admin.scoped import Scoped
from studios.desk.clocks import on_its_clock
from studios.magicline.webhook_events import EventType
from studios.models import Letter, WebhookMessage
from studios.models.owed import Owed

_EVENTS = {
    EventType.BOOKING_CREATED: gettext_lazy("booking made"),
    EventType.BOOKING_UPDATED: gettext_lazy("booking changed"),
    EventType.BOOKING_CANCELLED: gettext_lazy("booking cancelled"),
    EventType.CUSTOMER_UPDATED: gettext_lazy("customer changed"),
    EventType.CUSTOMER_ACCESS_DISABLED: gettext_lazy("customer keeps this site out"),
    EventType.CUSTOMER_DELETED: gettext_lazy("customer deleted"),
    EventType.OPENING_HOURS_UPDATED: gettext_lazy("opening hours changed"),
}


class Undone(admin.SimpleListFilter):
    title = gettext_lazy("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waits", gettext_lazy("waits for the next try")), ("given-up", gettext_lazy("given up"))]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "waits":
                return rows.exclude(next_try_at=None)
            case "given-up":
                return rows.filter(next_try_at=None).exclude(last_error="")
            case _:
                return rows


class OwedAdmin(ReadOnlyAdmin):
    """Rows that stand for one piece of work each."""

    actions = ("try_again",)
    done = ""  # the field that says since when it is done
    readonly_fields: ClassVar[tuple[str, ...]] = ("next_try", "tries_so_far", "error_last_time")

    # These columns have no names of their own in the models.

    @admin.display(description=gettext_lazy("next try"), ordering="next_try_at")
    def next_try(self, row: Owed) -> datetime | None:
        return row.next_try_at

    @admin.display(description=gettext_lazy("tries so far"), ordering="tries")
    def tries_so_far(self, row: Owed) -> int:
        return row.tries

    @admin.display(description=gettext_lazy("error of the last try"), ordering="last_error")
    def error_last_time(self, row: Owed) -> str:
        return row.last_error

    @admin.action(description=gettext_lazy("Try again"), permissions=["work"])
    def try_again(self, request: HttpRequest, rows: QuerySet[Owed]) -> None:
        """What is done stays done; the rest the worker picks up within seconds."""
        undone = list(rows.filter(**{self.done: None}))
        for row in undone:
            row.try_again(now=timezone.now())
            self.log_change(request, row, _("Tried again."))
        said = ngettext("%(count)d is tried again.", "%(count)d are tried again.", len(undone))
        self.message_user(request, said % {"count": len(undone)}, messages.SUCCESS)


@admin.register(WebhookMessage)
class WebhookMessageAdmin(Scoped, OwedAdmin):
    studio_paths = ("studio",)
    done = "processed_at"
    list_display = (
        "received_at",
        "studio",
        "events",
        "entity_id",
        "processed_at",
        "tries_so_far",
        "error_last_time",
    )
    list_filter = ("studio", Undone)
    list_select_related = ("studio",)
    search_fields = ("entity_id__exact", "uuid", "trace_id")
    fields = (
        "studio", "events", "entity_id", "received_at", "processed_at", "next_try", "tries_so_far",
        "error_last_time", "trace_id",
    )  # fmt: skip
    readonly_fields = (*OwedAdmin.readonly_fields, "events")

    @admin.display(description=gettext_lazy("events"))
    def events(self, message: WebhookMessage) -> str:
        return ", ".join(str(_EVENTS.get(one, one)) for one in message.types)


@admin.register(Letter)
class LetterAdmin(Scoped, OwedAdmin):
    """No addresses and no names: who it is for stands with the booking.

    A mail is about a booking, an attempt or both; one that were about neither would be for superusers.
    """

    studio_paths = ("booking__studio", "attempt__studio")
    done = "sent_at"
    list_display = ("kind", "about", "owed_at", "sent_at", "tries_so_far", "error_last_time")
    list_filter = ("kind", Undone)
    list_select_related = ("booking__studio", "attempt__studio")
    search_fields = ("booking__reference", "attempt__reference", "message_id")
    fields = (
        "kind", "about", "owed_at", "sent_at", "next_try", "tries_so_far", "error_last_time",
    )  # fmt: skip
    readonly_fields = (*OwedAdmin.readonly_fields, "about")

    @admin.display(description=gettext_lazy("about"))
    def about(self, letter: Letter) -> str:
        """What was or was to be booked, and the way there."""
        row = letter.booking or letter.attempt
        if row is None:
            return ""
        page = reverse(f"admin:studios_{row._meta.model_name}_change", args=[row.pk])
        when = on_its_clock(row.studio, row.starts_at)
        return format_html('<a href="{}">{}, {}</a>', page, row.title or _("Appointment"), when)
