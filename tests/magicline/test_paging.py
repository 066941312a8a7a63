"""Chunked lists are walked to their end, and a list without end ends all the same."""

import pytest

from studios.magicline import paging
from studios.magicline.errors import UnexpectedReply


def served(*slices):
    """A fetch that serves these slices one after the other, and the offsets it was asked for."""
    asked = []

    def fetch(offset):
        asked.append(offset)
        return slices[len(asked) - 1]

    return fetch, asked


def test_slices_are_joined_in_order():
    fetch, asked = served(
        {"result": [1, 2], "hasNext": True, "offset": "1210206596"},
        {"result": [], "hasNext": True, "offset": 50},
        {"result": [3], "hasNext": False, "offset": "99"},
    )

    assert paging.walk(fetch, "appointments") == [1, 2, 3]
    assert asked == [None, "1210206596", "50"]


@pytest.mark.parametrize("ending", [{}, {"hasNext": None}, {"hasNext": "true"}])
def test_only_true_means_that_there_is_more(ending):
    fetch, asked = served({"result": [1], "offset": "7"} | ending)

    assert paging.walk(fetch, "appointments") == [1]
    assert len(asked) == 1


def test_an_offset_that_comes_again_ends_the_walk():
    one, other = ({"result": [1], "hasNext": True, "offset": offset} for offset in ("7", "8"))
    fetch, asked = served(one, other, one)

    with pytest.raises(UnexpectedReply, match=r"appointments\.offset comes again"):
        paging.walk(fetch, "appointments")
    assert asked == [None, "7", "8"]


def test_a_list_without_end_is_given_up():
    asked = []

    def fetch(offset):
        asked.append(offset)
        return {"result": [], "hasNext": True, "offset": str(len(asked))}

    with pytest.raises(UnexpectedReply, match="more than 200 slices"):
        paging.walk(fetch, "appointments")
    assert len(asked) == 200


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ([], "appointments is not an object"),
        ({}, "appointments.result is not an array"),
        ({"result": None}, "appointments.result is not an array"),
        ({"result": [], "hasNext": True}, "appointments.offset is missing"),
        ({"result": [], "hasNext": True, "offset": ""}, "appointments.offset is not a text"),
    ],
)
def test_a_slice_of_the_wrong_shape_is_named(answer, complaint):
    fetch, _ = served(answer)

    with pytest.raises(UnexpectedReply) as caught:
        paging.walk(fetch, "appointments")
    assert str(caught.value) == complaint
