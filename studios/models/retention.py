"""How long anything about people is kept here."""

from datetime import datetime

from django.db.models import Q

from studios.models.attempt import Attempt
from studios.models.booking import Booking
from studios.models.calendar_feed import CalendarFeed
from studios.models.letter import Letter
from studios.models.member import Member
from studios.models.webhook_message import WebhookMessage


def forget_before(instant: datetime) -> None:
    """Deletes bookings and attempts that ended before `instant`, mails owed and webhooks received before it, and
    members of whom nothing is left and who have not signed in since.
    """
    # Attempts first: one that has lost its booking looks like one whose number is still to be found out.
    Attempt.objects.filter(Q(ends_at__lt=instant) | Q(booking__ends_at__lt=instant)).delete()
    Booking.objects.filter(ends_at__lt=instant).delete()
    Letter.objects.filter(owed_at__lt=instant, next_try_at=None).delete()
    WebhookMessage.objects.filter(received_at__lt=instant).delete()
    Member.objects.filter(signed_in_at__lt=instant, bookings=None, attempts=None).delete()
    CalendarFeed.objects.filter(members=None).delete()
