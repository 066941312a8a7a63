"""What the site remembers: studios and their keys, members, sign-in challenges and codes from the desk, attempts and
bookings, mails owed and webhooks received, the addresses of calendar feeds, logos, the law's pages; what went wrong at
Magicline, what staff did; and that it has forgotten somebody."""

from studios.models.appointment_settings import AppointmentSettings
from studios.models.attempt import Attempt
from studios.models.booking import Booking
from studios.models.booking_change import BookingChange
from studios.models.calendar_feed import CalendarFeed
from studios.models.challenge import Challenge
from studios.models.deed import Deed
from studios.models.desk_code import DeskCode
from studios.models.drift import DriftReport, NightlyRun
from studios.models.erasure import erase
from studios.models.legal_page import LegalPage
from studios.models.letter import Letter
from studios.models.logo import Logo
from studios.models.marks import MarkSecret
from studios.models.member import Member
from studios.models.move import Move
from studios.models.refusal_count import RefusalCount
from studios.models.retention import forget_before
from studios.models.studio import Studio
from studios.models.tombstone import Tombstone
from studios.models.tries import Tries
from studios.models.upstream_failure import UpstreamFailure
from studios.models.webhook_message import WebhookCount, WebhookMessage

__all__ = [
    "AppointmentSettings",
    "Attempt",
    "Booking",
    "BookingChange",
    "CalendarFeed",
    "Challenge",
    "Deed",
    "DeskCode",
    "DriftReport",
    "LegalPage",
    "Letter",
    "Logo",
    "MarkSecret",
    "Member",
    "Move",
    "NightlyRun",
    "RefusalCount",
    "Studio",
    "Tombstone",
    "Tries",
    "UpstreamFailure",
    "WebhookCount",
    "WebhookMessage",
    "erase",
    "forget_before",
]
