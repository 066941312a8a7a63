"""Two things happen to one hour in the same moment: what was lost turns up, and it is booked again."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections as django_connections
from django.db import transaction
from django.test import Client as Browser
from django.utils import timezone

from studios import connections
from studios.magicline import appointments
from studios.models import Attempt, Member, Studio
from studios.models.reference import new_reference
from tests.booking.test_settling import unsure
from tests.vendor import Vendor

pytestmark = [pytest.mark.usefixtures("short_patience"), pytest.mark.django_db(transaction=True)]


def settled_in_a_thread(attempt: Attempt, told: appointments.Booking) -> bool:
    try:
        return attempt.settle_booked(told, now=timezone.now())
    finally:
        django_connections.close_all()


def test_evidence_that_comes_late_waits_for_a_booking_of_that_hour_which_is_being_written_down(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    unsure(ada, vendor, "cut_after")
    late = Attempt.objects.get()
    late.settle_not_booked(now=timezone.now())
    (told,) = connections.to(hafen).bookings(late.member.customer_id)
    again = Attempt.objects.get()
    again.pk, again.reference = None, new_reference()

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            list(Member.objects.select_for_update().filter(pk=late.member_id))
            again.send(now=timezone.now(), gives_up_at=timezone.now() + timedelta(minutes=1))
            settled = pool.submit(settled_in_a_thread, late, told)
            time.sleep(1)
            waited = not settled.done()
        assert settled.result()

    late.refresh_from_db()
    again.refresh_from_db()
    assert waited
    assert (late.state, again.state) == ("BOOKED", "SENDING")
    assert late.released_at
    assert not again.released_at
