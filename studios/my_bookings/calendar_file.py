"""Bookings as calendar files (RFC 5545): one of them to take along, or all of them to subscribe to."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from studios.models import AppointmentSettings, Booking, Studio

if TYPE_CHECKING:
    from icalendar import Calendar, Event

_LOOK_AGAIN_AFTER = timedelta(hours=1)


def calendar_file(*bookings: Booking, now: datetime) -> bytes:
    """The file for one booking, or a few: times in the studio's zone with that zone's own rules, stable UIDs."""
    return _written(bookings, _calendar(), now=now)


def _calendar() -> "Calendar":
    # Here, as no page needs it, and its ninety modules take three megabytes of each process that has them.
    from icalendar import Calendar

    return Calendar()


def calendar_feed(bookings: Sequence[Booking], *, now: datetime) -> bytes:
    """What a calendar app reads again and again; the entries are those of `calendar_file`, with the same UIDs."""
    calendar = _calendar()
    calendar.calendar_name = settings.SITE_NAME
    # RFC 7986's word for how often to look again, and the one that older apps know.
    calendar.add("refresh-interval", _LOOK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return _written(bookings, calendar, now=now)


def _written(bookings: Sequence[Booking], calendar: "Calendar", *, now: datetime) -> bytes:
    calendar.add("prodid", "-//booking-site//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    texts = AppointmentSettings.objects.texts_for(bookings)
    for booking in bookings:
        text = "" if booking.is_cancelled else texts[booking.pk]
        calendar.add_component(_event(booking, text, now=now))
    if bookings:
        calendar.add_missing_timezones(
            first_date=min(one.starts_at for one in bookings).date().replace(month=1, day=1),
            last_date=max(one.ends_at for one in bookings).date().replace(month=12, day=31),
        )
    return bytes(calendar.to_ical())


def _event(booking: Booking, text: str, *, now: datetime) -> "Event":
    """`text` is what the studio has to say about it, such as what to bring."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{booking.reference}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now)
    event.add("sequence", booking.sequence)
    event.add("dtstart", _on_the_clock(booking.starts_at, booking.studio))
    event.add("dtend", _on_the_clock(booking.ends_at, booking.studio))
    event.add("summary", booking.title or booking.studio.name)
    event.add("location", ", ".join(part for part in (booking.studio.name, booking.studio.address) if part))
    if text:
        event.add("description", text)
    event.add("url", settings.SITE_URL + booking.get_absolute_url())
    event.add("status", _status(booking))
    return event


def _on_the_clock(instant: datetime, studio: Studio) -> datetime:
    """The studio's own time, except in the second of two equal hours of autumn, which only UTC can name: a local time
    that exists twice is read as the first of both.
    """
    local = studio.local(instant)
    return instant.astimezone(UTC) if local.fold else local


def _status(booking: Booking) -> str:
    if booking.is_cancelled:
        return "CANCELLED"
    return "CONFIRMED" if booking.status == "BOOKED" else "TENTATIVE"
