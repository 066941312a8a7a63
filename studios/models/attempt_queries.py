"""Which attempts hold their member's time, which are to be looked for, and which a booking may have come from."""

from collections.abc import Iterable, Sequence
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

_MAY_GET_ONE = Q(booking=None, state__in=[*WAITING, AttemptState.NOT_BOOKED, AttemptState.BOOKED])


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
        """Gives back to their members the time of bookings that are cancelled, or that now start at another time.

        Mostly there is none, and then nothing is written.
        """
        freed = self.filter(FREED, booking__isnull=False, released_at=None)
        if freed.exists():
            freed.update(released_at=now)

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
        theirs = self.filter(_MAY_GET_ONE, studio=studio, member=member)
        at_its_time = theirs.filter(starts_at__in=[one.start.instant for one in told])
        return at_its_time.select_related("studio", "member").order_by("-created_at")

    def lists_that_may_tell(
        self, lists: "Sequence[tuple[Studio, Member, Iterable[appointments.Booking]]]"
    ) -> set[tuple[int, int]]:
        """Of which studio and member, by primary keys, a list may tell the booking of an attempt that has none."""
        told = {(studio.pk, member.pk, one.start.instant) for studio, member, some in lists for one in some}
        studios, members, starts = (set(column) for column in zip(*told, strict=True))
        open_ones = self.filter(
            _MAY_GET_ONE, studio__in=studios, member__in=members, starts_at__in=starts
        ).values_list("studio_id", "member_id", "starts_at")
        return {(studio, member) for studio, member, start in open_ones if (studio, member, start) in told}
