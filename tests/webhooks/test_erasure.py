"""Somebody leaves the gym, or the privacy settings exclude us: the site forgets them, and stays that way."""

import pytest
from django.db.models.signals import pre_delete
from django.test import Client as Browser
from django.utils import timezone

from studios.magicline.customers import Customer
from studios.management.worker import run_due_tasks
from studios.models import Attempt, Booking, Challenge, Letter, Member, Studio, Tombstone, erase
from tests.conftest import CUSTOMERS, member
from tests.my_bookings.test_my_bookings import book
from tests.signing_in.conftest import Visitor, newest_code
from tests.vendor import Vendor
from tests.webhooks.posting import tell
from tests.webhooks.test_reactions import CREATED, at_the_desk


def challenge_for(email: str) -> Challenge:
    return Challenge.objects.start(
        email, studio=None, language="en", next_url="", browser="", may_mail=True, now=timezone.now()
    )


@pytest.mark.parametrize("event", ["CUSTOMER_DELETED", "CUSTOMER_ACCESS_DISABLED"])
def test_everything_about_the_person_goes_and_nothing_of_anybody_else(
    ada: Browser, hafen: Studio, lisboa: Studio, vendor: Vendor, event: str
) -> None:
    book(ada, vendor, "hafen", "Body Scan")
    ben, twin = member(hafen, "ben"), member(lisboa, "ada")
    challenge_for("ADA@example.org")
    theirs = challenge_for("ben@example.org")

    tell(hafen, event, entity_id=CUSTOMERS["ada"])
    run_due_tasks()

    assert set(Member.objects.all()) == {ben, twin}
    assert not Booking.objects.exists()
    assert not Attempt.objects.exists()
    assert not Letter.objects.exists()
    assert Challenge.objects.get() == theirs
    assert ada.get("/bookings/").status_code == 302


def test_copies_of_somebody_who_never_signed_in_go_too(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    tell(hafen, CREATED, entity_id=at_the_desk(ada, vendor, "dora"))
    run_due_tasks()
    assert Booking.objects.exists()

    tell(hafen, "CUSTOMER_DELETED", entity_id=CUSTOMERS["dora"])
    run_due_tasks()

    assert not Booking.objects.exists()


def test_a_late_event_does_not_bring_anybody_back(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    number = at_the_desk(ada, vendor, "ada")
    tell(hafen, "CUSTOMER_ACCESS_DISABLED", entity_id=CUSTOMERS["ada"])
    run_due_tasks()

    tell(hafen, CREATED, entity_id=number)
    tell(hafen, "CUSTOMER_UPDATED", entity_id=CUSTOMERS["ada"])
    tell(hafen, "CUSTOMER_DELETED", entity_id=CUSTOMERS["ada"])
    run_due_tasks()

    assert not Booking.objects.exists()
    assert not Member.objects.exists()
    assert Tombstone.objects.count() == 1


def test_a_sign_in_that_was_under_way_does_not_bring_anybody_back(hafen: Studio, vendor: Vendor) -> None:
    """The chain named them before they were erased; who comes again is asked for again."""
    visitor = Visitor(hafen)
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    code = newest_code()

    tell(hafen, "CUSTOMER_DELETED", entity_id=CUSTOMERS["ada"])
    run_due_tasks()
    visitor.type_code(code)

    assert not Member.objects.exists()
    assert Tombstone.objects.count() == 1
    assert not Challenge.objects.exists()


def test_a_sign_in_lifts_the_tombstone(ada: Browser, hafen: Studio, vendor: Vendor) -> None:
    tell(hafen, "CUSTOMER_ACCESS_DISABLED", entity_id=CUSTOMERS["ada"])
    run_due_tasks()
    record = Customer(CUSTOMERS["ada"], "Ada", "Test", "ada@example.org", None, "MEMBER", None, "en")

    back = Member.objects.remember(hafen.chain, record, language="en")
    tell(hafen, CREATED, entity_id=at_the_desk(ada, vendor, "ada"))
    run_due_tasks()

    assert Booking.objects.get().member == back
    assert not Tombstone.objects.exists()


def test_a_tombstone_tells_nobody_whose_it_is(hafen: Studio) -> None:
    Tombstone.objects.put(hafen.chain, CUSTOMERS["ada"], now=timezone.now())

    mark = Tombstone.objects.get().mark
    assert str(CUSTOMERS["ada"]) not in mark
    assert not Tombstone.objects.stands_for("https://other.example", CUSTOMERS["ada"])
    assert not Tombstone.objects.stands_for(hafen.chain, CUSTOMERS["ben"])


@pytest.mark.django_db(transaction=True)
def test_somebody_who_writes_about_the_person_meanwhile_does_not_stop_the_erasure(
    ada: Browser, hafen: Studio
) -> None:
    """The row comes after the member's rows were looked up and before the member goes."""
    written, now = [], timezone.now()

    def write(instance: Member, **_: object) -> None:
        pre_delete.disconnect(write, sender=Member)
        written.append(
            Attempt.objects.create(
                member=instance,
                studio=hafen,
                appointment_id=1,
                starts_at=now,
                ends_at=now,
                created_at=now,
                cancel_cutoff_hours=0,
            )
        )

    pre_delete.connect(write, sender=Member)

    erase(hafen.chain, CUSTOMERS["ada"], now=now)

    assert written
    assert not Member.objects.exists()
    assert not Attempt.objects.exists()
