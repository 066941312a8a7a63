"""Who gets what at every address of the site: table.txt holds the answers, and this test holds the site to them.

A new address without a line fails. `WRITE_TABLE=1 .venv/bin/pytest -n 0 tests/access` writes the table anew: read what
changed in it, line by line, before it is committed.
"""

import copy
import os
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.test import override_settings

from studios.models import Studio
from tests.access.people import PEOPLE, Place, addresses, browsers

TABLE = Path(__file__).with_name("table.txt")
HEAD = (
    "# What each answers: GET / POST with an empty form. The rows asked for are Hafen's, the booking is Ada's.\n"
    f"# {' | '.join(PEOPLE)}\n"
)


@pytest.fixture(scope="module")
def answers() -> dict[str, list[str]]:
    """For each address, what each of `PEOPLE` gets: read from the table, to which the first test holds the site."""
    lines = (line.split() for line in TABLE.read_text().splitlines() if not line.startswith("#"))
    return {address: cells for address, *cells in lines}


def test_everybody_gets_what_the_table_says(
    place: Place, hafen: Studio, altstadt: Studio, lisboa: Studio
) -> None:
    everybody = browsers(hafen, altstadt, lisboa)
    asked = sorted(set(addresses()))
    width = max(map(len, asked))
    lines = [
        f"{address:<{width}}  "
        + "  ".join(_asked(name, browser, place.fill(address)) for name, browser in everybody.items())
        for address in asked
    ]
    found = HEAD + "".join(line.rstrip() + "\n" for line in lines)
    if "WRITE_TABLE" in os.environ:
        TABLE.write_text(found)

    assert found.splitlines() == TABLE.read_text().splitlines()


def test_nobody_but_staff_gets_anything_of_the_admin(answers: dict[str, list[str]]) -> None:
    staff = {PEOPLE.index(name) for name in ("desk", "other desk", "superuser", "looking only")}

    let_in = [
        (address, PEOPLE[place], cell)
        for address, cells in answers.items()
        if address.startswith("/admin/") and address not in ("/admin/login/", "/admin/jsi18n/")
        for place, cell in enumerate(cells)
        if place not in staff and "200" in cell
    ]

    assert {(who, address.partition("/admin/")[2].split("/")[0]) for address, who, _cell in let_in} == {
        ("half in", "second-factor")
    }


def test_who_only_looks_gets_no_more_than_the_desk_and_no_button(answers: dict[str, list[str]]) -> None:
    desk, looking = PEOPLE.index("desk"), PEOPLE.index("looking only")

    more = [
        address
        for address, cells in answers.items()
        for asked, given in zip(cells[desk].split("/"), cells[looking].split("/"), strict=True)
        if given not in (asked, "403")
    ]

    assert more == []


def test_no_other_desk_gets_a_row_of_this_one(answers: dict[str, list[str]]) -> None:
    other = PEOPLE.index("other desk")

    seen = [
        address
        for address, cells in answers.items()
        if address.startswith("/admin/studios/") and "<" in address and "200" in cells[other]
    ]

    assert seen == []


def test_nobody_elses_booking_is_there(answers: dict[str, list[str]]) -> None:
    strangers = [PEOPLE.index("other member"), PEOPLE.index("same number, other chain")]

    for address, cells in answers.items():
        if "<slug:reference>" in address:
            assert {cells[stranger] for stranger in strangers} <= {"404/404", "404/405"}, address


def _asked(name: str, browser: Browser, address: str) -> str:
    with override_settings(STAFF_SECOND_FACTOR=name == "half in"):
        return "/".join(str(_status(browser, method, address)) for method in ("get", "post"))


def _status(browser: Browser, method: str, address: str) -> int:
    """The answer's status; what it changed in the database is taken back, and the browser's cookies with it."""
    cookies = copy.deepcopy(browser.cookies)
    undone = transaction.atomic()
    undone._from_testcase = True  # type: ignore[attr-defined] # as the test's own: calls may leave inside it
    with undone:
        status: int = getattr(browser, method)(address).status_code
        transaction.set_rollback(True)
    browser.cookies = cookies
    return status
