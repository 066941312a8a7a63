"""Whose bookings, and how the rows follow what the vendor tells."""

import functools
import operator
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Q

from studios.models.booking_change import BookingChange
from studios.models.member import Member
from studios.models.studio import Studio

if TYPE_CHECKING:
    from studios.magicline import appointments
    from studios.models.booking import Booking

_TOLD_EACH_TIME = (
    "status", "appointment_status", "start_text", "end_text", "starts_at", "ends_at", "title", "instructors",
)  # fmt: skip
# What is told again within this time is not marked as read again: looking twice writes nothing. What it costs: where a
# desk changes a booking and changes it back meanwhile, an older answer that comes last is believed until the next one.
_READ_JUST_NOW = timedelta(minutes=1)

# Whose list it is, where, and what it says.
TheirList = tuple[Studio, Member | None, Iterable["appointments.Booking"]]
_Key = tuple[int, int]  # the studio's primary key, the booking's number
_Told = dict[_Key, tuple[Studio, Member | None, "appointments.Booking"]]


class BookingQuerySet(models.QuerySet["Booking"]):
    def of(self, members: Iterable[Member]) -> "BookingQuerySet":
        """Bookings of one person, who may have several customer records."""
        return self.filter(member__in=list(members)).select_related("studio", "member")

    def being_cancelled(self, *, now: datetime) -> "BookingQuerySet":
        """Bookings to come of which nobody knows yet whether our DELETE was carried out."""
        return self.exclude(cancelling="").filter(ends_at__gt=now)

    def coming(self, studio: Studio, *, now: datetime) -> "BookingQuerySet":
        """What is not over and, as far as we know, not cancelled at that studio."""
        cancelled = Q(status="CANCELED") | Q(appointment_status="CANCELED")
        return self.filter(studio=studio, ends_at__gte=now).exclude(cancelled)

    def give_to(self, member: Member) -> None:
        """What was known of their bookings before they first signed in is theirs from now on."""
        strangers = self.filter(studio__base_url=member.chain, customer_id=member.customer_id, member=None)
        strangers.update(member=member)

    def keep(
        self,
        studio: Studio,
        member: Member | None,
        told: Iterable["appointments.Booking"],
        *,
        now: datetime,
        reference: str = "",
        only_known: bool = False,
    ) -> None:
        """Writes down what one studio told, as `keep_all` does."""
        self.keep_all([(studio, member, told)], now=now, reference=reference, only_known=only_known)

    def keep_all(
        self, lists: "Iterable[TheirList]", *, now: datetime, reference: str = "", only_known: bool = False
    ) -> None:
        """Writes down what studios told: one row per (studio, booking number), whoever comes second.

        Mostly nothing is new: that is seen by reading, without a transaction, which on SQLite would wait for everybody
        who writes. What is new is written in one statement, so that of two that learn of a booking at once neither
        fails. A title or instructors that are not told this time are kept. What is different from before is noted as a
        `BookingChange`, once, because the rows are locked meanwhile. `now` is an instant before the vendor was asked:
        an answer older than what we know is no news. `reference` is for the row of a single booking, if it is new;
        with `only_known` no new row is made. Of a member who was erased meanwhile nothing is kept.
        """
        # Each once, because PostgreSQL refuses to update a row twice in one statement; in the order of their numbers,
        # so that two which write the same rows wait for each other instead of both at once.
        told: _Told = {
            (studio.pk, one.id): (studio, member, one) for studio, member, some in lists for one in some
        }
        before = self._copies_of(told)
        news = {
            key: one
            for key, one in sorted(told.items())
            if (_is_news(known, *one, now=now) if (known := before.get(key)) else not only_known)
        }
        if news:
            with transaction.atomic():
                self._write(news, now=now, reference=reference, only_known=only_known)

    def _write(self, news: "_Told", *, now: datetime, reference: str, only_known: bool) -> None:
        members = Member.objects.in_bulk({member.pk for _studio, member, _one in news.values() if member})
        news = {key: one for key, one in news.items() if one[1] is None or one[1].pk in members}
        before = self.select_for_update()._copies_of(news)
        rows = {
            key: self.model.told(studio, member, one, before=known, now=now)
            for key, (studio, member, one) in news.items()
            if (known.read_at <= now if (known := before.get(key)) else not only_known)
        }
        if reference and rows:
            next(iter(rows.values())).reference = reference
        self.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=["studio", "booking_id"],
            update_fields=(*_TOLD_EACH_TIME, "read_at"),
        )
        nobodys = {key for key in news if (known := before.get(key)) is None or known.member_id is None}
        for member in members.values():
            theirs = {key for key in nobodys if news[key][1] == member}
            if theirs:
                self.filter(_named(theirs), member=None).update(member=member)
        for studio in {news[key][0] for key, row in rows.items() if _takes_other_time(before.get(key), row)}:
            studio.times_changed()
        for key, row in rows.items():
            if known := before.get(key):
                BookingChange.objects.note(known, row, now=now)
                if known.calendar_facts != row.calendar_facts:
                    self.filter(pk=known.pk).update(sequence=F("sequence") + 1)

    def _copies_of(self, told: "_Told") -> "dict[_Key, Booking]":
        # One question however many studios there are; a number that another of them has as well is left out.
        studios, numbers = {studio for studio, _number in told}, {number for _studio, number in told}
        rows = self.filter(studio__in=studios, booking_id__in=numbers).order_by("pk") if told else ()
        copies = {(row.studio_id, row.booking_id): row for row in rows}
        return {key: row for key, row in copies.items() if key in told}

    def keep_one(
        self,
        studio: Studio,
        member: Member | None,
        told: "appointments.Booking",
        *,
        now: datetime,
        reference: str = "",
    ) -> "Booking":
        """The row for one booking the vendor told us about; raises `DoesNotExist` when its member was erased."""
        self.keep(studio, member, [told], now=now, reference=reference)
        return self.get(studio=studio, booking_id=told.id)

    def keep_changed(
        self,
        studio: Studio,
        member: Member,
        believed: "appointments.Booking",
        told: "appointments.Booking",
        *,
        now: datetime,
        reference: str,
    ) -> "Booking":
        """The row for a booking that was believed to be otherwise, though nobody knew its number: what is different is
        noted as a change. Call it in a transaction.
        """
        if not self.filter(studio=studio, booking_id=told.id).exists():
            self.keep(studio, member, [believed], now=now, reference=reference)
        return self.keep_one(studio, member, told, now=now)


def _named(keys: Iterable[_Key]) -> Q:
    numbers: dict[int, list[int]] = {}
    for studio_id, number in keys:
        numbers.setdefault(studio_id, []).append(number)
    named = (Q(studio=studio_id, booking_id__in=some) for studio_id, some in numbers.items())
    return functools.reduce(operator.or_, named)


def _is_news(
    known: "Booking",
    studio: Studio,
    member: Member | None,
    told: "appointments.Booking",
    *,
    now: datetime,
) -> bool:
    """Whether there is anything to write about a booking that is known."""
    if member and known.member_id is None:
        return True
    if known.read_at > now:
        return False
    if known.read_at <= now - _READ_JUST_NOW:
        return True
    row = known.told(studio, member, told, before=known, now=now)
    return any(getattr(row, name) != getattr(known, name) for name in _TOLD_EACH_TIME)


def _takes_other_time(before: "Booking | None", after: "Booking") -> bool:
    """Whether the studio's free times are others than they were, as far as this booking goes."""
    if before is None:
        return not after.is_cancelled
    if before.is_cancelled or after.is_cancelled:
        return before.is_cancelled != after.is_cancelled
    return (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at)
