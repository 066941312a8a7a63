"""The secret address under which a calendar app reads somebody's bookings, without a session."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q

from studios.models.booking import Booking
from studios.models.booking_change import BookingChange
from studios.models.booking_queries import BookingQuerySet
from studios.models.marks import marks, new_mark
from studios.models.member import Member

PAST_SHOWN = timedelta(days=90)
CANCELLED_SHOWN = timedelta(days=30)  # an entry that merely vanished would stay in some calendars
_BYTES = 24


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def make(self, members: Iterable[Member], *, now: datetime) -> str:
        """Makes an address for one person's records and ends any they had; returns its secret, which is not kept."""
        token = secrets.token_urlsafe(_BYTES)
        with transaction.atomic():
            # The lock: of two clicks at once only the second one's address is left.
            theirs = Member.objects.select_for_update().filter(pk__in=[member.pk for member in members])
            locked = list(theirs.order_by("pk"))
            self.of(locked).delete()
            self.create(mark=new_mark(_feed(token)), created_at=now).members.set(locked)
        return token

    def of(self, members: Iterable[Member]) -> "CalendarFeedQuerySet":
        """The feed of one person, who may have several customer records."""
        return self.filter(pk__in=self.filter(members__in=list(members)).values("pk"))

    def under(self, token: str) -> "CalendarFeed | None":
        """The feed with this secret; none once its people are erased."""
        return self.filter(mark__in=marks(_feed(token)), members__isnull=False).first()


class CalendarFeed(models.Model):
    """One address. `mark` is a keyed hash of its secret: whoever reads the database cannot read the feed with it."""

    mark = models.CharField(max_length=64, unique=True)
    # Those the session stood for when the address was made: a later sign-in does not widen what it shows.
    members = models.ManyToManyField(Member, related_name="calendar_feeds")
    created_at = models.DateTimeField()

    objects = CalendarFeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"calendar feed {self.pk}"

    def bookings(self, *, now: datetime) -> BookingQuerySet:
        """Our copies of what is to come, what ended in the last 90 days, and what was cancelled in the last 30."""
        cancelled = Q(status="CANCELED") | Q(appointment_status="CANCELED")
        noticed = BookingChange.objects.filter(
            kind=BookingChange.Kind.CANCELLED, noticed_at__gte=now - CANCELLED_SHOWN
        )
        lately = Q(cancelled_here_at__gte=now - CANCELLED_SHOWN) | Q(pk__in=noticed.values("booking"))
        theirs = Booking.objects.of(self.members.all()).filter(ends_at__gte=now - PAST_SHOWN)
        return theirs.filter(~cancelled | lately)


def _feed(token: str) -> str:
    return f"calendar feed {token}"
