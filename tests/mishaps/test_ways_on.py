"""The calls behind what a refused member is offered instead. Its page is always there: what could not be asked is said
on it, and is never nothing.

Read a row as: what the page says about the call, and how many times it offers.
"""

from urllib.parse import urlencode

import pytest
from django.utils import timezone

from studios import connections
from tests.mishaps.conftest import PATIENCE, Stage
from tests.mishaps.kinds import GROWN, Row, Scene, name, rows, said, same
from tests.pages import Page, get


def offered_instead(stage: Stage, reason: str) -> Page:
    choice = stage.choice().signed(now=timezone.now())
    stage.spoil()
    if connections.READ_SECONDS == PATIENCE:
        stage.monkeypatch.setattr(connections, "READ_SECONDS", 2 * PATIENCE)  # for up to three rounds
    return get(stage.ada, f"{stage.url('ways_on')}?{urlencode({'choice': choice, 'reason': reason})}")


def the_times_around_it(stage: Stage) -> Page:
    return offered_instead(stage, "NOT_AVAILABLE")


def whether_they_are_accepted(stage: Stage) -> Page:
    return offered_instead(stage, "NOT_AVAILABLE")


def what_other_studios_offer(stage: Stage) -> Page:
    """Nothing of that name, where they can be asked."""
    return offered_instead(stage, "NO_CONTINGENT")


def which_booking_is_in_the_way(stage: Stage) -> Page:
    """None, where the list can be read."""
    return offered_instead(stage, "CUSTOMER_IN_OTHER_BOOKING")


def when_the_desk_is_there(stage: Stage) -> Page:
    return offered_instead(stage, "ACCESS_DISABLED")


TIMES, TIMES_UNKNOWN, NO_TIMES = Row("3 offered"), Row("times unknown"), Row("no other time")

TABLE = (
    Scene(
        "slots",
        the_times_around_it,
        TIMES_UNKNOWN,
        # An appointment that is not there any more has no times.
        same(TIMES, *GROWN) | {"404": NO_TIMES},
    ),
    Scene(
        "validate",
        whether_they_are_accepted,
        TIMES_UNKNOWN,
        same(NO_TIMES, "400", "404", "409", "422", "unknown enum values")
        | same(TIMES, "missing fields", "null fields"),  # its one field is required
    ),
    Scene("bookable", what_other_studios_offer, Row("others unknown"), same(Row("nothing"), *GROWN)),
    Scene(
        "bookings",
        which_booking_is_in_the_way,
        Row("which one unknown"),
        # No type is wrong in a list of none.
        same(Row("nothing"), "404", "wrong types", *GROWN),
    ),
    Scene("information", when_the_desk_is_there, Row("nothing"), {"unknown enum values": Row("hours")}),
)
# What a page may say about each call. Of the others, made at its side, nothing is looked at: a door that is shut for
# one of them may be shut for all.
SAYS = {
    "slots": ("times unknown", "no other time"),
    "validate": ("times unknown", "no other time"),
    "bookable": ("others unknown",),
    "bookings": ("which one unknown",),
    "information": ("hours",),
}


@pytest.mark.parametrize(("scene", "mishap"), rows(TABLE), ids=name)
def test_what_is_offered_instead(stage: Stage, scene: Scene, mishap: str) -> None:
    page = scene.act(stage)

    assert page.answer.status_code == 200
    assert about(page, scene.endpoint) == scene.expected(mishap)
    stage.mend()


def about(page: Page, endpoint: str) -> Row:
    """What the page says about that call, and how many times it offers."""
    told = [note for note in SAYS[endpoint] if f"({note})" in said(page)]
    offered = len(page.values("data-suggestion")) if endpoint in ("slots", "validate") else 0
    return Row(", ".join([*told, *([f"{offered} offered"] if offered else [])]) or "nothing")
