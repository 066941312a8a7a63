"""What the task worker did: names, states and times. Arguments and tracebacks stay out of sight."""

from datetime import timedelta
from typing import Any

# Imported first so that the stock admin is there to be replaced: it shows arguments and tracebacks.
import django_tasks_db.admin  # noqa: F401
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from studios.admin.read_only import ReadOnlyAdmin
from studios.admin.scoped import SuperusersOnly

admin.site.unregister(DBTaskResult)

# django-tasks marks its words for translation but brings no catalogue: named here, they are in ours.
ITS_WORDS = (
    _("Task Result"),
    _("Task Results"),
    _("enqueued at"),
    _("started at"),
    _("finished at"),
    _("priority"),
    _("exception class path"),
    pgettext_lazy("Task", "Ready"),
    pgettext_lazy("Task", "Running"),
    pgettext_lazy("Task", "Failed"),
    pgettext_lazy("Task", "Successful"),
)


WAITS_TOO_LONG = timedelta(minutes=5)  # no worker runs, or all of them are busy


class Stuck(admin.SimpleListFilter):
    """Tasks that nobody takes, or whose worker may have died; those are taken from it by the sweep."""

    title = _("trouble")
    parameter_name = "trouble"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("stuck", _("stuck"))]

    def queryset(self, request: HttpRequest, tasks: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "stuck":
            return tasks
        long_ago = timezone.now() - WAITS_TOO_LONG
        waiting = DBTaskResult.objects.ready().filter(enqueued_at__lte=long_ago)
        running = Q(status=TaskResultStatus.RUNNING, started_at__lte=long_ago)
        return tasks.filter(running | Q(pk__in=waiting.values("pk")))


@admin.register(DBTaskResult)
class TaskAdmin(SuperusersOnly, ReadOnlyAdmin):
    """A task names no studio."""

    list_display = ("name", "status", "enqueued_at", "started_at", "finished_at")
    list_filter = ("status", Stuck)
    ordering = ("-enqueued_at",)
    fields = (
        "name",
        "status",
        "priority",
        "enqueued_at",
        "started_at",
        "finished_at",
        "exception_class_path",
    )
    readonly_fields = ("name",)

    @admin.display(description=_("task"))
    def name(self, task: DBTaskResult) -> str:  # type: ignore[type-arg]
        return task.task_name
