"""What the vendor calls the things its webhooks tell. There are more at the vendor, and more will come."""

from collections.abc import Callable

from studios.sandbox.records import Studio

BOOKING_CREATED = "APPOINTMENT_BOOKING_CREATED"
BOOKING_UPDATED = "APPOINTMENT_BOOKING_UPDATED"
BOOKING_CANCELLED = "APPOINTMENT_BOOKING_CANCELLED"
CUSTOMER_UPDATED = "CUSTOMER_UPDATED"
CUSTOMER_ACCESS_DISABLED = "CUSTOMER_ACCESS_DISABLED"
CUSTOMER_DELETED = "CUSTOMER_DELETED"
OPENING_HOURS_UPDATED = "STUDIO_OPENING_HOURS_UPDATED"

EVENTS = (
    BOOKING_CREATED,
    BOOKING_UPDATED,
    BOOKING_CANCELLED,
    CUSTOMER_UPDATED,
    CUSTOMER_ACCESS_DISABLED,
    CUSTOMER_DELETED,
    OPENING_HOURS_UPDATED,
)

Tell = Callable[[Studio, str, int], object]
"""Told in passing, under the key of that studio: which event, and the id of what it happened to."""
