"""What members booked here, and every attempt with what Magicline said: for the desk to look at, and to
end an uncertainty that Magicline does not end."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from studios.admin.read_only import ReadOnlyAdmin
from studios.admin.scoped import Scoped
from studios.admin.settling_by_hand import (
    BookedForm,
    CannotSettle,
    can_be_settled,
    settle_with,
    settle_without,
)
from studios.desk import booking_words, reasons
from studios.desk.clocks import on_its_clock
from studios.models import Attempt, Booking
from studios.models.attempt_states import UNNUMBERED, WAITING, AttemptState

# Also *booked* without a number, which is looked for until it is known.
OUTCOME_UNKNOWN = Q(state__in=WAITING) | UNNUMBERED


class StatusFilter(admin.AllValuesFieldListFilter):
    """The vendor's statuses that occur, in words."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        everything, *statuses = super().choices(changelist)
        yield everything
        for status in statuses:
            yield {**status, "display": booking_words.status_in_words(str(status["display"]))}


class _OfOneMember(Scoped, ReadOnlyAdmin):
    """What bookings and attempts share: a studio, a member, a time."""

    studio_paths = ("studio",)
    list_select_related = ("studio", "member")
    view_on_site = False  # that page is its member's: the desk would be asked to sign in
    date_hierarchy = "starts_at"
    readonly_fields: ClassVar[tuple[str, ...]] = ("start", "end", "customer")

    @admin.display(description=_("start"), ordering="starts_at")
    def start(self, row: Booking | Attempt) -> str:
        return on_its_clock(row.studio, row.starts_at)

    @admin.display(description=_("end"), ordering="ends_at")
    def end(self, row: Booking | Attempt) -> str:
        return on_its_clock(row.studio, row.ends_at)

    @admin.display(description=_("customer"))
    def customer(self, row: Booking | Attempt) -> str:
        """The name the desk knows, and the number it can be looked up by."""
        if row.member:
            return f"{row.member.full_name} ({row.member.customer_id})".strip()
        return f"({row.customer_id})" if isinstance(row, Booking) else ""


@admin.register(Booking)
class BookingAdmin(_OfOneMember):
    list_display = ("start", "title", "customer", "how_it_stands", "studio", "booking_id", "reference")
    list_filter = ("studio", ("status", StatusFilter))
    search_fields = ("reference", "booking_id__exact", "attempt__reference", "attempt__trace_id")
    ordering = ("-starts_at",)
    fields = (
        "customer", "title", "start", "end", "with_whom", "studio", "how_it_stands", "cancel_cutoff_hours",
        "price_words", "cancelling", "booking_id", "reference", "read_at",
    )  # fmt: skip
    readonly_fields = (*_OfOneMember.readonly_fields, "how_it_stands", "with_whom")

    @admin.display(description=_("status"), ordering="status")
    def how_it_stands(self, booking: Booking) -> str:
        return booking_words.status_in_words(booking.status, booking.appointment_status)

    @admin.display(description=_("instructors"))
    def with_whom(self, booking: Booking) -> str:
        return ", ".join(booking.instructors)


@admin.register(Attempt)
class AttemptAdmin(_OfOneMember):
    list_display = ("start", "title", "customer", "state", "why", "studio", "reference")
    list_filter = ("studio", "state")
    search_fields = ("reference", "booking__booking_id__exact", "trace_id")
    ordering = ("-created_at",)
    fieldsets = (
        (None, {"fields": ("customer", "title", "start", "end", "studio", "state", "why", "booking", "reference")}),
        (
            _("What happened when"),
            {
                "classes": ("collapse",),
                "fields": (
                    "vendor_message", "trace_id", "created_at", "sent_at", "gives_up_at", "look_at", "looks",
                    "released_at",
                ),
            },
        ),
    )  # fmt: skip
    readonly_fields = (*_OfOneMember.readonly_fields, "why")
    actions = ("look_again", "settle_not_booked")

    @admin.display(description=_("refusal"), ordering="refusal")
    def why(self, attempt: Attempt) -> str:
        return reasons.in_words(attempt.refusal) if attempt.refusal else ""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.settle_booked)
        mine = path("<int:attempt_id>/settle-booked/", view, name="studios_attempt_settle_booked")
        return [mine, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        attempt = self.get_object(request, object_id)
        can = attempt is not None and can_be_settled(attempt) and self.has_work_permission(request)
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "can_be_settled": can}
        )

    def settle_booked(self, request: HttpRequest, attempt_id: int) -> HttpResponse:
        """GET asks for the booking's number; POST reads that booking, and settles if it is what was wanted."""
        attempt = self.get_object(request, str(attempt_id))
        if attempt is None:
            raise Http404
        if not self.has_work_permission(request):
            raise PermissionDenied
        page = reverse("admin:studios_attempt_change", args=[attempt.pk])
        if not can_be_settled(attempt):
            self.message_user(request, gettext("There is nothing to settle."), messages.WARNING)
            return HttpResponseRedirect(page)
        form = BookedForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            number, now = form.cleaned_data["number"], timezone.now()
            try:
                settle_with(attempt, number, now=now) if number else settle_without(attempt, now=now)
            except CannotSettle as no:
                form.add_error(None, str(no))
            else:
                self.log_change(request, attempt, gettext("Settled by hand as booked."))
                self.message_user(
                    request, gettext("Settled as booked; the member is told by mail."), messages.SUCCESS
                )
                return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Settle by hand"),
            "opts": self.opts,
            "attempt": attempt,
            "start": self.start(attempt),
            "end": self.end(attempt),
            "customer": self.customer(attempt),
            "form": form,
            "may_be_not_booked": attempt.state != AttemptState.NOT_BOOKED,
        }
        return TemplateResponse(request, "admin/studios/attempt/settle_booked.html", context)

    @admin.action(description=_("Look again now for what became of it"), permissions=["work"])
    def look_again(self, request: HttpRequest, attempts: QuerySet[Attempt]) -> None:
        """Plans the next look for now; one that is still being sent is left to its own answer first."""
        unknown = list(attempts.filter(OUTCOME_UNKNOWN))
        for attempt in unknown:
            attempt.look_later(look_at=timezone.now())
            self.log_change(request, attempt, gettext("Looked for again."))
        said = ngettext("%(count)d is looked for now.", "%(count)d are looked for now.", len(unknown))
        self.message_user(request, said % {"count": len(unknown)}, messages.SUCCESS)

    @admin.action(
        description=_("Settle by hand: it is not in Magicline, so not booked"), permissions=["work"]
    )
    def settle_not_booked(self, request: HttpRequest, attempts: QuerySet[Attempt]) -> None:
        """Only what is *unsure*, or *booked* without a number; the member is mailed, and a booking that turns up later
        still counts.
        """
        now = timezone.now()
        unsure = attempts.filter(Q(state=AttemptState.UNSURE) | UNNUMBERED)
        settled = [one for one in unsure if one.settle_not_booked(now=now) or one.no_longer_booked(now=now)]
        for attempt in settled:
            self.log_change(request, attempt, gettext("Settled by hand as not booked."))
        said = ngettext(
            "%(count)d is settled as not booked; the member is told by mail.",
            "%(count)d are settled as not booked; the members are told by mail.",
            len(settled),
        )
        self.message_user(request, said % {"count": len(settled)}, messages.SUCCESS)
