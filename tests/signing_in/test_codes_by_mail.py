"""The way in: an address is typed, a code is mailed, the code is typed."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Challenge, Member, Studio
from studios.models.challenge import MOST_GUESSES, MOST_GUESSES_PER_ADDRESS, MOST_MAILS
from tests.signing_in.conftest import Visitor, code_in, mailed, newest_code, newest_link, wrong_codes


def test_ada_signs_in_with_the_code_and_goes_on(visitor: Visitor, hafen: Studio) -> None:
    waiting = visitor.ask_for_a_code("ada@example.org", "/me/?from=here")
    run_due_tasks()

    arrived = visitor.type_code(newest_code())

    assert "ada@example.org" in waiting.text
    assert arrived.answer.redirect_chain[-1][0] == "/me/?from=here"
    assert "Ada Lindqvist" in arrived.text
    member = Member.objects.get()
    assert (member.chain, member.customer_id) == (hafen.chain, 2002001)
    assert arrived.answer["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("typed", [" ADA@Example.org ", "Ada@example.ORG"])
def test_the_case_of_the_address_does_not_matter(visitor: Visitor, typed: str) -> None:
    arrived = visitor.sign_in(typed)

    assert "Ada Lindqvist" in arrived.text


@pytest.mark.parametrize("write", ["{0} {1}", "{0}-{1}", " {0}{1}\t"])
def test_a_code_may_be_spaced_as_one_likes(visitor: Visitor, write: str) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    code = newest_code()

    arrived = visitor.type_code(write.format(code[:3], code[3:]))

    assert "Ada Lindqvist" in arrived.text


def test_a_code_may_be_typed_in_other_digits(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    arabic = newest_code().translate({ord("0") + n: chr(0x0660 + n) for n in range(10)})

    arrived = visitor.type_code(arabic)

    assert "Ada Lindqvist" in arrived.text


def test_a_wrong_code_says_how_many_tries_are_left(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()

    page = visitor.type_code(wrong_codes(newest_code())[0])

    (field,) = page.all("aria-invalid")
    (error,) = [
        one for one in page.elements if one.attributes.get("id") == field.attributes["aria-describedby"]
    ]
    assert "This is not the code. You have 9 tries left." in error.text
    assert "Ada" not in visitor.get("/me/").text


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "12345²", ""])
def test_what_cannot_be_a_code_costs_no_try(visitor: Visitor, typed: str) -> None:
    visitor.ask_for_a_code("ada@example.org")

    page = visitor.type_code(typed)

    assert page.all("aria-invalid")
    assert Challenge.objects.get().guesses == 0


def test_after_too_many_guesses_the_right_code_is_no_use(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    right = newest_code()

    pages = [visitor.type_code(code) for code in wrong_codes(right)[:MOST_GUESSES]]
    late = visitor.type_code(right)

    assert "start again" not in pages[-2].text.lower()
    assert "one wrong code too many" in pages[-1].text
    assert "one wrong code too many" in late.text
    assert not Member.objects.exists()


def test_new_challenges_are_no_new_chance_to_guess(hafen: Studio) -> None:
    tries = MOST_GUESSES_PER_ADDRESS // MOST_GUESSES
    for _ in range(tries):
        guesser = Visitor(hafen)
        guesser.ask_for_a_code("ada@example.org")
        for code in wrong_codes()[:MOST_GUESSES]:
            guesser.type_code(code)
    late = Visitor(hafen)
    late.ask_for_a_code("ADA@example.org")
    run_due_tasks()

    page = late.type_code(newest_code())
    by_link = late.post(newest_link(), late.get(newest_link()).fields())

    assert "one wrong code too many" in page.text
    assert "The link in the mail still is" in page.text
    assert "Ada Lindqvist" in by_link.text
    assert "Ben" in Visitor(hafen).sign_in("ben@example.org").text


def test_an_old_code_leads_to_a_new_start_with_the_same_address(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org", "/me/?kept=1")
    run_due_tasks()
    code = newest_code()

    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        page = visitor.type_code(code)
        reloaded = visitor.get("/sign-in/code/")
        again = visitor.get(page.link("Send me a new code"))

    assert "half an hour" in page.text
    assert "half an hour" in reloaded.text
    assert again.fields()["email"] == "ada@example.org"
    assert again.answer.wsgi_request.GET["next"] == "/me/?kept=1"


def test_a_code_belongs_to_one_challenge(visitor: Visitor, hafen: Studio) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    ada_s = newest_code()
    other = Visitor(hafen)
    other.ask_for_a_code("ben@example.org")
    run_due_tasks()

    page = other.type_code(ada_s)

    assert "This is not the code." in page.text or newest_code() == ada_s


def test_a_code_is_good_for_one_sign_in(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    challenge = Challenge.objects.get()
    run_due_tasks()
    before = visitor.browser.cookies.output()
    visitor.type_code(newest_code())
    visitor.browser.cookies.clear()
    visitor.browser.cookies.load(before.replace("Set-Cookie: ", ""))

    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        second = visitor.type_code(newest_code(), challenge=str(challenge.pk))

    assert "used already" in second.text
    assert "/me/" not in second.answer.wsgi_request.path


def test_a_double_click_signs_in_although_the_first_answer_is_lost(hafen: Studio) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    browser.post("/sign-in/?studio=hafen", {"email": "ada@example.org", "csrfmiddlewaretoken": token})
    run_due_tasks()
    form = {
        "code": newest_code(),
        "challenge": str(Challenge.objects.get().pk),
        "csrfmiddlewaretoken": token,
    }
    before = browser.cookies.output()
    browser.post("/sign-in/code/", form)
    browser.cookies.clear()
    browser.cookies.load(before.replace("Set-Cookie: ", ""))

    browser.post("/sign-in/code/", form)

    assert "Ada Lindqvist" in browser.get("/me/").content.decode()


def test_signing_in_changes_the_session_key(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    before = visitor.browser.cookies[settings.SESSION_COOKIE_NAME].value

    visitor.type_code(newest_code())

    assert visitor.browser.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_another_code_keeps_the_earlier_one_good(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    with time_machine.travel(timezone.now() + timedelta(seconds=31), tick=False):
        page = visitor.post("/sign-in/code/again/", {})
        run_due_tasks()
    first, second = (code_in(mail.body) for mail in mailed())

    arrived = visitor.type_code(first)

    assert "Another mail is on its way" in page.text
    assert first != second
    assert "Ada Lindqvist" in arrived.text


def test_codes_are_mailed_every_half_minute_and_five_in_all(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    at_once = visitor.post("/sign-in/code/again/", {})

    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(MOST_MAILS + 2):
            clock.shift(31)
            visitor.post("/sign-in/code/again/", {})
            run_due_tasks()

    assert "Not yet" in at_once.text
    assert len(mailed()) == MOST_MAILS


def test_codes_and_addresses_are_not_where_they_must_not_be(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "studios")
    caplog.set_level("DEBUG", "django_tasks")
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    code = newest_code()

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM django_tasks_database_dbtaskresult")
        tasks = str(cursor.fetchall())
        cursor.execute("SELECT * FROM studios_challenge")
        challenges = str(cursor.fetchall())

    assert code not in challenges
    for secret in (code, "ada@example.org", "Lindqvist"):
        assert secret not in tasks
        assert secret not in caplog.text
    assert str(Challenge.objects.get().pk) in tasks
