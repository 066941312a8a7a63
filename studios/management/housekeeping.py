"""What the worker clears away: rows that would otherwise be kept for ever, and tasks that a dead worker left behind."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from studios.models import (
    DriftReport,
    NightlyRun,
    RefusalCount,
    Tries,
    UpstreamFailure,
    WebhookCount,
    WebhookMessage,
    forget_before,
)
from studios.sweeps import sweep

TASKS_KEPT = timedelta(days=7)  # long enough to see in the admin what went wrong last week
WEBHOOKS_KEPT = timedelta(
    days=7
)  # long after the last repetition; some name a customer who was erased meanwhile
COUNTS_KEPT = timedelta(days=90)
NIGHTS_KEPT = timedelta(days=90)
LONGEST_TASK = timedelta(
    minutes=15
)  # many times what any of them takes: calls and mails have deadlines of their own
_OVER = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)


@sweep(every=timedelta(hours=1))
def forget_what_is_over(now: datetime) -> None:
    """Deletes tasks that ended and webhooks that were acted on a week ago, old counts, reports and failures, sessions
    that nobody can come back to, and spans of time in which tries were counted.
    """
    DBTaskResult.objects.filter(status__in=_OVER, finished_at__lte=now - TASKS_KEPT).delete()
    WebhookMessage.objects.filter(processed_at__lte=now - WEBHOOKS_KEPT).delete()
    WebhookCount.objects.filter(on__lt=(now - COUNTS_KEPT).date()).delete()
    RefusalCount.objects.filter(on__lt=(now - COUNTS_KEPT).date()).delete()
    UpstreamFailure.objects.forget(now=now)
    first_night = (now - NIGHTS_KEPT).date()
    NightlyRun.objects.filter(night__lt=first_night).delete()
    DriftReport.objects.filter(night__lt=first_night).delete()
    Session.objects.filter(expire_date__lte=now).delete()
    Tries.objects.forgettable(now=now).delete()


@sweep(every=timedelta(hours=1))
def forget_what_is_old(now: datetime) -> None:
    """Keeps nothing about people for longer than the operator has set."""
    forget_before(now - timedelta(days=settings.RETENTION_DAYS))


@sweep(every=timedelta(minutes=1))
def take_from_the_dead(now: datetime) -> None:
    """Lets tasks be run again whose worker was killed meanwhile; every task can bear to run twice."""
    left = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lte=now - LONGEST_TASK)
    left.update(status=TaskResultStatus.READY, started_at=None)
