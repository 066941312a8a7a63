"""The answer of the POST is lost, and meanwhile something else happens at the same hour: each settles right."""

import pytest
from django.core import mail
from django.test import Client as Browser

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, Studio
from tests.booking.steps import confirm_page, first_slot, look, slot_page
from tests.pages import get, submit
from tests.vendor import Vendor

pytestmark = pytest.mark.usefixtures("short_patience")


@pytest.fixture(autouse=True)
def _no_cut_off(hafen: Studio) -> None:
    Studio.objects.update(cancel_cutoff_hours=0)


def subjects() -> list[str]:
    """The kinds of mail that went out, once there is nothing left to do."""
    for _ in range(3):
        run_due_tasks()
    return sorted(one.subject.split(":")[0] for one in mail.outbox)


def send(browser: Browser, vendor: Vendor, url: str, kind: str = "") -> str:
    """Confirms the slot, with that mishap; the reference."""
    page = get(browser, url)
    if kind:
        vendor.mishap("book", kind)
    return submit(browser, url, page).value("data-booking-reference")


def cancel(browser: Browser, reference: str) -> None:
    url = f"/bookings/{reference}/cancel/"
    submit(browser, url, get(browser, url))


def settled(reference: str) -> Attempt:
    """The attempt after two looks, which is all that it may take."""
    for _ in range(2):
        look(Attempt.objects.get(reference=reference))
    return Attempt.objects.get(reference=reference)


@pytest.mark.parametrize("first", ["", "cut_after"], ids=["first-answered", "first-lost-too"])
@pytest.mark.parametrize("second", ["cut_after", "cut_before"], ids=["made", "not-made"])
def test_cancelled_and_booked_again_at_the_same_hour(
    ada: Browser, vendor: Vendor, first: str, second: str
) -> None:
    url = first_slot(ada, vendor, "hafen", "Body Scan", -1)
    before = send(ada, vendor, url, first)
    settled(before)
    cancel(ada, before)

    again = settled(send(ada, vendor, url, second))

    old = Attempt.objects.get(reference=before)
    assert old.booking is not None
    assert old.booking.is_cancelled
    mails = ["Cancelled", "Your booking"]
    if second == "cut_after":
        (live,) = vendor.bookings()
        assert (again.state, again.booking) == ("BOOKED", Booking.objects.get(booking_id=live["id"]))
        assert subjects() == sorted([*mails, "Your booking"])
    else:
        assert vendor.bookings() == []
        assert (again.state, again.booking) == ("NOT_BOOKED", None)
        assert subjects() == sorted([*mails, "Not booked"])


def test_the_title_changed_before_it_was_looked_for(ada: Browser, vendor: Vendor) -> None:
    reference = send(ada, vendor, first_slot(ada, vendor, "hafen", "Body Scan"), "cut_after")
    number = vendor.appointment("hafen", "Body Scan")
    vendor.ask("POST", f"desk/appointments/hafen/{number}", {"title": "Body Check"})

    attempt = settled(reference)

    assert (attempt.state, attempt.booking) == ("BOOKED", Booking.objects.get())
    assert Booking.objects.get().title == "Body Check"
    assert subjects() == ["Your booking"]


def desk_books(vendor: Vendor, start: str, title: str) -> int:
    appointment = vendor.appointment("hafen", title)
    wish = {"studio": "hafen", "customer": 2002001, "appointment": appointment, "start": start}
    return int(vendor.ask("POST", "desk/bookings", wish)["id"])


@pytest.mark.parametrize("order", ["desk-first", "ours-first"])
def test_the_desk_books_another_thing_for_the_hour_that_we_booked(
    ada: Browser, vendor: Vendor, order: str
) -> None:
    """Both stand: ours is told by its title, whichever number is lower, and the other is shown beside it."""
    slot = slot_page(ada, vendor, "hafen", "Body Scan").all("data-slot-start")[-1].attributes
    length = _minutes(vendor, "Body Scan")
    vendor.ask(
        "POST",
        f"desk/appointments/hafen/{vendor.appointment('hafen', 'Sports Massage')}",
        {"minutes": length},
    )
    page = get(ada, slot["href"])
    start = slot["data-slot-start"]
    if order == "ours-first":
        vendor.mishap("book", "cut_after")
        reference = submit(ada, slot["href"], page).value("data-booking-reference")
        other = desk_books(vendor, start, "Sports Massage")
    else:
        # After the list was read and before the POST is carried out: the desk is quicker by a moment.
        vendor.mishap("book", "cut_before")
        reference = submit(ada, slot["href"], page).value("data-booking-reference")
        other = desk_books(vendor, start, "Sports Massage")
        desk_books(vendor, start, "Body Scan")
    (ours,) = (one["id"] for one in vendor.bookings() if one["id"] != other)

    attempt = settled(reference)

    assert attempt.booking is not None
    assert attempt.booking.booking_id == ours
    listed = get(ada, "/bookings/")
    assert len(listed.values("data-booking-reference")) == 2
    assert set(Booking.objects.values_list("booking_id", flat=True)) == {ours, other}
    assert subjects() == ["Your booking"]
    assert vendor.requests("cancel") == []


def test_the_desk_booked_the_hour_because_ours_was_not_made(ada: Browser, vendor: Vendor) -> None:
    """The member called: what stands at that hour is theirs, once, and they are told once."""
    url, _page = confirm_page(ada, vendor, "hafen", "Body Scan", -1)
    reference = send(ada, vendor, url, "cut_before")
    attempt = Attempt.objects.get(reference=reference)
    number = desk_books(vendor, attempt.start_text, "Body Scan")

    attempt = settled(reference)

    assert attempt.booking is not None
    assert (attempt.state, attempt.booking.booking_id) == ("BOOKED", number)
    assert get(ada, "/bookings/").values("data-booking-reference") == [reference]
    assert subjects() == ["Your booking"]


def _minutes(vendor: Vendor, title: str) -> int:
    offered = vendor.ask("GET", "state")["studios"]["hafen"]["appointments"].values()
    return next(one["minutes"] for one in offered if one["title"] == title)
