"""A member whom no mail reaches signs in with a code that the desk handed over."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import DeskCode, Member, Studio, erase
from studios.signing_in.tasks import forget
from tests.databases import statements
from tests.my_bookings.test_my_bookings import book
from tests.signing_in.conftest import Visitor
from tests.signing_in.desk import ADA, DESK, RUI, come, hand_out, wrong
from tests.vendor import Vendor


@pytest.fixture
def code(lisboa: Studio) -> str:
    """Rui's, just handed out."""
    return hand_out(lisboa, RUI)


def test_the_sign_in_page_leads_to_it_and_keeps_where_to_go(visitor: Visitor, hafen: Studio) -> None:
    page = visitor.get("/sign-in/?next=/me/&studio=hafen")

    desk = visitor.get(page.link("Use a code from the desk"))

    assert desk.answer.wsgi_request.get_full_path() == "/sign-in/desk/?next=%2Fme%2F&studio=hafen"
    assert desk.link("by mail instead") == "/sign-in/?next=%2Fme%2F&studio=hafen"


def test_number_and_code_sign_in_and_go_on(visitor: Visitor, lisboa: Studio, code: str) -> None:
    page = come(visitor, lisboa, RUI, f"{code[:4]} {code[4:]}", "/me/?from=here")

    assert page.answer.redirect_chain[-1][0] == "/me/?from=here"
    assert "Rui Semcorreio" in page.text
    assert "none on file, so no mails are sent to you" in page.text
    member = Member.objects.get()
    assert (member.chain, member.customer_id, member.email) == (lisboa.chain, RUI, "")
    assert member.home_studio_id == lisboa.vendor_studio_id


def test_without_an_address_the_member_books_and_is_told_on_the_page_that_no_mail_comes(
    visitor: Visitor, lisboa: Studio, code: str, vendor: Vendor
) -> None:
    come(visitor, lisboa, RUI, code)

    reference = book(visitor.browser, vendor, "lisboa", "Posture Check")
    run_due_tasks()

    assert mail.outbox == []
    for address in ("/bookings/", f"/bookings/{reference}/"):
        assert "so we send you no mails" in visitor.get(address).text
    for address in ("/sign-in/", "/sign-in/who/"):
        assert "You are signed in as" in visitor.get(address).text
        assert "()" not in visitor.get(address).text
    for address in ("/me/delete/", "/bookings/calendar/"):
        assert visitor.get(address).answer.status_code == 200


def test_a_code_is_good_for_one_sign_in(visitor: Visitor, lisboa: Studio, code: str) -> None:
    come(visitor, lisboa, RUI, code)

    second = come(Visitor(), lisboa, RUI, code)

    assert "do not belong together" in second.text
    assert "/me/" not in second.answer.wsgi_request.path


def test_a_double_click_signs_in_although_the_first_answer_is_lost(lisboa: Studio, code: str) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.get(DESK)
    token = browser.cookies[django_settings.CSRF_COOKIE_NAME].value
    before = browser.cookies.output()
    form = {"studio": lisboa.pk, "number": RUI, "code": code, "csrfmiddlewaretoken": token}
    browser.post(DESK, form)
    browser.cookies.clear()
    browser.cookies.load(before.replace("Set-Cookie: ", ""))

    browser.post(DESK, form)

    assert "Rui Semcorreio" in browser.get("/me/").content.decode()


def test_a_code_lasts_ten_minutes(visitor: Visitor, lisboa: Studio, code: str) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False):
        page = come(visitor, lisboa, RUI, code)

    assert "do not belong together" in page.text
    assert not Member.objects.exists()


def test_five_wrong_codes_end_it(visitor: Visitor, lisboa: Studio, code: str) -> None:
    for _ in range(5):
        come(visitor, lisboa, RUI, wrong(code))

    assert "do not belong together" in come(visitor, lisboa, RUI, code).text
    assert not Member.objects.exists()


