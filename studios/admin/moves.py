"""Moves of bookings: how far each has come, and *try again*."""

from django.contrib import admin

from studios.admin.webhooks import OwedAdmin, Undone
from studios.models import Move


@admin.register(Move)
class MoveAdmin(OwedAdmin):
    """The two halves are a booking and an attempt, which say the rest."""

    done = "ended_at"
    list_display = ("old", "attempt", "state", "started_at", "ended_at", "tries", "last_error")
    list_filter = ("state", Undone)
    list_select_related = ("old", "attempt")
    search_fields = ("old__reference", "attempt__reference")
    fields = (
        "old", "attempt", "old_first", "state", "started_at", "ended_at", "next_try_at", "tries", "last_error",
    )  # fmt: skip
