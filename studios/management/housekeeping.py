"""What the worker throws away: rows that the task queue and the sessions would otherwise keep for ever."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from studios.sweeps import sweep

TASKS_KEPT = timedelta(days=7)  # long enough to see in the admin what went wrong last week
_OVER = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)


@sweep(every=timedelta(hours=1))
def forget_what_is_over(now: datetime) -> None:
    """Deletes tasks that ended a week ago, and sessions that nobody can come back to."""
    DBTaskResult.objects.filter(status__in=_OVER, finished_at__lte=now - TASKS_KEPT).delete()
    Session.objects.filter(expire_date__lte=now).delete()
