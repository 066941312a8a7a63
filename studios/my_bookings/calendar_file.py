"""One booking as a calendar file (RFC 5545)."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from studios.models import Booking


def calendar_file(booking: Booking, *, now: datetime) -> bytes:
    """The file: times in the studio's zone with that zone's own rules, one stable UID, pending as TENTATIVE."""
    event = Event()
    event.add("uid", f"{booking.reference}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now)
    event.add("sequence", booking.sequence)
    event.add("dtstart", booking.studio.local(booking.starts_at))
    event.add("dtend", booking.studio.local(booking.ends_at))
    event.add("summary", booking.title or booking.studio.name)
    event.add("location", ", ".join(part for part in (booking.studio.name, booking.studio.address) if part))
    event.add("url", settings.SITE_URL + booking.get_absolute_url())
    event.add("status", _status(booking))

    calendar = Calendar()
    calendar.add("prodid", "-//booking-site//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones(
        first_date=booking.starts_at.date().replace(month=1, day=1),
        last_date=booking.ends_at.date().replace(month=12, day=31),
    )
    return bytes(calendar.to_ical())


def _status(booking: Booking) -> str:
    if booking.is_cancelled:
        return "CANCELLED"
    return "CONFIRMED" if booking.status == "BOOKED" else "TENTATIVE"
