"""The calls behind the button that books: what is asked before, the one POST, and what finds out how it ended.

Read a row as: what the page says, what the journal says, bookings at the vendor, POSTs sent, and mails; of the POST
twice, at once and when the dust has settled.
"""

import pytest

from studios.management.worker import run_due_tasks
from studios.models import Attempt
from studios.models.attempt_states import WAITING
from tests.booking.steps import look
from tests.mishaps.conftest import Stage
from tests.mishaps.kinds import (
    COULD_NOT_ASK,
    GROWN,
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


def press_the_button(stage: Stage) -> Page:
    url = stage.confirm_url()
    form = get(stage.ada, url)
    stage.spoil()
    return submit(stage.ada, url, form)


def the_last_validation(stage: Stage) -> Page:
    return press_the_button(stage)


def the_title_that_is_kept(stage: Stage) -> Page:
    return press_the_button(stage)


def what_is_booked_already(stage: Stage) -> Page:
    return press_the_button(stage)


def whether_an_earlier_booking_stands(stage: Stage) -> Page:
    """Another tab with the same time, after it was booked: the desk might have cancelled it meanwhile."""
    url = stage.confirm_url()
    form, other_tab = get(stage.ada, url), get(stage.ada, url)
    submit(stage.ada, url, form)
    stage.spoil()
    return submit(stage.ada, url, other_tab)


BOOKED = Row("200 BOOKED", "BOOKED", 1, 1)
STILL_BOOKED = Row("200 BOOKED (old)", "BOOKED", 1, 1)

BEFORE = (
    Scene(
        "validate",
        the_last_validation,
        COULD_NOT_ASK,
        {
            "404": Row("200 PERIOD_DOES_NOT_MATCH"),
            "unknown enum values": Row("200 SOMETHING_NEW"),
            **same(BOOKED, "missing fields", "null fields"),  # its one field is required
        },
    ),
    Scene(
        "bookable_one",
        the_title_that_is_kept,
        COULD_NOT_ASK,
        {"404": Row("200 PERIOD_DOES_NOT_MATCH"), **same(BOOKED, *GROWN)},
    ),
    Scene(
        "bookings",
        what_is_booked_already,
        COULD_NOT_ASK,
        # A guest has no list (404). Ada's is empty, so that there is nothing in it to spoil.
        same(BOOKED, "404", "wrong types", *GROWN),
    ),
    Scene(
        "booking",
        whether_an_earlier_booking_stands,
        STILL_BOOKED,
        {
            "unknown enum values": Row("200 SOMETHING_NEW", "BOOKED", 1, 1),
            **same(STILL_BOOKED, "missing fields", "null fields"),  # whose it is, for one
        },
    ),
)


@pytest.mark.parametrize(("scene", "mishap"), rows(BEFORE), ids=name)
def test_what_is_asked_before_the_post(stage: Stage, scene: Scene, mishap: str) -> None:
    page = scene.act(stage)

    assert seen(page, stage.vendor) == scene.expected(mishap)
    stage.mend()


def the_one_post(stage: Stage) -> Page:
    return press_the_button(stage)


def it(page: str, journal: str, bookings: int, mail: str, *, posts: int = 1, later: str = "") -> Ending:
    """`page` and `journal` at once, `later` for both when it was found out."""
    return Ending(
        Row(f"200 {page}", journal, bookings, posts),
        Row(f"200 {later or page}", later or journal, bookings, posts, (mail,) if mail else ()),
    )


UNSURE_AND_DONE = it("UNSURE", "UNSURE", 1, "booked", later="BOOKED")
UNSURE_AND_NOT_DONE = it("UNSURE", "UNSURE", 0, "not_booked", later="NOT_BOOKED")
SAID_NO = it("REFUSED", "REFUSED", 0, "")
NOTHING_HAPPENED = it("NOT_BOOKED NOTHING_SENT", "CHECKED", 0, "", posts=3)  # a 429 is safe to repeat
OUR_KEY = it("NOT_BOOKED KEY_REJECTED", "NOT_BOOKED", 0, "")

THE_POST = Scene(
    "book",
    the_one_post,
    UNSURE_AND_DONE,
    {
        REFUSED: it("NOT_BOOKED NOTHING_SENT", "CHECKED", 0, "", posts=0),
        **same(SAID_NO, "400", "403", "404", "409", "422", "list of errors, 409"),
        "401": OUR_KEY,
        "404, wrong tenant": OUR_KEY,
        "429": NOTHING_HAPPENED,
        **same(UNSURE_AND_NOT_DONE, "cut before the deed", "302", "408", "418", "500", "502", "503", "504"),
        **same(UNSURE_AND_NOT_DONE, "HTML", "HTML as 200", "list of errors", "503, Retry-After"),
        **same(UNSURE_AND_NOT_DONE, "time-out, not done", "empty, not done", "10 MB, not done"),
        "unknown enum values": Ending(
            Row("200 BOOKED", "BOOKED", 1, 1), Row("200 BOOKED", "BOOKED", 1, 1, ("booked",))
        ),
        **same(it("BOOKED", "BOOKED", 1, "booked"), "missing fields", "null fields"),
        "slot taken": it("REFUSED", "REFUSED", 1, ""),  # the one booking is somebody else's
    },
    {
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
        "list of errors, 409": {"kind": "list_error", "status": 409},
        "404, wrong tenant": {"kind": "404", "error_code": "login.tenant.not.exists"},
        "slot taken": {"kind": "slot_taken"},
    },
)


@pytest.mark.parametrize(("scene", "mishap"), rows([THE_POST]), ids=name)
def test_the_one_post(stage: Stage, scene: Scene, mishap: str) -> None:
    page = scene.act(stage)
    at_once = seen(page, stage.vendor)
    stage.mend()
    later = when_the_dust_has_settled(stage)

    assert Ending(at_once, later) == scene.expected(mishap)
    if mishap == "401":
        assert stage.hafen.telephone in page.text


def when_the_dust_has_settled(stage: Stage) -> Row:
    attempt = Attempt.objects.get()
    for _time in range(2):
        if Attempt.objects.get().state in WAITING:
            look(attempt)
    run_due_tasks()
    return seen(get(stage.ada, attempt.get_absolute_url()), stage.vendor, mails=mailed())


def look_once(stage: Stage, *, in_days: int) -> Page:
    attempt = stage.unsure(in_days=in_days)
    stage.spoil()
    run_due_tasks()
    return get(stage.ada, attempt.get_absolute_url())


def the_look_into_the_list(stage: Stage) -> Page:
    return look_once(stage, in_days=3)


def the_question_beyond_the_list(stage: Stage) -> Page:
    """The list reaches two weeks ahead; later times can only be validated, twice."""
    return look_once(stage, in_days=20)


STILL_UNSURE = it("UNSURE", "UNSURE", 1, "booked", later="BOOKED")
FOUND = it("BOOKED", "BOOKED", 1, "booked")

LOOKS = (
    Scene("bookings", the_look_into_the_list, STILL_UNSURE, same(FOUND, *GROWN)),
    Scene("validate", the_question_beyond_the_list, STILL_UNSURE),
)
# Words that were told, and so are no mishap; one alone concludes nothing.
SAID_WHEN_ASKED = {
    ("validate", "unknown enum values"): ["SOMETHING_NEW"],
    ("validate", "missing fields"): ["CUSTOMER_IN_OTHER_BOOKING"],
    ("validate", "null fields"): ["CUSTOMER_IN_OTHER_BOOKING"],
}


@pytest.mark.parametrize(("scene", "mishap"), rows(LOOKS), ids=name)
def test_what_finds_out_concludes_nothing_from_a_mishap(stage: Stage, scene: Scene, mishap: str) -> None:
    page = scene.act(stage)
    at_once = seen(page, stage.vendor, mails=mailed())
    stage.mend()
    concluded = Attempt.objects.values_list("looks", "told_when_asked").get()
    later = when_the_dust_has_settled(stage)

    assert Ending(at_once, later) == scene.expected(mishap)
    assert concluded == (0, SAID_WHEN_ASKED.get((scene.endpoint, mishap), []))
