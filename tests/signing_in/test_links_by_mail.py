"""The link in the mail: a page with a button, good in any browser, harmless to whoever only looks."""

from datetime import timedelta

import time_machine
from django.test import Client as Browser
from django.utils import timezone

from studios.management.worker import run_due_tasks
from studios.models import Member
from tests.signing_in.conftest import Visitor, mailed, newest_code, newest_link


def test_the_link_signs_in_in_another_browser_and_goes_on(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org", "/me/?from=here")
    run_due_tasks()
    telephone = Visitor()

    shown = telephone.get(newest_link())
    arrived = telephone.post(newest_link(), shown.fields())

    assert "ada@example.org" in shown.text
    assert arrived.answer.redirect_chain[-1][0] == "/me/?from=here"
    assert "Ada Lindqvist" in arrived.text


def test_looking_at_the_link_signs_nobody_in(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    scanner = Browser()

    for _ in range(3):
        scanner.get(newest_link())
        scanner.head(newest_link())

    assert not Member.objects.exists()
    assert "Ada Lindqvist" in visitor.type_code(newest_code()).text


def test_link_and_code_are_good_for_one_sign_in_together(visitor: Visitor) -> None:
    visitor.sign_in("ada@example.org")
    telephone = Visitor()

    looked = telephone.get(newest_link())
    pressed = telephone.post(newest_link(), {})

    assert "used already" in looked.text
    assert "used already" in pressed.text
    assert "/sign-in/" in telephone.get("/me/").answer.wsgi_request.path


def test_the_button_pressed_twice_goes_on(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    visitor.post(newest_link(), {})

    arrived = visitor.post(newest_link(), {})

    assert "Ada Lindqvist" in arrived.text


def test_an_old_or_changed_link_leads_to_a_new_start(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()
    link = newest_link()

    changed = visitor.post(link[:-2] + "xx", {})
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        old = visitor.post(link, {})

    for page in (changed, old):
        assert "no longer good" in page.text
        assert page.link("Send me a new code").startswith("/sign-in/")
    assert not Member.objects.exists()


def test_the_mail_has_two_forms_and_no_secret_in_its_subject(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    run_due_tasks()

    (mail,) = mailed()
    html, kind = mail.alternatives[0]

    assert kind == "text/html"
    assert mail.to == ["ada@example.org"]
    assert newest_code() in html
    assert newest_link() in html.replace("&amp;", "&")
    assert newest_code() not in mail.subject
    assert "Iron & Oak Hafen" in mail.subject
    assert "{{" not in mail.body + html
