"""A studio of the chain says that a customer is gone who is another one's: that one is asked before anybody is erased.

Every studio's desk can set a webhook key of its own, and with it sign what it likes.
"""

import pytest
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Member, Studio, Tombstone, WebhookMessage
from tests.conftest import member
from tests.vendor import Vendor
from tests.webhooks.posting import tell

GONE = ("CUSTOMER_DELETED", "CUSTOMER_ACCESS_DISABLED")


@pytest.fixture
def ada_at_home(hafen: Studio) -> Member:
    """Her home is Hafen."""
    return member(hafen, "ada")


def asked(vendor: Vendor) -> list[str]:
    """The studios whose keys read a customer."""
    return [one["studio"] for one in vendor.requests("customer")]


@pytest.mark.parametrize("event", GONE)
def test_who_is_still_at_home_stays(
    ada_at_home: Member,
    altstadt: Studio,
    vendor: Vendor,
    event: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tell(altstadt, event, entity_id=ada_at_home.customer_id)
    run_due_tasks()

    assert Member.objects.get() == ada_at_home
    assert not Tombstone.objects.exists()
    assert asked(vendor) == ["hafen"]
    assert WebhookMessage.objects.get().processed_at is not None
    assert "Nobody was erased by webhook" in caplog.text
    assert str(ada_at_home.customer_id) not in caplog.text


@pytest.mark.parametrize("status", ["403", "404"])
@pytest.mark.parametrize("event", GONE)
def test_who_is_gone_at_home_as_well_is_erased(
    ada_at_home: Member, altstadt: Studio, vendor: Vendor, event: str, status: str
) -> None:
    """A home that is out of date shows nobody any more, and keeps nobody here."""
    vendor.mishap("customer", status)

    tell(altstadt, event, entity_id=ada_at_home.customer_id)
    run_due_tasks()

    assert not Member.objects.exists()
    assert Tombstone.objects.count() == 1


def test_the_word_of_the_home_studio_is_believed_without_asking(
    ada_at_home: Member, hafen: Studio, vendor: Vendor
) -> None:
    tell(hafen, "CUSTOMER_DELETED", entity_id=ada_at_home.customer_id)
    run_due_tasks()

    assert not Member.objects.exists()
    assert asked(vendor) == []


@pytest.mark.parametrize("home", [None, 4711])
def test_where_no_home_is_known_here_whoever_tells_is_believed(
    ada_at_home: Member, altstadt: Studio, vendor: Vendor, home: int | None
) -> None:
    Member.objects.update(home_studio_id=home)

    tell(altstadt, "CUSTOMER_DELETED", entity_id=ada_at_home.customer_id)
    run_due_tasks()

    assert not Member.objects.exists()
    assert asked(vendor) == []


def test_the_key_that_was_refused_is_suspected_and_not_that_of_who_told(
    ada_at_home: Member, hafen: Studio, altstadt: Studio, vendor: Vendor
) -> None:
    vendor.mishap("customer", "401", count=20)

    tell(altstadt, "CUSTOMER_DELETED", entity_id=ada_at_home.customer_id)
    run_due_tasks()

    hafen.refresh_from_db()
    altstadt.refresh_from_db()
    assert Member.objects.get() == ada_at_home
    assert (hafen.key_refusals, altstadt.key_refusals) == (1, 0)
    assert WebhookMessage.objects.get().next_try_at is not None


def test_while_the_home_studio_is_not_read_the_message_waits(
    ada_at_home: Member, hafen: Studio, altstadt: Studio, vendor: Vendor
) -> None:
    hafen.learn(reads_paused_at=timezone.now())

    tell(altstadt, "CUSTOMER_DELETED", entity_id=ada_at_home.customer_id)
    run_due_tasks()

    message = WebhookMessage.objects.get()
    assert Member.objects.get() == ada_at_home
    assert asked(vendor) == []
    assert (message.processed_at, message.tries) == (None, 0)
    assert message.next_try_at is not None
