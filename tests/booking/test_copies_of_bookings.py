"""Our copy of a booking: one row whoever learns of it first, and nothing lost that the vendor will not tell again."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client as Browser

from studios.magicline.appointments import Booking as Told
from studios.magicline.appointments import Instructor
from studios.magicline.errors import Conflict
from studios.magicline.moments import Moment
from studios.models import Attempt, Booking, Member, Studio
from studios.models.attempt_states import AttemptState
from tests.conftest import member
from tests.my_bookings.test_my_bookings import book
from tests.pages import get
from tests.vendor import Vendor

NOW = datetime(2026, 6, 20, 8, 17, tzinfo=UTC)
START = Moment.read("2026-06-22T08:00:00.000+02:00[Europe/Berlin]")
END = Moment.read("2026-06-22T09:00:00.000+02:00[Europe/Berlin]")
TOLD = Told(
    id=81, status="BOOKED", start=START, end=END, title="Body Scan", duration_minutes=60, category="", description="",
    image_url="", instructors=(Instructor(501, "Mia", "Holm", "Mia"),), appointment_status="PLANNED",
    participant_status="", customer_id=2002001,
)  # fmt: skip


@pytest.fixture
def ada_herself(hafen: Studio) -> Member:
    return member(hafen, "ada")


@pytest.fixture
def unsure(hafen: Studio, ada_herself: Member) -> Attempt:
    """An attempt for the booking above, whose answer was lost."""
    attempt = Attempt(created_at=NOW)
    attempt.send(
        member=ada_herself, studio=hafen, appointment_id=11, title="Body Scan", start_text=START.text,
        end_text=END.text, starts_at=START.instant, ends_at=END.instant, instructors=["Mia"], cancel_cutoff_hours=6,
        now=NOW, gives_up_at=NOW + timedelta(seconds=20),
    )  # fmt: skip
    Attempt.objects.update(state="UNSURE")
    return attempt


def test_a_booking_that_was_listed_before_it_was_settled_gets_what_the_attempt_knew(
    hafen: Studio, ada_herself: Member, unsure: Attempt
) -> None:
    listed = Booking.objects.keep_one(
        hafen, ada_herself, dataclasses.replace(TOLD, title="", instructors=()), now=NOW
    )

    unsure.settle_booked(dataclasses.replace(TOLD, title="", instructors=()), now=NOW)

    booking = Booking.objects.get()
    assert booking.reference == listed.reference
    assert (booking.title, booking.instructors) == ("Body Scan", ["Mia"])
    assert (booking.appointment_id, booking.cancel_cutoff_hours) == (11, 6)


def test_a_later_reading_takes_nothing_away(hafen: Studio, ada_herself: Member, unsure: Attempt) -> None:
    unsure.settle_booked(TOLD, now=NOW)
    moved = dataclasses.replace(TOLD, title="", instructors=(), status="CANCELED")

    booking = Booking.objects.keep_one(hafen, ada_herself, moved, now=NOW)

    assert booking.is_cancelled
    assert (booking.title, booking.instructors) == ("Body Scan", ["Mia"])
    assert (booking.reference, booking.appointment_id) == (unsure.reference, 11)


def test_two_that_settle_one_attempt_with_two_bookings_keep_both_and_link_the_first(
    hafen: Studio, unsure: Attempt
) -> None:
    stalled = Attempt.objects.get()
    unsure.settle_booked(TOLD, now=NOW)

    first = stalled.settle_booked(dataclasses.replace(TOLD, id=82), now=NOW)

    assert not first
    assert set(Booking.objects.values_list("booking_id", flat=True)) == {81, 82}
    assert Attempt.objects.get().booking == Booking.objects.get(booking_id=81)


def test_a_refusal_that_comes_after_a_look_still_settles_the_attempt(unsure: Attempt) -> None:
    assert unsure.refuse(AttemptState.REFUSED, "HTTP_409", Conflict(status=409, message="Taken."))

    assert Attempt.objects.get().state == "REFUSED"


def test_the_vendors_own_texts_fit_whatever_their_length(
    hafen: Studio, ada_herself: Member, unsure: Attempt
) -> None:
    """PostgreSQL enforces what SQLite does not; the checks of a form know the limits."""
    long_start = Moment.read(START.text.replace("Berlin", "B" * 200))
    told = dataclasses.replace(TOLD, start=long_start, title="t" * 900, status="S" * 90)

    unsure.settle_booked(told, now=NOW)

    Booking.objects.get().clean_fields(exclude={"cancel_sent_at", "cancelled_here_at"})
    assert Booking.objects.get().start_text == long_start.text


def test_my_bookings_asks_the_database_as_often_for_many_bookings_as_for_one(
    ada: Browser, studios: dict[str, Studio], vendor: Vendor, django_assert_max_num_queries
) -> None:
    start = Moment.read((datetime.now(UTC) + timedelta(days=3)).isoformat())
    end = Moment.read((datetime.now(UTC) + timedelta(days=3, hours=1)).isoformat())
    many = [dataclasses.replace(TOLD, id=number, start=start, end=end) for number in range(100, 150)]
    Booking.objects.keep(studios["hafen"], member(studios["hafen"], "ada"), many, now=NOW)

    with django_assert_max_num_queries(26):
        page = get(ada, "/bookings/?everywhere=1")

    assert len(page.values("data-booking-reference")) == 50


def test_a_word_that_nobody_knows_brings_no_cancelled_booking_back(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan")
    vendor.ask("POST", f"desk/bookings/{vendor.bookings()[0]['id']}/cancel?tenant=iron-oak")
    get(ada, "/bookings/")
    vendor.mishap("bookings", "unknown_enum")

    page = get(ada, "/bookings/")

    assert Booking.objects.get(reference=reference).is_cancelled
    assert "SOMETHING_NEW" not in page.html
    assert page.values("data-booking-status") == ["CANCELED"]
