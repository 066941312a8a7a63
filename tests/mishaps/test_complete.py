"""The tables are complete: every call of the client, and every mishap that was asked for."""

import inspect

from studios.magicline.client import Client
from studios.sandbox.routes import ENDPOINTS, HEAD
from tests.mishaps import (
    test_background,
    test_booking,
    test_desk,
    test_desk_codes,
    test_my_bookings,
    test_new_keys,
    test_pages,
    test_signing_in,
    test_ways_on,
)
from tests.mishaps.kinds import MISHAPS, Scene

REQUIRED = (
    *("connection refused", "cut before the deed", "cut after the deed", "time-out"),
    *(
        "dripped headers",
        "dripped body",
        "400",
        "401",
        "403",
        "404",
        "408",
        "409",
        "422",
        "429",
        "500",
        "502",
        "503",
        "504",
    ),
    *("HTML", "empty", "truncated", "wrong types", "unknown enum values", "missing fields", "10 MB"),
)
# What the client calls them, and what the sandbox does.
CALLS = {
    "check_key": HEAD,
    "studio_information": "information",
    "confirm_activation": "confirm_activation",
    "appointments": "bookable",
    "appointment": "bookable_one",
    "slots": "slots",
    "validate": "validate",
    "book": "book",
    "booking": "booking",
    "bookings": "bookings",
    "cancel": "cancel",
    "search_customers": "search",
    "search_customers_everywhere": "cross_search",
    "customer": "customer",
}
TABLES: tuple[Scene, ...] = (
    *test_pages.TABLE,
    *test_booking.BEFORE,
    test_booking.THE_POST,
    *test_booking.LOOKS,
    *test_my_bookings.READ,
    test_my_bookings.THE_DELETE,
    *test_signing_in.TABLE,
    *test_desk.TABLE,
    *test_desk_codes.TABLE,
    *test_new_keys.TABLE,
    *test_ways_on.TABLE,
    *test_background.WEBHOOKS,
    *test_background.NIGHT,
    *test_background.KEYS,
)


def test_every_call_is_in_the_tables() -> None:
    assert {scene.endpoint for scene in TABLES} == {one.name for one in ENDPOINTS} | {HEAD}


def test_a_new_call_of_the_client_is_missed_in_no_table() -> None:
    calls = {
        name for name, one in vars(Client).items() if inspect.isfunction(one) and not name.startswith("_")
    }

    # A look is whichever call one asks for, and the answer as it came: nothing is made of it.
    assert calls - {"look"} == CALLS.keys()
    assert set(CALLS.values()) == {scene.endpoint for scene in TABLES}


def test_every_mishap_is_in_the_tables() -> None:
    assert set(REQUIRED) <= MISHAPS.keys()
    for scene in TABLES:
        assert MISHAPS.keys() <= scene.mishaps.keys()


def test_every_exception_names_a_mishap() -> None:
    for scene in TABLES:
        assert scene.but.keys() <= scene.mishaps.keys(), scene.act.__name__


def test_writes_are_met_both_done_and_not_done() -> None:
    """For every mishap after which nobody can say whether it was."""
    doubtful = ("408", "500", "502", "503", "504", "HTML")
    for scene in (test_booking.THE_POST, test_my_bookings.THE_DELETE):
        assert {f"{mishap}, done" for mishap in doubtful} <= scene.mishaps.keys()
        assert {"time-out, not done", "empty, not done", "10 MB, not done"} <= scene.mishaps.keys()
