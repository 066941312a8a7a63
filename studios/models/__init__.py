"""What the site remembers: studios and their keys, members, sign-in challenges, attempts and bookings."""

from studios.models.attempt import Attempt
from studios.models.booking import Booking
from studios.models.challenge import Challenge
from studios.models.member import Member
from studios.models.studio import Studio

__all__ = ["Attempt", "Booking", "Challenge", "Member", "Studio"]
