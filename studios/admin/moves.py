"""Moves of bookings: how far each has come, and *try again*."""

from django.contrib import admin

from studios.admin.scoped import Scoped
from studios.admin.webhooks import OwedAdmin, Undone
from studios.models import Move


@admin.register(Move)
class MoveAdmin(Scoped, OwedAdmin):
    """The two halves are a booking and an attempt, which say the rest."""

    studio_paths = ("old__studio", "attempt__studio")
    done = "ended_at"
    list_display = ("old", "attempt", "state", "started_at", "ended_at", "tries_so_far", "error_last_time")
    list_filter = ("state", Undone)
    list_select_related = ("old", "attempt")
    search_fields = ("old__reference", "attempt__reference")
    fields = (
        "old", "attempt", "old_first", "state", "started_at", "ended_at", "next_try", "tries_so_far", "error_last_time",
    )  # fmt: skip
