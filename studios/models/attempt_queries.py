"""Which attempts hold their member's time, which are to be looked for, and which a booking may have come from."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from studios.models.attempt_states import FREED, HOLDS_ITS_TIME, UNNUMBERED, WAITING, AttemptState
from studios.models.member import Member
from studios.models.studio import Studio

if TYPE_CHECKING:
    from studios.magicline import appointments
    from studios.models.attempt import Attempt  # noqa: F401 - the linter does not read the text below


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def holding_time(self) -> "AttemptQuerySet":
        """Attempts that keep their member's time from being booked again."""
        return self.filter(HOLDS_ITS_TIME)

    def of(self, members: Iterable[Member]) -> "AttemptQuerySet":
        """Attempts of one person, who may have several customer records."""
        return self.filter(member__in=list(members)).select_related("studio", "member", "booking")

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> "AttemptQuerySet":
        """Attempts that share time with [starts_at, ends_at), and those with the same start."""
        return self.filter(Q(starts_at__lt=ends_at, ends_at__gt=starts_at) | Q(starts_at=starts_at))

    def release_freed(self, *, now: datetime) -> None:
        """Gives back to their members the time of bookings that are cancelled, or that now start at another time."""
        self.filter(FREED, booking__isnull=False, released_at=None).update(released_at=now)

    def to_look_for(self, *, now: datetime) -> "AttemptQuerySet":
        """Attempts whose outcome, or whose booking's number, is unknown and due to be looked for."""
        return self.filter(Q(state__in=WAITING) | UNNUMBERED, gives_up_at__lte=now, look_at__lte=now)

    def unsettled(self) -> "AttemptQuerySet":
        """Attempts of which nobody knows what became of them, those included whose answer is still to come."""
        return self.filter(state__in=WAITING)

    def unnumbered(self, studio: Studio, member: Member) -> "AttemptQuerySet":
        """Attempts of the member at the studio that are booked, as far as is known, by a number that nobody told."""
        theirs = self.filter(UNNUMBERED, studio=studio, member=member)
        return theirs.select_related("studio", "member").order_by("pk")

    def that_may_have_made(
        self, told: "Iterable[appointments.Booking]", studio: Studio, member: Member
    ) -> "AttemptQuerySet":
        """Attempts without a booking that one of these may have come from, by their starts, the latest first."""
        return (
            self.filter(
                studio=studio,
                member=member,
                booking=None,
                state__in=[*WAITING, AttemptState.NOT_BOOKED, AttemptState.BOOKED],
                starts_at__in=[one.start.instant for one in told],
            )
            .select_related("studio", "member")
            .order_by("-created_at")
        )
