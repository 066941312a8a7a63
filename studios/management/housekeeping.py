"""What the worker clears away: rows that would otherwise be kept for ever, and tasks that a dead worker left behind."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from studios.sweeps import sweep

TASKS_KEPT = timedelta(days=7)  # long enough to see in the admin what went wrong last week
LONGEST_TASK = timedelta(
    minutes=15
)  # many times what any of them takes: calls and mails have deadlines of their own
_OVER = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)


@sweep(every=timedelta(hours=1))
def forget_what_is_over(now: datetime) -> None:
    """Deletes tasks that ended a week ago, and sessions that nobody can come back to."""
    DBTaskResult.objects.filter(status__in=_OVER, finished_at__lte=now - TASKS_KEPT).delete()
    Session.objects.filter(expire_date__lte=now).delete()


@sweep(every=timedelta(minutes=1))
def take_from_the_dead(now: datetime) -> None:
    """Lets tasks be run again whose worker was killed meanwhile; every task can bear to run twice."""
    left = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lte=now - LONGEST_TASK)
    left.update(status=TaskResultStatus.READY, started_at=None)
