"""The calls behind *my bookings*: reading the list and one booking, and the one DELETE, at once and when the dust has
settled. Whatever goes wrong, our own copies lose nothing and nothing is cancelled that was not asked for.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking
from tests.mishaps.conftest import Stage
from tests.mishaps.kinds import (
    REFUSED,
    Ending,
    Row,
    Scene,
    mailed,
    name,
    rows,
    same,
    seen,
)
from tests.pages import Page, get, submit


def the_list(stage: Stage) -> Page:
    stage.booked()
    stage.spoil()
    return get(stage.ada, "/bookings/")


def one_booking(stage: Stage) -> Page:
    booking = stage.booked()
    stage.spoil()
    return get(stage.ada, booking.get_absolute_url())


def whose_it_is_before_it_is_cancelled(stage: Stage) -> Page:
    url = f"{stage.booked().get_absolute_url()}cancel/"
    form = get(stage.ada, url)
    stage.spoil()
    return submit(stage.ada, url, form)


BOOKED = Row("200 BOOKED", "BOOKED", 1, 1)
OLD = Row("200 BOOKED (old)", "BOOKED", 1, 1)
NEW_WORD = Row("200 SOMETHING_NEW", "BOOKED", 1, 1)
NOT_SENT = Row("503 COULD_NOT_ASK", "BOOKED", 1, 1)

READ = (
    Scene(
        "bookings",
        the_list,
        OLD,
        # 404: this studio knows no such customer, and has nothing to show.
        same(BOOKED, "404", "missing fields", "null fields") | {"unknown enum values": NEW_WORD},
    ),
    Scene("booking", one_booking, OLD, {"unknown enum values": NEW_WORD}),
    Scene(
        "booking",
        whose_it_is_before_it_is_cancelled,
        NOT_SENT,
        # It is cancelled: no booking is left, and a word that nobody knows brings none back.
        {"unknown enum values": Row("200 CANCELED", "BOOKED", 0, 2)},
    ),
)


@pytest.mark.parametrize(("scene", "mishap"), rows(READ), ids=name)
def test_nothing_is_lost(stage: Stage, scene: Scene, mishap: str) -> None:
    page = scene.act(stage)

    assert seen(page, stage.vendor) == scene.expected(mishap)
    stage.mend()
    kept = Booking.objects.get()
    assert (kept.title, kept.booking_id) == ("Body Scan", stage.vendor.bookings(live=False)[0]["id"])


def the_one_delete(stage: Stage) -> Page:
    url = f"{stage.booked().get_absolute_url()}cancel/"
    form = get(stage.ada, url)
    stage.spoil()
    return submit(stage.ada, url, form)


def it(page: str, bookings: int, mail: str, *, journal: str = "BOOKED", sent: int = 1, later: str) -> Ending:
    """`sent` is the number of DELETEs; the booking was one POST before."""
    return Ending(
        Row(page, journal, bookings, 1 + sent),
        Row(f"200 {later}", "BOOKED", bookings, 1 + sent, (mail,) if mail else ()),
    )


DONE = it("200 CANCELED", 0, "cancelled", later="CANCELED")
STANDS = it("200 BOOKED NOT_CANCELLED", 1, "", later="BOOKED")
IN_DOUBT = it(
    "200 BOOKED (finding out)", 1, "not_cancelled", journal="BOOKED, cancelling unsure", later="BOOKED"
)
NOTHING_HAPPENED = it("503 COULD_NOT_ASK", 1, "", later="BOOKED")

THE_DELETE = Scene(
    "cancel",
    the_one_delete,
    DONE,
    {
        REFUSED: it("503 COULD_NOT_ASK", 1, "", sent=0, later="BOOKED"),
        **same(STANDS, "400", "403", "404", "409", "422"),
        **same(NOTHING_HAPPENED, "401"),
        "429": it("503 COULD_NOT_ASK", 1, "", sent=3, later="BOOKED"),  # safe to repeat
        **same(IN_DOUBT, "cut before the deed", "302", "408", "418", "500", "502", "503", "504"),
        **same(IN_DOUBT, "HTML", "HTML as 200", "list of errors", "503, Retry-After"),
        **same(IN_DOUBT, "time-out, not done", "empty, not done", "10 MB, not done"),
    },
    {
        "400, already cancelled": {
            "kind": "400",
            "error_code": "errormessage.appointment.already.canceled",
            "deed": True,
        },
        "404, done": {"kind": "404", "deed": True},
        "409, done": {"kind": "409", "deed": True},
        "408, done": {"kind": "408", "deed": True},
        "500, done": {"kind": "500", "deed": True},
        "502, done": {"kind": "502", "deed": True},
        "503, done": {"kind": "503", "deed": True},
        "504, done": {"kind": "504", "deed": True},
        "503, Retry-After": {"kind": "503", "retry_after": 0},
        "HTML, done": {"kind": "html", "deed": True},
        "time-out, not done": {"kind": "delay", "seconds": 2, "deed": False},
        "empty, not done": {"kind": "empty", "deed": False},
        "10 MB, not done": {"kind": "huge", "deed": False},
    },
)


@pytest.mark.parametrize(("scene", "mishap"), rows([THE_DELETE]), ids=name)
def test_the_one_delete(stage: Stage, scene: Scene, mishap: str) -> None:
    page = scene.act(stage)
    at_once = seen(page, stage.vendor)
    stage.mend()
    Booking.objects.exclude(cancel_sent_at=None).update(cancel_sent_at=timezone.now() - timedelta(minutes=1))
    run_due_tasks()
    run_due_tasks()
    booking = Booking.objects.get()
    later = seen(get(stage.ada, booking.get_absolute_url()), stage.vendor, mails=mailed())

    assert Ending(at_once, later) == scene.expected(mishap)
    assert bool(Attempt.objects.get().released_at) == booking.is_cancelled
