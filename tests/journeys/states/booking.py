"""A booking in every state, moving and cancelling it, every family of refusals, and the list of them all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Booking, Member, Studio
from studios.models.attempt_states import AttemptState
from tests.booking.refused import refused_as
from tests.booking.steps import confirm_page, two_trainers_at_one_hour
from tests.conftest import member
from tests.desk.conftest import attempt, booking
from tests.journeys.states.album import Album
from tests.my_bookings.moves import let_time_pass, new_time, time_with_the_other_trainer
from tests.my_bookings.test_my_bookings import book
from tests.pages import get, submit
from tests.vendor import Vendor, soon

# One word for each way on that a refusal can offer, and one that nobody knows.
REFUSALS = (
    "NOT_AVAILABLE", "RESOURCE_NOT_AVAILABLE", "NO_CONTINGENT", "BOOKING_LIMIT_REACHED", "CUSTOMER_IDLE",
    "ACCESS_DISABLED", "CUSTOMER_IN_OTHER_BOOKING", "STUDIO_CLOSED", "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME",
    "PERIOD_DOES_NOT_MATCH", "SOMETHING_INVENTED",
)  # fmt: skip


def keep_booking(album: Album, ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    album.get(ada, "my bookings, none", "/bookings/", shows='class="empty"')
    url, page = confirm_page(ada, vendor, "hafen", "Body Scan", number=-1)
    album.get(ada, "confirm", url, shows="data-watch-connection")
    album.post(ada, "confirm, the form is odd", url, {"shown": ""})
    for word in REFUSALS:
        refused = refused_as(ada, vendor, url, word)
        album.keep(f"refused: {word}", refused.answer, shows=f'data-refusal="{word}"')
        soon_there = refused.values("hx-get")
        if soon_there:
            vendor.mishap("validate", "validation_status", value=word)
            album.get(ada, f"refused: {word}, what is possible", soon_there[0], shows="data-ways-on")
        vendor.ask("DELETE", "mishaps")
    album.post(ada, "booked", url, page.fields(), shows='data-booking-status="BOOKED"')
    at: dict[str, Any] = {
        "starts_at": soon(days=5),
        "start_text": soon(days=5).isoformat(),
        "end_text": soon(days=5, hours=1).isoformat(),
    }
    for state in (AttemptState.SENDING, AttemptState.UNSURE, AttemptState.NOT_BOOKED, AttemptState.CHECKED):
        until = timezone.now() + timedelta(hours=1)
        row = attempt(hafen, state=state, **at, look_at=None if state == "NOT_BOOKED" else until,
                      sent_at=timezone.now(), gives_up_at=until, unsure_at=timezone.now())  # fmt: skip
        album.get(
            ada,
            f"an attempt: {state}",
            f"/bookings/{row.reference}/",
            shows=f'data-booking-status="{row.shown_status}"',
        )
        if state in ("NOT_BOOKED", "CHECKED"):
            continue
        album.get(ada, f"my bookings, one {state}", "/bookings/", shows=f'data-status="{state}"')
        row.delete()
    for refusal, words in (("NOTHING_SENT", ""), ("BOOK", "The course is full."), ("NOT_AVAILABLE", "")):
        row = attempt(
            hafen, state="REFUSED", refusal=refusal, vendor_message=words, trace_id="4711", look_at=None, **at
        )
        album.get(ada, f"an attempt refused: {refusal}", f"/bookings/{row.reference}/", shows="data-refusal")
        row.delete()


def keep_cancelling(album: Album, ada: Browser, vendor: Vendor) -> None:
    reference = Booking.objects.get(status="BOOKED").reference
    url = f"/bookings/{reference}/cancel/"
    page = album.get(ada, "cancel", url, shows="Cancel this booking?")
    vendor.mishap("cancel", "400", error_message="Only by telephone.")
    album.post(ada, "cancel, refused", url, {}, shows="NOT_CANCELLED")
    Booking.objects.filter(reference=reference).update(cancel_cutoff_hours=24 * 60)
    album.get(ada, "cancel, too late", url, shows="TOO_LATE")
    album.get(ada, "a booking that cannot be cancelled", f"/bookings/{reference}/", shows="has passed")
    Booking.objects.filter(reference=reference).update(cancel_cutoff_hours=0)
    vendor.mishap("booking", "500", count=9)
    album.get(
        ada, "a booking, the studio is silent", f"/bookings/{reference}/", shows="did not answer just now"
    )
    vendor.ask("DELETE", "mishaps")
    assert page
    album.post(ada, "cancelled", url, {}, shows='data-booking-status="CANCELED"')


def keep_moving(album: Album, ada: Browser, vendor: Vendor) -> None:
    old = book(ada, vendor, "hafen", "Body Scan")
    address = f"/bookings/{old}/move/"
    album.get(ada, "move", address, shows="data-slot-start")
    album.get(ada, "move, next free time", f"{address}next-free/", shows="data-slot-start")
    url, page = new_time(ada, old)
    album.get(ada, "move, confirm", url, shows="Move to this time?")
    for word in ("NOT_AVAILABLE", "CUSTOMER_IDLE"):
        refused = refused_as(ada, vendor, url, word)
        album.keep(f"move, refused: {word}", refused.answer, shows="data-refusal")
        for way in refused.values("hx-get"):
            vendor.mishap("validate", "validation_status", value=word)
            album.get(ada, f"move, refused: {word}, what is possible", way, shows="data-ways-on")
        vendor.ask("DELETE", "mishaps")
    vendor.mishap("cancel", "503")
    moving = ada.post(url, page.fields(), follow=True)
    album.keep("being moved, the new one", moving, shows='data-move="cancelling"')
    album.get(ada, "being moved, the old one", f"/bookings/{old}/", shows="data-move")
    album.get(ada, "being moved, cancel", f"/bookings/{old}/cancel/", shows="BEING_MOVED")
    let_time_pass()
    let_time_pass()
    album.get(ada, "moved, the new one", moving.request["PATH_INFO"], shows='data-move="moved"')
    album.get(ada, "moved, the old one", f"/bookings/{old}/", shows='data-move="moved"')
    url = two_trainers_at_one_hour(ada, vendor)[0]
    trained = submit(ada, url, get(ada, url)).value("data-booking-reference")
    other, _page = time_with_the_other_trainer(ada, trained)
    album.get(ada, "move, the old one in the way", other, shows="OLD_IN_THE_WAY")


def keep_lists(
    album: Album, ada: Browser, hafen: Studio, vendor: Vendor, browser_of: Callable[..., Browser]
) -> None:
    booking(hafen, 1, status="BOOKED", starts_at=soon(days=-3), ends_at=soon(days=-3, hours=1))
    album.get(ada, "my bookings, full", "/bookings/", shows='id="past"')
    vendor.mishap("bookings", "500", count=9)
    album.get(ada, "my bookings, a studio is silent", "/bookings/", shows="did not answer just now")
    vendor.ask("DELETE", "mishaps")
    vendor.mishap("bookings", "odd_one")
    album.get(ada, "my bookings, one unreadable", "/bookings/", shows="could not be read")
    over = booking(hafen, 2, starts_at=soon(days=-4), ends_at=soon(days=-4, hours=1))
    album.get(ada, "a booking that is over", f"/bookings/{over.reference}/", shows="This appointment is over")
    odd = booking(hafen, 3, status="INVENTED")
    album.get(
        ada,
        "a booking of an unknown status",
        f"/bookings/{odd.reference}/",
        shows="a status that we do not know",
    )
    pia = browser_of(hafen, "pia")
    pending = book(pia, vendor, "hafen", "Body Scan")
    run_due_tasks()
    album.get(pia, "pending", f"/bookings/{pending}/", shows="Not confirmed yet")
    Member.objects.filter(pk=member(hafen, "pia").pk).update(email="")
    album.get(pia, "my bookings, no address", "/bookings/", shows="no mail address of yours")
