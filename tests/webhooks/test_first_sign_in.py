"""Somebody whose bookings the webhooks told of before signs in for the first time: they are theirs, and no news."""

from collections.abc import Callable
from datetime import timedelta

from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Booking, BookingChange, Studio
from tests.conftest import CUSTOMERS, member
from tests.pages import get
from tests.signing_in.conftest import Visitor
from tests.vendor import Vendor
from tests.webhooks.posting import tell
from tests.webhooks.test_reactions import CREATED, at_the_desk


def three_weeks_ahead(vendor: Vendor, name: str) -> int:
    """A booking that the desk made beyond the two weeks of the customer's list; its number."""
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=21)
    wish = {"customer": CUSTOMERS[name], "appointment": vendor.appointment("hafen", "Body Scan")}
    made = vendor.ask("POST", "desk/bookings", {**wish, "studio": "hafen", "start": start.isoformat()})
    return int(made["id"])


def test_a_first_look_at_what_was_known_by_number_only_is_no_change_by_the_studio(
    ada: Browser, hafen: Studio, vendor: Vendor, browser_of: Callable[..., Browser]
) -> None:
    tell(hafen, CREATED, entity_id=at_the_desk(ada, vendor, "dora", "Personal Training"))
    run_due_tasks()
    assert Booking.objects.get().instructors == []

    shown = get(browser_of(hafen, "dora"), "/bookings/")
    run_due_tasks()

    kept = Booking.objects.get()
    assert kept.instructors
    assert kept.member == member(hafen, "dora")
    assert "Personal Training" in shown.text
    assert not BookingChange.objects.exists()
    assert mail.outbox == []


def test_what_no_list_reaches_yet_is_among_the_bookings_at_the_first_sign_in(
    hafen: Studio, vendor: Vendor
) -> None:
    number = three_weeks_ahead(vendor, "ada")
    tell(hafen, CREATED, entity_id=number)
    run_due_tasks()
    visitor = Visitor(hafen)

    page = visitor.sign_in("ada@example.org", "/bookings/")

    kept = Booking.objects.get()
    assert kept.booking_id == number
    assert page.values("data-booking-reference") == [kept.reference]
    one = visitor.get(f"/bookings/{kept.reference}/")
    assert "Body Scan" in one.text
    run_due_tasks()
    assert len(mail.outbox) == 1  # the code
