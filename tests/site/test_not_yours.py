"""A booking of somebody else is the same as one that does not exist, under every address that names one."""

from collections.abc import Callable, Iterator

from django.test import Client as Browser
from django.urls import get_resolver

from studios.models import Studio
from tests.my_bookings.test_my_bookings import book
from tests.site.walk import addresses
from tests.vendor import Vendor

NONE_OF_ANYBODYS = "22223333aaaabbbb"


def about(reference: str) -> Iterator[str]:
    """Every address that holds the reference of a booking, this one."""
    known = {
        "slug": "hafen",
        "appointment_id": 1,
        "token": "x",
        "kind": "imprint",
        "_object": "1/1",
        "icon": "192.png",
    }
    for path in addresses(get_resolver(), known | {"reference": "REFERENCE"}):
        if "REFERENCE" in path:
            yield path.replace("REFERENCE", reference)


def test_neither_a_member_of_the_studio_nor_of_another_chain_gets_to_it(
    ada: Browser, browser_of: Callable[..., Browser], hafen: Studio, lisboa: Studio, vendor: Vendor
) -> None:
    Studio.objects.update(cancel_cutoff_hours=0)
    reference = book(ada, vendor, "hafen", "Body Scan", number=-1)
    others = {"ben": browser_of(hafen, "ben"), "cem": browser_of(lisboa, "ada")}
    asked_before = len(vendor.requests())
    paths = list(zip(about(reference), about(NONE_OF_ANYBODYS), strict=True))

    seen = {
        f"{method} {theirs} by {name}": (answer(browser, method, theirs), answer(browser, method, nobodys))
        for name, browser in others.items()
        for method in ("get", "head", "post", "put", "delete")
        for theirs, nobodys in paths
    }

    assert len(paths) >= 5
    assert {
        what: both for what, both in seen.items() if both[0] != both[1] or both[0] not in (404, 405)
    } == {}
    assert len(vendor.requests()) == asked_before
    assert len(vendor.bookings()) == 1


def answer(browser: Browser, method: str, path: str) -> int:
    return int(getattr(browser, method)(path).status_code)


def test_a_stranger_is_led_to_sign_in_and_nothing_happens(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    reference = book(ada, vendor, "hafen", "Body Scan", number=-1)

    for path in about(reference):
        for send in (Browser().get, Browser().post):
            response = send(path)

            assert response.status_code == 405 or response["Location"].startswith("/sign-in/?next="), path
    assert len(vendor.bookings()) == 1
