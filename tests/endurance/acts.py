"""What hypothesis draws from: who does what, which trouble befalls whom, and how often."""

from typing import Any

from hypothesis import strategies as st

from tests.endurance.world import OFFERED, PEOPLE

Act = tuple[str, dict[str, Any]]
Fate = tuple[str, int] | None

ENDPOINTS = (
    "book", "book", "book", "cancel", "cancel", "booking", "bookings", "validate", "slots", "bookable_one",
)  # fmt: skip
TROUBLE = (
    "cut_before", "cut_after", "cut_body", "429", "500", "503", "400", "409", "garbage", "empty", "truncated",
    "html", "wrong_types", "missing_fields", "unknown_enum", "slot_taken",
)  # fmt: skip
WEBHOOK_TROUBLE = ("lose", "double", "shuffle", "delay", "several", "wrong_key")
PAUSES = (1, 7, 25, 45, 130, 1000, 4000, 20_000, 90_000, 400_000)

# Ada and Pia more often than the others, and most of them tomorrow, so that they get in each other's way and their own.
_people = st.sampled_from((*PEOPLE, "ada", "ada", "pia"))
_offered = st.sampled_from(OFFERED)
_numbers = st.integers(0, 4)
_ahead = st.sampled_from((1, 1, 1, 2, 2, 6, 12, 13, 14, 15, 20))  # the vendor's list ends two weeks ahead
_deeds = st.sampled_from(("books", "moves", "cancels", "cancels", "confirms", "confirms"))
# What befalls a request or a turn of the worker: death at its n-th boundary, or something else in its middle.
_death = st.tuples(st.just("dies"), st.integers(1, 18))
_elsewhere = st.tuples(st.sampled_from(("work", "hooks", "stall", "desk")), st.integers(1, 8))
_again = st.tuples(st.sampled_from(("again", "tab")), st.integers(1, 10))
_fates = st.one_of(st.none(), st.none(), _death, _elsewhere)
_fates_of_a_form = st.one_of(st.none(), _death, _elsewhere, _again)


def _often(times: int, name: str, **how: st.SearchStrategy[Any]) -> list[st.SearchStrategy[Any]]:
    """So many times the same, because a choice of one among many takes each as often as the others."""
    return [st.tuples(st.just(name), st.fixed_dictionaries(how)) for _ in range(times)]


acts: st.SearchStrategy[Act] = st.one_of(
    *_often(9, "book", who=_people, what=_offered, ahead=_ahead, number=_numbers, fate=_fates_of_a_form),
    *_often(1, "choose", who=_people, what=_offered, ahead=_ahead, number=_numbers, fate=_fates),
    *_often(2, "open_another_tab", number=_numbers),
    *_often(4, "confirm", number=_numbers, fate=_fates_of_a_form),
    *_often(4, "cancel", who=_people, number=_numbers, fate=_fates_of_a_form),
    *_often(5, "move", who=_people, ahead=_ahead, number=_numbers, slot=_numbers, fate=_fates_of_a_form),
    *_often(3, "open_my_bookings", who=_people, fate=_fates),
    *_often(2, "open_one_booking", who=_people, number=_numbers, fate=_fates),
    *_often(5, "desk", does=_deeds, who=_people, what=_offered, number=_numbers, hours=st.integers(1, 400)),
    *_often(4, "trouble", endpoint=st.sampled_from(ENDPOINTS), kind=st.sampled_from(TROUBLE)),
    *_often(1, "webhook_trouble", kind=st.sampled_from(WEBHOOK_TROUBLE), count=st.integers(1, 3)),
    *_often(2, "hooks_arrive", fate=_fates),
    *_often(3, "worker_works", fate=_fates),
    *_often(3, "time_passes", seconds=st.sampled_from(PAUSES)),
    *_often(1, "dust_settles"),
)
