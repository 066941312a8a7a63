"""What is kept about one customer, for whoever asks for it: all of it, of nobody else, and gone when it is to go."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone

from studios.models import CalendarFeed, Challenge, Member, Studio, Tombstone
from tests.conftest import member
from tests.my_bookings.outbox import sent
from tests.my_bookings.test_my_bookings import book
from tests.vendor import Vendor

ADA = "2002001"


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("member_data", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def busy_ada(ada: Browser, hafen: Studio, lisboa: Studio, vendor: Vendor) -> None:
    """Ada with one of everything, beside strangers: one of them with her number, in the other chain."""
    book(ada, vendor, "hafen", "Body Scan")
    sent()
    CalendarFeed.objects.make([member(hafen, "ada")], now=timezone.now())
    for email in ("ada@example.org", "ben@example.org"):
        Challenge.objects.start(
            email, studio=hafen, language="en", next_url="", browser="", may_mail=True, now=timezone.now()
        )
    member(hafen, "ben")
    member(lisboa, "cem", customer_id=int(ADA))


@pytest.mark.usefixtures("busy_ada")
def test_everything_about_a_customer_is_told_and_nothing_about_others(hafen: Studio) -> None:
    rows = json.loads(told(ADA, "--chain", hafen.chain))

    kinds = sorted(row["model"] for row in rows)
    assert kinds == [
        f"studios.{name}" for name in ("attempt", "booking", "calendarfeed", "challenge", "letter", "member")
    ]
    written = json.dumps(rows)
    assert "ada@example.org" in written
    assert "ben@example.org" not in written
    assert "cem@example.org" not in written


@pytest.mark.usefixtures("busy_ada")
def test_it_can_be_erased_and_then_there_is_nothing_to_tell(hafen: Studio, lisboa: Studio) -> None:
    told(ADA, "--chain", hafen.chain, "--erase")

    assert json.loads(told(ADA, "--chain", hafen.chain)) == []
    assert Member.objects.filter(chain=lisboa.chain, customer_id=ADA).exists()
    assert Tombstone.objects.stands_for(hafen.chain, int(ADA))


@pytest.mark.usefixtures("busy_ada")
@pytest.mark.parametrize("arguments", [[], ["--chain", "https://nobody.example.org"]])
def test_which_chain_is_asked_for_where_it_is_not_clear(lisboa: Studio, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match=lisboa.chain):
        told(ADA, *arguments)


def test_a_site_of_one_chain_need_not_name_it(hafen: Studio, lisboa: Studio) -> None:
    lisboa.delete()
    member(hafen, "ada")

    assert [row["model"] for row in json.loads(told(ADA))] == ["studios.member"]
