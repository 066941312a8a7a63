"""Reading again what is to come at one studio, for what no webhook told.

First everything is read, then it is decided whether that can be true, and only then written: a vendor that answers
nonsense for a night must not cancel what members have booked.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from studios.magicline import appointments
from studios.magicline.errors import KeyRejected, MagiclineError, NotSent, RateLimited, Refused
from studios.models import Booking, BookingChange, DriftReport, Studio
from studios.my_bookings import copies

READ_LATELY = timedelta(hours=6)  # by a webhook, or by the member's own look at the list
PAUSE_SECONDS = 0.2
LONGEST_RUN_SECONDS = 600.0  # shorter than what makes a task count as left by a dead worker
MOST_FAILURES = 5  # in a row: then the studio's system is down, and the night is over for it
FEWEST_TO_STOP = 5
BATCH = 10  # of an approved report, small enough to end within the time one try may take


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One booking as the studio told it; `asked_at` is before it was asked. `kinds` are those of `BookingChange`."""

    booking: Booking
    told: appointments.Booking
    asked_at: datetime

    @property
    def kinds(self) -> list[str]:
        row = Booking.told(
            self.booking.studio, self.booking.member, self.told, before=self.booking, now=self.asked_at
        )
        return [str(kind) for kind, _was, _became in BookingChange.differences(self.booking, row)]


def reconcile(studio: Studio, *, night: date, now: datetime) -> DriftReport | None:
    """Reads the coming bookings that were not read lately and writes down what is different.

    None where there was nothing to read. More differences than a tenth of what is coming (and at least five) are not
    written but reported for the desk. What the night's budget leaves over has its turn the next night.
    """
    coming = Booking.objects.coming(studio, now=now)
    due = list(
        coming.filter(read_at__lte=now - READ_LATELY)
        .select_related("studio", "member")
        .order_by("read_at")[: settings.RECONCILE_REQUESTS]
    )
    if not due or studio.reads_are_paused:
        return None
    readings = list(_read(studio, due))
    different = {one: kinds for one in readings if (kinds := one.kinds)}
    stopped = len(different) >= FEWEST_TO_STOP and len(different) * 10 > coming.count()
    for reading in readings:
        if not (stopped and reading in different):
            with suppress(copies.NotTheirs):  # forgotten while the others were being read
                copies.write_down(reading.booking, reading.told, now=reading.asked_at)
    report, _created = DriftReport.objects.get_or_create(
        studio=studio,
        night=night,
        defaults={
            "made_at": now,
            "checked": len(readings),
            "unread": len(due) - len(readings),
            "differing": len(different),
            "stopped": stopped,
            "details": [[one.booking.reference, kind] for one, kinds in different.items() for kind in kinds],
        },
    )
    return report


def apply(report: DriftReport, *, now: datetime) -> None:
    """Reads some of what the desk approved once more, and writes it down; raises what the client raises.

    A booking that the studio refuses to tell of, or that is another customer's by now, stays as it is.
    """
    batch = report.left[:BATCH]
    rows = Booking.objects.filter(reference__in=batch).select_related("studio", "member")
    for booking in rows:
        try:
            asked_at = timezone.now()
            copies.write_down(booking, copies.read(booking), now=asked_at)
        except (Refused, copies.NotTheirs):
            continue
    report.apply_some(len(batch), now=now)


def _read(studio: Studio, due: list[Booking]) -> Iterator[Reading]:
    """What the studio tells, gently, until it is clear that it tells nothing tonight."""
    failures, ends_at = 0, time.monotonic() + LONGEST_RUN_SECONDS
    for booking in due:
        if failures == MOST_FAILURES or time.monotonic() > ends_at:
            return
        asked_at = timezone.now()
        try:
            told = copies.read(booking)
        except KeyRejected:
            studio.suspect_key(now=asked_at)
            return
        except (NotSent, RateLimited):
            return  # the others need what is left of the minute more than this does
        except (Refused, copies.NotTheirs):
            failures = 0  # an answer, though it says nothing about the booking
        except MagiclineError:
            failures += 1
        else:
            failures = 0
            yield Reading(booking, told, asked_at)
        time.sleep(PAUSE_SECONDS)
