"""The studio puts another address on file: what the old one has proved is over, and so is what it would still prove."""

import pytest
from django.test import Client as Browser

from studios.management.worker import run_due_tasks
from studios.models import Member, Studio
from tests.conftest import CUSTOMERS, member
from tests.my_bookings.test_feed import new_address
from tests.signing_in.conftest import Visitor, newest_code, newest_link
from tests.signing_in.desk import come, hand_out
from tests.vendor import Vendor
from tests.webhooks.posting import tell

NEW = "ada@new.example"


def news(vendor: Vendor, studio: Studio, **changes: str) -> None:
    """The desk changes Ada's record, and Magicline tells of it."""
    vendor.ask("POST", f"desk/customers/iron-oak/{CUSTOMERS['ada']}", changes)
    tell(studio, "CUSTOMER_UPDATED", entity_id=CUSTOMERS["ada"])
    run_due_tasks()


@pytest.mark.parametrize("way", ["code", "link"])
def test_a_code_that_was_mailed_to_the_old_one_is_no_use(
    ada: Browser, visitor: Visitor, hafen: Studio, vendor: Vendor, way: str
) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    news(vendor, hafen, email=NEW)

    if way == "code":
        visitor.type_code(newest_code())
    else:
        visitor.post(newest_link(), {})

    assert visitor.browser.get("/me/").status_code == 302
    assert Member.objects.get().email == NEW


def test_who_signs_in_with_the_new_one_ends_sign_ins_with_the_old_one(
    ada: Browser, visitor: Visitor, hafen: Studio, vendor: Vendor
) -> None:
    """No webhook has told of it."""
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    old_code = newest_code()
    vendor.ask("POST", f"desk/customers/iron-oak/{CUSTOMERS['ada']}", {"email": NEW})

    Visitor(hafen).sign_in(NEW)
    visitor.type_code(old_code)

    assert visitor.browser.get("/me/").status_code == 302
    assert Member.objects.get().email == NEW


def test_a_sign_in_goes_on_when_something_else_changes(
    ada: Browser, visitor: Visitor, hafen: Studio, vendor: Vendor
) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    news(vendor, hafen, email="ADA@example.org", first_name="Adele")

    visitor.type_code(newest_code())

    assert visitor.browser.get("/me/").status_code == 200


def test_a_calendar_address_that_was_made_with_the_old_one_is_over(
    ada: Browser, hafen: Studio, vendor: Vendor
) -> None:
    path = new_address(ada)
    news(vendor, hafen, first_name="Adele")
    before = Browser().get(path).status_code

    news(vendor, hafen, email=NEW)

    assert (before, Browser().get(path).status_code) == (200, 404)


@pytest.mark.parametrize("way", ["webhook", "sign-in"])
def test_a_code_from_the_desk_does_not_bring_the_old_one_back(
    ada: Browser, visitor: Visitor, hafen: Studio, vendor: Vendor, way: str
) -> None:
    """It was handed out before the address changed, and holds what Magicline said then."""
    code = hand_out(hafen, CUSTOMERS["ada"])
    if way == "webhook":
        news(vendor, hafen, email=NEW)
    else:
        vendor.ask("POST", f"desk/customers/iron-oak/{CUSTOMERS['ada']}", {"email": NEW})
        Visitor(hafen).sign_in(NEW)

    arrived = come(visitor, hafen, CUSTOMERS["ada"], code)

    assert NEW in arrived.text
    assert Member.objects.get().email == NEW


def test_nor_does_it_take_one_away_that_came_since(visitor: Visitor, hafen: Studio, vendor: Vendor) -> None:
    """They had none, which is why they came to the desk."""
    vendor.ask("POST", f"desk/customers/iron-oak/{CUSTOMERS['ada']}", {"email": ""})
    member(hafen, "ada")
    Member.objects.update(email="")
    code = hand_out(hafen, CUSTOMERS["ada"])
    news(vendor, hafen, email=NEW)

    come(visitor, hafen, CUSTOMERS["ada"], code)

    assert Member.objects.get().email == NEW