def test_a_new_code_ends_the_earlier_one(visitor: Visitor, lisboa: Studio, code: str) -> None:
    newer = hand_out(lisboa, RUI)

    assert "do not belong together" in come(visitor, lisboa, RUI, code).text
    assert "Rui" in come(visitor, lisboa, RUI, newer).text


def test_a_code_belongs_to_one_customer_of_one_chain(visitor: Visitor, hafen: Studio, lisboa: Studio) -> None:
    """Ada of the one chain and Cem of the other have the same number."""
    code = hand_out(lisboa, ADA)

    assert "do not belong together" in come(visitor, hafen, ADA, code).text
    assert "do not belong together" in come(visitor, lisboa, RUI, code).text
    assert "Cem Yilmaz" in come(visitor, lisboa, ADA, code).text


@pytest.mark.parametrize("number", [RUI, 999])
def test_a_wrong_code_and_an_unknown_number_are_answered_alike(
    visitor: Visitor, lisboa: Studio, code: str, number: int
) -> None:
    page = come(visitor, lisboa, number, wrong(code))

    assert page.answer.status_code == 200
    assert "do not belong together, or the code is over" in page.text
    assert "Rui" not in page.html


def test_the_same_is_asked_of_the_database_for_every_number(
    visitor: Visitor, lisboa: Studio, code: str
) -> None:
    form = {"studio": str(lisboa.pk), "code": wrong(code)}

    def ask(number: int) -> None:
        visitor.browser.post(DESK, form | {"number": str(number)})

    with time_machine.travel(timezone.now(), tick=False):
        ask(17)  # whoever comes first has it counted in a new row

        asked = [statements(lambda: ask(RUI)), statements(lambda: ask(999))]

    assert len(asked[0]) > 1
    assert asked[0] == asked[1]


def test_a_studio_is_asked_for_only_where_there_are_several_chains(
    visitor: Visitor, lisboa: Studio, hafen: Studio
) -> None:
    several = visitor.get(DESK)
    Studio.objects.filter(base_url=lisboa.base_url).delete()
    one = visitor.get(DESK)
    code = hand_out(hafen, ADA)
    visitor.get(DESK)

    page = visitor.post(DESK, {"number": str(ADA), "code": code}, query={"next": "/me/"})

    assert "studio" in [tag.attributes.get("name") for tag in several.elements if tag.tag == "select"]
    assert not [tag for tag in one.elements if tag.tag == "select"]
    assert "Ada Lindqvist" in page.text


def test_a_site_without_studios_and_a_studio_in_preview(
    visitor: Visitor, lisboa: Studio, hafen: Studio
) -> None:
    Studio.objects.filter(pk=lisboa.pk).update(stage=Studio.Stage.PREVIEW)
    hidden = visitor.get(DESK)
    named = visitor.get(f"{DESK}?studio={lisboa.slug}")
    Studio.objects.all().delete()

    page = visitor.post(DESK, {"number": "1", "code": "12345678"})

    assert lisboa.name not in hidden.text
    assert lisboa.name not in named.text
    assert page.answer.status_code == 200


def test_a_code_for_somebody_with_an_address_keeps_it(visitor: Visitor, hafen: Studio) -> None:
    come(visitor, hafen, ADA, hand_out(hafen, ADA))

    assert Member.objects.get().email == "ada@example.org"


def test_codes_and_names_are_kept_for_an_hour_and_the_code_is_not_in_the_row(
    lisboa: Studio, code: str
) -> None:
    assert code not in str(DeskCode.objects.values().get())

    forget(timezone.now() + timedelta(minutes=59))
    kept = DeskCode.objects.count()
    forget(timezone.now() + timedelta(minutes=61))

    assert kept == 1
    assert not DeskCode.objects.exists()


def test_whoever_is_erased_loses_the_code(visitor: Visitor, lisboa: Studio, code: str) -> None:
    erase(lisboa.chain, RUI, now=timezone.now())

    assert "do not belong together" in come(visitor, lisboa, RUI, code).text
    assert not DeskCode.objects.exists()
