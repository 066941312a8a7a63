"""A mail that is owed goes out once, sooner or later, whatever happened to the task."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from studios.management.worker import run_due_tasks
from studios.models import Challenge
from studios.signing_in import emails
from studios.signing_in.tasks import find_and_mail, forget
from tests.signing_in.conftest import Visitor, mailed


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
