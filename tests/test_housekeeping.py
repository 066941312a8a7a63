"""Nothing grows for ever: the worker throws away what is over."""

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from studios.management import housekeeping
from studios.management.housekeeping import COUNTS_KEPT, LONGEST_TASK, TASKS_KEPT, WEBHOOKS_KEPT
from studios.management.worker import run_due_tasks
from studios.models import DriftReport, NightlyRun, RefusalCount, Studio, WebhookCount, WebhookMessage
from studios.signing_in.tasks import find_and_mail


def test_tasks_go_a_week_after_they_ended_and_waiting_ones_never(db: None) -> None:
    now = timezone.now()
    long_ago = now - TASKS_KEPT - timedelta(minutes=1)
    nobody = "00000000-0000-0000-0000-000000000000"
    old, failed, fresh, waiting = (
        DBTaskResult.objects.get(pk=find_and_mail.enqueue(nobody).id) for _ in range(4)
    )
    DBTaskResult.objects.filter(pk=old.pk).update(status=TaskResultStatus.SUCCESSFUL, finished_at=long_ago)
    DBTaskResult.objects.filter(pk=failed.pk).update(status=TaskResultStatus.FAILED, finished_at=long_ago)
    DBTaskResult.objects.filter(pk=fresh.pk).update(status=TaskResultStatus.SUCCESSFUL, finished_at=now)
    DBTaskResult.objects.filter(pk=waiting.pk).update(enqueued_at=long_ago)

    run_due_tasks(most=0)

    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {fresh.pk, waiting.pk}


def test_sessions_go_when_they_have_expired(db: None) -> None:
    over, alive = SessionStore(), SessionStore()
    for store in (over, alive):
        store.create()
    Session.objects.filter(pk=over.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))

    run_due_tasks()

    assert list(Session.objects.values_list("pk", flat=True)) == [alive.session_key]


def test_a_task_that_a_dead_worker_left_is_run_by_another(db: None) -> None:
    """The one that a living worker has only just taken is left to it."""
    nobody = "00000000-0000-0000-0000-000000000000"
    left, running = (DBTaskResult.objects.get(pk=find_and_mail.enqueue(nobody).id) for _ in range(2))
    now = timezone.now()
    for task, since in ((left, LONGEST_TASK + timedelta(seconds=1)), (running, timedelta(minutes=1))):
        DBTaskResult.objects.filter(pk=task.pk).update(
            status=TaskResultStatus.RUNNING, started_at=now - since, worker_ids=["killed"]
        )

    run_due_tasks()

    left.refresh_from_db()
    running.refresh_from_db()
    assert (left.status, running.status) == (TaskResultStatus.SUCCESSFUL, TaskResultStatus.RUNNING)
    assert len(left.worker_ids) == 2


def test_webhooks_go_a_week_after_they_were_acted_on_and_waiting_ones_never(hafen: Studio) -> None:
    now = timezone.now()
    long_ago = now - WEBHOOKS_KEPT - timedelta(minutes=1)
    for uuid, processed_at in (("done-long-ago", long_ago), ("done-just-now", now), ("given-up", None)):
        WebhookMessage.objects.create(
            studio=hafen, uuid=uuid, entity_id=1, received_at=long_ago, processed_at=processed_at
        )

    run_due_tasks()

    assert set(WebhookMessage.objects.values_list("uuid", flat=True)) == {"done-just-now", "given-up"}


def test_counts_go_after_three_months(hafen: Studio) -> None:
    today = timezone.now().date()
    for on in (today, today - COUNTS_KEPT - timedelta(days=1)):
        WebhookCount.objects.add(hafen, "CHECKIN", on)

    run_due_tasks()

    assert WebhookCount.objects.get().on == today


def test_counts_of_refusals_go_after_three_months(hafen: Studio) -> None:
    now = timezone.now()
    for at in (now, now - COUNTS_KEPT - timedelta(days=2)):
        RefusalCount.objects.add(hafen, "NO_CONTINGENT", now=at)

    run_due_tasks(most=0)

    assert RefusalCount.objects.get().on == hafen.local(now).date()


def test_what_the_nights_left_goes_after_three_months(hafen: Studio) -> None:
    today = timezone.now().date()
    for days in (1, 89, 91):
        night = today - timedelta(days=days)
        NightlyRun.objects.take("reconcile", night, now=timezone.now())
        DriftReport.objects.create(
            studio=hafen, night=night, made_at=timezone.now(), checked=0, unread=0, differing=0, stopped=True
        )

    housekeeping.forget_what_is_over(timezone.now())

    kept = {today - timedelta(days=days) for days in (1, 89)}
    assert set(NightlyRun.objects.values_list("night", flat=True)) == kept
    assert set(DriftReport.objects.values_list("night", flat=True)) == kept
