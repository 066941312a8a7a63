"""What the task does: whom it asks, whom it counts, what it mails, and what it does when nobody answers."""

import re

import pytest
import time_machine
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Challenge, Member, Studio
from tests.conftest import CUSTOMERS
from tests.pages import Page
from tests.signing_in.conftest import Visitor, mailed, newest_code
from tests.vendor import Vendor


def without_what_differs(page: Page, email: str) -> str:
    """The page's HTML without its random tokens, the address that was typed, and the seconds since then."""
    html = re.sub(r"delay:\d+s", "…", page.html.replace(email, "…"))
    for name in ("csrfmiddlewaretoken", "challenge"):
        for value in {
            one.attributes["value"] for one in page.all("value") if one.attributes.get("name") == name
        }:
            html = html.replace(value, "…")
    return html


def test_an_unknown_address_gets_the_same_answer_and_another_mail(hafen: Studio, vendor: Vendor) -> None:
    answers = {}
    for email in ("ada@example.org", "nobody@example.org"):
        page = Visitor(hafen).ask_for_a_code(email)
        answers[email] = (
            page.answer.status_code,
            page.answer.redirect_chain,
            sorted(page.answer.headers),
            without_what_differs(page, email),
        )

    assert answers["ada@example.org"] == answers["nobody@example.org"]
    assert vendor.requests() == []
    run_due_tasks()
    known, unknown = sorted(mailed(), key=lambda one: one.to)
    assert known.subject == unknown.subject
    assert "does not have this address on file" in unknown.body
    assert hafen.telephone in unknown.body


def test_after_the_mails_the_code_pages_still_look_the_same(hafen: Studio) -> None:
    pages = []
    for email in ("ada@example.org", "nobody@example.org"):
        visitor = Visitor(hafen)
        visitor.ask_for_a_code(email)
        run_due_tasks()
        pages.append(without_what_differs(visitor.get("/sign-in/code/"), email))

    assert pages[0] == pages[1]


@pytest.mark.parametrize("status", ["hidden from search", "search refused"])
def test_whoever_excludes_us_is_told_to_ask_the_studio(visitor: Visitor, vendor: Vendor, status: str) -> None:
    if status == "search refused":
        vendor.mishap("cross_search", "403", error_code="errormessage.third.party.customer.access.disabled")

    visitor.ask_for_a_code("gus@example.org")
    run_due_tasks()

    assert "your privacy settings there exclude this site" in mailed()[0].body
    assert len(vendor.requests()) == 1


def test_an_address_that_only_contains_the_typed_one_does_not_count(visitor: Visitor) -> None:
    visitor.sign_in("ada@example.org")

    assert [one.customer_id for one in Member.objects.all()] == [2002001]


@pytest.mark.parametrize(
    ("on_file", "typed"),
    [
        ("kim@straße.example", "kim@strasse.example"),
        ("kim@strasse.example", "kim@straße.example"),
        ("kim@example.org", "\N{KELVIN SIGN}im@example.org"),
    ],
)
def test_an_address_that_is_only_called_equal_does_not_count(
    visitor: Visitor, vendor: Vendor, on_file: str, typed: str
) -> None:
    """Upper and lower case make them equal, to Unicode; the mailboxes can be two people's."""
    vendor.ask("POST", f"desk/customers/iron-oak/{CUSTOMERS['kim']}", {"email": on_file})

    visitor.ask_for_a_code(typed)
    run_due_tasks()

    assert "does not have this address on file" in mailed()[0].body


def test_the_chain_is_asked_once_with_one_key(visitor: Visitor, vendor: Vendor) -> None:
    visitor.sign_in("ada@example.org")

    assert [(one["endpoint"], one["studio"]) for one in vendor.requests()] == [("cross_search", "hafen")]


