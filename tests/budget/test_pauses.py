"""Where Magicline says 429 nobody looks around for a while, in no process; one alone that says no more is repeated."""

from collections.abc import Callable

import pytest

from studios.brakes.breaker import LONGEST_PAUSE_SECONDS, REST_SECONDS, Paused
from studios.magicline.errors import RateLimited
from studios.models import Studio
from tests.budget.conftest import Later, booking, looking
from tests.vendor import Vendor


def told_to_wait(studio: Studio, vendor: Vendor, seconds: float) -> None:
    vendor.mishap("information", "429", retry_after=seconds)
    with pytest.raises(RateLimited):
        looking(studio).studio_information()


def asked(vendor: Vendor) -> int:
    return len(vendor.requests("information"))


@pytest.mark.usefixtures("remembered")
def test_nobody_in_any_process_asks_before_the_time_is_over(
    hafen: Studio, vendor: Vendor, other_process: Callable[[], None], later: Later
) -> None:
    told_to_wait(hafen, vendor, 30)
    other_process()

    with pytest.raises(Paused) as paused:
        looking(hafen).studio_information()

    assert 25 <= (paused.value.retry_after or 0) <= 30
    assert asked(vendor) == 1
    with later(31):
        looking(hafen).studio_information()


def test_other_endpoints_other_studios_and_whoever_books_go_on(
    hafen: Studio, altstadt: Studio, vendor: Vendor
) -> None:
    told_to_wait(hafen, vendor, 30)

    looking(hafen).appointments()
    looking(altstadt).studio_information()
    booking(hafen).studio_information()

    assert asked(vendor) == 3


def test_no_answer_of_a_call_that_left_before_ends_it(hafen: Studio, vendor: Vendor) -> None:
    told_to_wait(hafen, vendor, 30)
    booking(hafen).studio_information()

    with pytest.raises(Paused):
        looking(hafen).studio_information()


@pytest.mark.usefixtures("remembered")
def test_one_that_says_nothing_does_not_shorten_what_another_said(hafen: Studio, vendor: Vendor) -> None:
    told_to_wait(hafen, vendor, 50)
    vendor.mishap("information", "429", count=3)
    with pytest.raises(RateLimited):  # three times, by somebody who books
        booking(hafen).studio_information()

    with pytest.raises(Paused) as paused:
        looking(hafen).studio_information()

    assert (paused.value.retry_after or 0) > 30


def test_it_has_an_end_whatever_we_are_told(hafen: Studio, vendor: Vendor, later: Later) -> None:
    told_to_wait(hafen, vendor, 86_400)

    with later(LONGEST_PAUSE_SECONDS + 1):
        looking(hafen).studio_information()


def test_one_that_asks_for_a_moment_is_repeated_after_it(hafen: Studio, vendor: Vendor) -> None:
    vendor.mishap("information", "429", retry_after=0.5)

    looking(hafen).studio_information()

    assert asked(vendor) == 2


def test_now_and_then_one_without_a_word_changes_nothing(hafen: Studio, vendor: Vendor) -> None:
    for _ in range(5):
        vendor.mishap("information", "429")
        looking(hafen).studio_information()

    assert asked(vendor) == 10


@pytest.mark.usefixtures("remembered")
def test_three_in_a_row_are_enough_and_then_one_call_tries(
    hafen: Studio, vendor: Vendor, later: Later
) -> None:
    vendor.mishap("information", "429", count=4)
    with pytest.raises(RateLimited):  # which was tried three times
        looking(hafen).studio_information()

    with pytest.raises(Paused):
        looking(hafen).studio_information()
    with later(REST_SECONDS + 1), pytest.raises(Paused):  # a trial, which is not repeated
        looking(hafen).studio_information()

    assert asked(vendor) == 4
    with later(2 * REST_SECONDS + 2):
        looking(hafen).studio_information()
        looking(hafen).studio_information()
