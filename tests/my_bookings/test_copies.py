"""Our copies of bookings: one row for each, however the vendor tells of it."""

from studios.magicline.appointments import read_booking
from studios.magicline.parsing import Fields
from studios.models import Booking, Studio
from tests.conftest import member
from tests.databases import statements
from tests.vendor import soon


def test_a_booking_that_is_told_twice_in_one_answer_is_one_row_as_told_last(hafen: Studio) -> None:
    start, end = soon(hours=24).isoformat(), soon(hours=25).isoformat()
    first, last = (
        read_booking(
            Fields(
                {
                    "bookingId": 7,
                    "bookingStatus": "BOOKED",
                    "startDateTime": start,
                    "endDateTime": end,
                    "title": title,
                },
                "booking",
            )
        )
        for title in ("Body Scan", "Massage")
    )

    Booking.objects.keep(hafen, member(hafen, "ada"), [first, last], now=soon())

    assert Booking.objects.get().title == "Massage"


def test_studios_where_somebody_has_nothing_cost_the_database_nothing(ada, vendor, hafen):
    ada.get("/bookings/?everywhere=1")

    at_home = len(statements(lambda: ada.get("/bookings/")))
    everywhere = len(statements(lambda: ada.get("/bookings/?everywhere=1")))

    assert len(vendor.requests("bookings")) == 3 + 1 + 3
    assert everywhere == at_home
