"""What the task does: whom it asks, whom it counts, what it mails, and what it does when nobody answers."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from studios.management.worker import run_due_tasks
from studios.models import Challenge, Member, Studio
from studios.signing_in import emails
from studios.signing_in.tasks import find_and_mail, forget
from tests.pages import Page
from tests.signing_in.conftest import Visitor, mailed, newest_code
from tests.vendor import Vendor


def without_what_differs(page: Page, email: str) -> str:
    """The page's HTML without its random tokens and the address that was typed."""
    html = page.html.replace(email, "…")
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

    assert "does not answer at the moment" in told.text
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


def test_the_task_mails_once_per_wish(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    challenge = Challenge.objects.get()
    run_due_tasks()

    find_and_mail.enqueue(str(challenge.pk))
    find_and_mail.enqueue(str(challenge.pk))
    run_due_tasks()

    assert len(mailed()) == 1


def test_a_mail_server_that_refuses_is_tried_again_and_quoted_nowhere(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("550 <ada@example.org> unknown")

    with time_machine.travel(timezone.now(), tick=False) as clock:
        visitor.ask_for_a_code("ada@example.org")
        with monkeypatch.context() as patch:
            patch.setattr(emails.EmailMultiAlternatives, "send", refuse)
            run_due_tasks()
        clock.shift(6)
        run_due_tasks()

    assert len(mailed()) == 1
    assert "ada@example.org" not in caplog.text
    assert not DBTaskResult.objects.filter(traceback__contains="ada@example.org").exists()


def test_a_task_that_was_lost_is_made_up_for_by_the_sweep(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    DBTaskResult.objects.all().delete()

    run_due_tasks()

    assert len(mailed()) == 1


def test_a_worker_that_died_halfway_is_made_up_for_by_the_sweep(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        Challenge.objects.get().take(now=timezone.now())
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
        run_due_tasks()
        assert mailed() == []
        clock.shift(61)

        run_due_tasks()

    assert len(mailed()) == 1


def test_the_mail_speaks_the_visitor_s_language(visitor: Visitor) -> None:
    visitor.browser.cookies["django_language"] = "de"
    visitor.ask_for_a_code("ada@example.org")
    visitor.browser.cookies["django_language"] = "en"

    run_due_tasks()

    assert Challenge.objects.get().language == "de"
    assert '<html lang="de">' in mail.outbox[0].alternatives[0][0]


def test_old_challenges_are_forgotten_with_their_addresses(visitor: Visitor) -> None:
    visitor.ask_for_a_code("ada@example.org")

    forget(timezone.now() + timedelta(minutes=119))
    kept = Challenge.objects.count()
    forget(timezone.now() + timedelta(minutes=121))

    assert kept == 1
    assert not Challenge.objects.exists()
