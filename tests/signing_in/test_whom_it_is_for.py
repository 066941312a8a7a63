"""One address, several records: families choose, twin records are one person, chains add up."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser

from studios.magicline.customers import Customer
from studios.management.worker import run_due_tasks
from studios.models import Member, Studio
from tests.pages import Page
from tests.signing_in.conftest import Visitor, newest_code
from tests.vendor import Vendor


def names_to_choose(page: Page) -> list[str]:
    return [one.text.strip() for one in page.all("value") if one.attributes.get("name") == "person"]


def test_a_family_chooses_whom_it_is_for(visitor: Visitor) -> None:
    asked = visitor.sign_in("family@example.org", "/me/?from=here")

    chosen = visitor.post(asked.answer.wsgi_request.get_full_path(), {"person": "1"})

    assert asked.answer.wsgi_request.path == "/sign-in/who/"
    assert names_to_choose(asked) == ["Hana Horvat", "Ivo Horvat"]
    assert chosen.answer.wsgi_request.get_full_path() == "/me/?from=here"
    assert "Ivo Horvat" in chosen.text


def test_until_a_family_has_chosen_no_page_acts_for_anybody(visitor: Visitor) -> None:
    visitor.sign_in("family@example.org")

    page = visitor.get("/me/")

    assert page.answer.wsgi_request.get_full_path() == "/sign-in/who/?next=%2Fme%2F"


def test_a_family_can_switch(visitor: Visitor) -> None:
    visitor.sign_in("family@example.org")
    visitor.post("/sign-in/who/", {"person": "0"}, query={"next": "/me/"})
    before = visitor.get("/me/")

    after = visitor.post(before.link("Somebody else?"), {"person": "1"})

    assert "Hana Horvat" in before.text
    assert "Ivo Horvat" in after.text
    assert "Hana" not in after.text


def test_whoever_is_not_among_them_can_use_another_address(visitor: Visitor) -> None:
    """Somebody alone at an address as well: who follows "Somebody else?" must not end before their own name."""
    visitor.sign_in("ada@example.org")
    page = visitor.get("/sign-in/who/?next=%2Fme%2F%3Ffrom%3Dhere")

    start = visitor.get(page.link("Use another address"))

    assert start.answer.wsgi_request.get_full_path() == "/sign-in/?next=%2Fme%2F%3Ffrom%3Dhere"
    assert "email" in start.fields()


@pytest.mark.parametrize("nonsense", ["2", "-1", "x", "9" * 40])
def test_choosing_nobody_of_them_asks_again(visitor: Visitor, nonsense: str) -> None:
    visitor.sign_in("family@example.org")

    page = visitor.post("/sign-in/who/", {"person": nonsense})

    assert "Please choose one of these." in page.text
    assert names_to_choose(page) == ["Hana Horvat", "Ivo Horvat"]


def test_two_records_with_the_same_names_and_birth_date_are_one_person(visitor: Visitor) -> None:
    arrived = visitor.sign_in("jo@example.org")

    assert arrived.answer.wsgi_request.path == "/me/"
    assert Member.objects.count() == 2
    assert all(str(number) in arrived.text for number in (2002009, 2002010))


def test_without_birth_dates_equal_names_stay_two_people(visitor: Visitor, vendor: Vendor) -> None:
    vendor.mishap("cross_search", "missing_fields", fields=["dateOfBirth"])

    asked = visitor.sign_in("jo@example.org")

    assert names_to_choose(asked) == ["Jo Brandt", "Jo Brandt"]


def test_namesakes_born_on_different_days_are_two_people(visitor: Visitor, vendor: Vendor) -> None:
    vendor.ask("POST", "desk/customers/iron-oak/2002010", {"date_of_birth": "2001-01-01"})

    asked = visitor.sign_in("jo@example.org")

    assert names_to_choose(asked) == ["Jo Brandt", "Jo Brandt"]


def test_one_customer_number_in_two_chains_is_two_members(
    visitor: Visitor, hafen: Studio, lisboa: Studio
) -> None:
    visitor.sign_in("ada@example.org")

    arrived = Visitor(lisboa).sign_in("cem@example.org")

    assert "Cem Yilmaz" in arrived.text
    assert {(one.chain, one.customer_id) for one in Member.objects.all()} == {
        (hafen.chain, 2002001),
        (lisboa.chain, 2002001),
    }


def test_the_same_address_in_another_chain_adds_to_the_person(
    visitor: Visitor, hafen: Studio, lisboa: Studio, vendor: Vendor
) -> None:
    cem_as_ada = {"first_name": "Ada", "last_name": "Lindqvist", "email": "ada@example.org"}
    vendor.ask("POST", "desk/customers/pulse/2002001", cem_as_ada)
    visitor.sign_in("ada@example.org")
    visitor.studio = lisboa

    arrived = visitor.sign_in("ada@example.org")

    request = arrived.answer.wsgi_request
    assert {one.chain for one in request.person.members} == {hafen.chain, lisboa.chain}
    assert [one.chain for one in request.person.at(lisboa.chain)] == [lisboa.chain]


def test_without_a_studio_every_chain_is_asked(lisboa: Studio) -> None:
    arrived = Visitor().sign_in("cem@example.org")

    assert "Cem Yilmaz" in arrived.text


def test_an_erased_member_is_out_at_once(ada: Browser) -> None:
    assert ada.get("/me/").status_code == 200
    Member.objects.all().delete()

    answer = ada.get("/me/")

    assert answer.url.startswith("/sign-in/")


def test_a_page_of_a_studio_asks_the_chain_of_that_studio(visitor: Visitor) -> None:
    page = visitor.get("/studios/hafen/appointments/1/confirm/?choice=x")

    query = page.answer.wsgi_request.GET
    assert query["studio"] == "hafen"
    assert query["next"] == "/studios/hafen/appointments/1/confirm/?choice=x"


def test_a_post_without_a_session_is_led_back_to_its_form(visitor: Visitor) -> None:
    started = visitor.post("/studios/hafen/appointments/1/confirm/", {"shown": "x"}, query={"choice": "x"})
    visitor.post(started.answer.wsgi_request.get_full_path(), {"email": "ada@example.org"})
    run_due_tasks()

    arrived = visitor.type_code(newest_code())

    assert arrived.answer.redirect_chain[-1][0] == "/studios/hafen/appointments/1/confirm/?choice=x"


def test_two_members_never_share_a_session(hafen: Studio, browser_of: Callable[..., Browser]) -> None:
    ada, ben = browser_of(hafen, "ada"), browser_of(hafen, "ben")

    pages = [ada.get("/me/").content.decode(), ben.get("/me/").content.decode()]

    assert "ben@example.org" not in pages[0]
    assert "ada@example.org" not in pages[1]


def test_names_of_any_length_are_remembered_as_far_as_there_is_room(db: None) -> None:
    customer = Customer(1, "A" * 500, "B" * 500, "long@example.org", None, "MEMBER", None, "de")

    remembered = Member.objects.remember("https://gym.example.org", customer, language="en")

    remembered.refresh_from_db()
    assert remembered.full_name == f"{'A' * 120} {'B' * 120}"
