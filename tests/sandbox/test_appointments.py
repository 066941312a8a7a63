"""The list of appointments, its slices, and one appointment by id."""

import pytest

from tests.sandbox.conftest import StoppedClock
from tests.sandbox.visitor import Visitor

LIST = "/v1/appointments/bookable"


def walked(visitor: Visitor) -> tuple[list[int], int]:
    """All ids, slice by slice, and the number of slices."""
    ids, offset, slices = [], "0", 0
    while True:
        page = visitor.get(LIST, sliceSize=50, offset=offset).json
        ids += [one["id"] for one in page["result"]]
        slices += 1
        if not page["hasNext"]:
            return ids, slices
        offset = page["offset"]


def test_sixty_appointments_come_in_two_slices(altstadt: Visitor) -> None:
    ids, slices = walked(altstadt)

    assert (len(ids), len(set(ids)), slices) == (60, 60, 2)


def test_a_hundred_and_twenty_more_can_be_made(altstadt: Visitor) -> None:
    made = altstadt.post(
        "/_sandbox/desk/studios/altstadt/appointments", {"count": 120, "title": "Extra"}
    ).json["ids"]

    ids, slices = walked(altstadt)

    assert (len(ids), slices) == (180, 4)
    assert set(made) <= set(ids)


def test_a_last_slice_that_is_exactly_full_says_so(altstadt: Visitor) -> None:
    altstadt.post("/_sandbox/desk/studios/altstadt/appointments", {"count": 40})

    page = altstadt.get(LIST, sliceSize=100).json

    assert (len(page["result"]), page["hasNext"]) == (100, False)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"sliceSize": 49}, "errormessage.validation.min"),
        ({"sliceSize": 101}, "errormessage.validation.max"),
        ({"sliceSize": ""}, "errormessage.validation.invalid"),
        ({"offset": "next"}, "errormessage.validation.invalid"),
        ({"offset": "9" * 5000}, "errormessage.validation.invalid"),
    ],
)
def test_a_slice_out_of_bounds_is_refused(hafen: Visitor, query: dict[str, object], code: str) -> None:
    answer = hafen.get(LIST, **query)

    assert (answer.status, answer.code) == (400, code)


def test_texts_have_line_breaks_and_fields_can_be_null(hafen: Visitor) -> None:
    listed = {one["title"]: one for one in hafen.get(LIST).json["result"]}

    assert "\n\n" in listed["Personal Training"]["description"]
    assert listed["Deep Tissue Massage"]["description"] is None
    assert listed["Meal Plan Review"]["duration"] is None
    assert listed["Meal Plan Review"]["category"] is None


def test_pictures_load_for_ten_minutes_and_one_has_expired(hafen: Visitor, clock: StoppedClock) -> None:
    listed = {one["title"]: one["imgUrl"] for one in hafen.get(LIST).json["result"]}
    fresh = listed["Personal Training"].removeprefix(hafen.url)
    expired = listed["Mobility Coaching"].removeprefix(hafen.url)

    assert hafen.get(fresh).headers["content-type"] == "image/svg+xml"
    assert hafen.get(expired).status == 403
    clock.forward(minutes=11)
    assert hafen.get(fresh).status == 403


def test_one_appointment_by_id_is_the_listed_one(hafen: Visitor, altstadt: Visitor) -> None:
    listed = hafen.get(LIST).json["result"][0]

    assert hafen.get(f"{LIST}/{listed['id']}").json == listed
    assert altstadt.get(f"{LIST}/{listed['id']}").status == 403
    assert hafen.get(f"{LIST}/1").status == 404


def test_an_appointment_taken_offline_is_gone(hafen: Visitor) -> None:
    hafen.post("/_sandbox/desk/appointments/hafen/1210206001", {"online": False})

    assert hafen.get(f"{LIST}/1210206001").status == 404
    assert 1210206001 not in walked(hafen)[0]


def test_a_studio_can_offer_nothing(hafen: Visitor) -> None:
    hafen.post("/_sandbox/desk/studios/hafen", {"lists_appointments": False})

    assert hafen.get(LIST).json == {"result": [], "hasNext": False, "offset": "0"}
