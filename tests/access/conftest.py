"""A row of Hafen's in each table that the admin shows, and something behind every other address."""

import pytest
from django.contrib.auth.models import User
from django.test import Client as Browser
from django.utils import timezone

from studios.models import Booking, CalendarFeed, Studio
from studios.signing_in.tasks import find_and_mail
from tests.access.people import Place
from tests.conftest import member
from tests.my_bookings.test_my_bookings import book
from tests.staff.conftest import keep_books
from tests.vendor import Vendor


@pytest.fixture
def place(ada: Browser, hafen: Studio, vendor: Vendor) -> Place:
    hafen.websites = "https://www.my-gym.example"
    hafen.save()
    keep_books(hafen, hafen.slug, 1, User.objects.create_superuser("manager"))
    find_and_mail.enqueue("00000000-0000-0000-0000-000000000000")  # a row for the table of tasks
    booking = Booking.objects.get(reference=book(ada, vendor, "hafen", "Body Scan", number=-1))
    feed = CalendarFeed.objects.make([member(hafen, "ada")], now=timezone.now())
    return Place(hafen, booking, vendor.appointment("hafen", "Body Scan"), feed)
