"""Whoever types somebody's address learns nothing about it: not at once, not later, not by looking again and again."""

import re
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Challenge, Studio
from tests.databases import statements
from tests.pages import Page
from tests.signing_in.conftest import Visitor, newest_link, wrong_codes

KNOWN, UNKNOWN = "ada@example.org", "eve@example.org"
A_CODE = wrong_codes()[0]


@pytest.fixture
def clock():
    """Stands still: how long ago each of the two began shows on the page."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture(params=["in one studio", "in all of them"])
def askers(
    request: pytest.FixtureRequest, clock: Any, hafen: Studio, lisboa: Studio
) -> tuple[Visitor, Visitor]:
    """Two strangers, one of whom has typed a member's address; the worker has not looked yet."""
    studio = hafen if request.param == "in one studio" else None
    known, unknown = Visitor(studio), Visitor(studio)
    known.ask_for_a_code(KNOWN)
    unknown.ask_for_a_code(UNKNOWN)
    return known, unknown


def seen_by(asker: Visitor) -> list[str]:
    """All that the site tells this browser about its sign-in, without what differs between any two."""
    asker.browser.cookies["django_language"] = "en"
    part = Page(asker.browser.get("/sign-in/code/", headers={"HX-Request": "true"}))
    return [_plain(page) for page in (asker.get("/sign-in/code/"), part, asker.get("/sign-in/"))]


def _plain(page: Page) -> str:
    html = page.html
    for pattern in (KNOWN, UNKNOWN, r'(?<=name="csrfmiddlewaretoken" value=")\w+', r"[0-9a-f-]{36}"):
        html = re.sub(pattern, "…", html)
    return f"{page.answer.status_code} {page.answer.wsgi_request.get_full_path()}\n{html}"


def assert_alike(askers: tuple[Visitor, Visitor]) -> None:
    known, unknown = map(seen_by, askers)
    assert known == unknown


def test_before_and_after_the_studio_was_asked(askers: tuple[Visitor, Visitor], clock: Any) -> None:
    assert_alike(askers)
    run_due_tasks()
    assert_alike(askers)
    for seconds in (70, 30 * 60):
        clock.shift(seconds)
        assert_alike(askers)


def test_while_a_chain_does_not_answer(askers: tuple[Visitor, Visitor], lisboa: Studio, clock: Any) -> None:
    """Whoever is known to one chain is mailed although another one is silent; whoever is not, is not."""
    Studio.objects.filter(pk=lisboa.pk).update(base_url="http://127.0.0.1:1")
    run_due_tasks()
    clock.shift(70)
    run_due_tasks()

    assert sorted(Challenge.objects.values_list("state", flat=True)) in (
        ["failed", "mailed"],  # where all chains are asked
        ["mailed", "unknown"],
    )
    assert_alike(askers)


def test_another_mail(askers: tuple[Visitor, Visitor], clock: Any) -> None:
    run_due_tasks()
    for _ in range(6):
        pages = [_plain(one.post("/sign-in/code/again/", {})) for one in askers]
        run_due_tasks()

        assert pages[0] == pages[1]
        assert_alike(askers)
        clock.shift(40)


def test_guesses(askers: tuple[Visitor, Visitor]) -> None:
    run_due_tasks()
    for code in wrong_codes(A_CODE)[:12]:
        pages = [_plain(one.type_code(code)) for one in askers]

        assert pages[0] == pages[1]


def the_owner_opens_the_link() -> None:
    """Whoever reads the mail of the known address signs in with what a stranger has asked for."""
    Challenge.objects.filter(email=UNKNOWN).update(next_try_at=None)
    run_due_tasks()
    owner = Visitor()
    assert "Ada" in owner.post(newest_link(), owner.get(newest_link()).fields()).text


def test_after_the_address_s_owner_has_opened_the_link(askers: tuple[Visitor, Visitor], clock: Any) -> None:
    the_owner_opens_the_link()
    assert_alike(askers)
    clock.shift(40)

    pages = [_plain(one.post("/sign-in/code/again/", {})) for one in askers]

    assert pages[0] == pages[1]
    assert_alike(askers)


def test_guesses_count_on_after_the_owner_has_signed_in(askers: tuple[Visitor, Visitor]) -> None:
    """At a sign-in that is over they still count for the address: else whoever is known had more of them."""
    the_owner_opens_the_link()
    for asker in askers:
        for _ in range(3):
            for code in wrong_codes()[:10]:
                asker.type_code(code)
            asker.ask_for_a_code(KNOWN if asker is askers[0] else UNKNOWN)

    pages = [_plain(one.type_code(A_CODE)) for one in askers]

    assert pages[0] == pages[1]
    assert "one wrong code too many" in pages[0]


@pytest.mark.parametrize(
    "act",
    [
        lambda asker, email: asker.ask_for_a_code(email),
        lambda asker, _email: asker.get("/sign-in/code/"),
        lambda asker, _email: asker.type_code(A_CODE),
        lambda asker, _email: asker.post("/sign-in/code/again/", {}),
    ],
    ids=["asking", "looking", "guessing", "asking again"],
)
def test_the_database_is_asked_the_same(askers: tuple[Visitor, Visitor], act: Any, clock: Any) -> None:
    run_due_tasks()
    known, unknown = askers
    other = Visitor()
    other.ask_for_a_code("other@example.org")
    clock.shift(40)
    act(other, "other@example.org")  # whoever comes first in a minute has it counted in a new row

    asked = [statements(lambda: act(known, KNOWN)), statements(lambda: act(unknown, UNKNOWN))]

    assert len(asked[0]) > 1
    assert asked[0] == asked[1]