def test_a_rejected_key_makes_way_for_the_next(visitor: Visitor, vendor: Vendor) -> None:
    vendor.ask("POST", "desk/studios/hafen", {"api_key": "replaced-replaced-replaced"})
    vendor.ask("POST", "desk/studios/altstadt", {"scopes": []})

    arrived = visitor.sign_in("ada@example.org")

    assert "Ada Lindqvist" in arrived.text
    assert [one["status"] for one in vendor.requests("cross_search")] == [401, 403, 200]


def test_where_no_key_may_search_everywhere_each_studio_is_asked(visitor: Visitor, vendor: Vendor) -> None:
    for slug in ("hafen", "altstadt", "ost"):
        vendor.ask("POST", f"desk/studios/{slug}", {"scopes": ["CUSTOMER_READ"]})

    arrived = visitor.sign_in("jo@example.org")

    assert Member.objects.count() == 2
    assert "Jo Brandt" in arrived.text
    assert sorted(one["studio"] for one in vendor.requests("search")) == ["altstadt", "hafen", "ost"]


def test_a_studio_that_may_not_tell_is_no_failure(visitor: Visitor, vendor: Vendor) -> None:
    for slug in ("hafen", "altstadt", "ost"):
        vendor.ask("POST", f"desk/studios/{slug}", {"scopes": ["CUSTOMER_READ"]})
    vendor.mishap(
        "search", "403", studio="ost", error_code="errormessage.third.party.customer.access.disabled"
    )

    visitor.ask_for_a_code("nobody@example.org")
    run_due_tasks()

    assert "does not have this address on file" in mailed()[0].body


def test_no_key_leaves_for_a_host_that_is_not_allowed(
    visitor: Visitor, hafen: Studio, vendor: Vendor
) -> None:
    Studio.objects.filter(pk=hafen.pk).update(base_url="https://elsewhere.example")

    visitor.ask_for_a_code("nobody@example.org")
    run_due_tasks()

    assert vendor.requests() == []
    assert mailed() == []
    assert Challenge.objects.get().next_try_at is not None


def test_a_studio_that_does_not_answer_is_no_unknown_address(visitor: Visitor, vendor: Vendor) -> None:
    for slug in ("hafen", "altstadt", "ost"):
        vendor.ask("POST", f"desk/studios/{slug}", {"scopes": ["CUSTOMER_READ"]})
    vendor.mishap("search", "404", studio="ost", count=1)

    visitor.ask_for_a_code("nobody@example.org")
    run_due_tasks()

    assert mailed() == []
    assert Challenge.objects.get().next_try_at is not None


def test_when_the_chain_is_down_the_mail_comes_once_it_is_up(visitor: Visitor, vendor: Vendor) -> None:
    vendor.mishap("cross_search", "404", count=2)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        visitor.ask_for_a_code("ada@example.org")
        run_due_tasks()
        clock.shift(61)
        run_due_tasks()
        told = visitor.get("/sign-in/code/")
        assert mailed() == []
        clock.shift(61)
        run_due_tasks()
        arrived = visitor.type_code(newest_code())

    assert "We keep trying for half an hour" in told.text
    assert "Ada Lindqvist" in arrived.text


def test_when_the_chain_stays_down_it_is_left_alone_after_half_an_hour(
    visitor: Visitor, vendor: Vendor
) -> None:
    vendor.mishap("cross_search", "404", count=1000)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        visitor.ask_for_a_code("ada@example.org")
        for _ in range(40):
            run_due_tasks()
            clock.shift(61)

    asked = len(vendor.requests("cross_search"))
    assert 20 < asked <= 31
    assert mailed() == []


def test_a_chain_that_is_down_keeps_no_member_of_another_out(
    hafen: Studio, lisboa: Studio, vendor: Vendor
) -> None:
    vendor.mishap("cross_search", "404", studio="lisboa", count=10)
    visitor = Visitor()

    arrived = visitor.sign_in("ada@example.org")

    assert "Ada Lindqvist" in arrived.text
