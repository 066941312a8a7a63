"""What the task worker did: names, states and times. Arguments and tracebacks stay out of sight."""

# Imported first so that the stock admin is there to be replaced: it shows arguments and tracebacks.
import django_tasks_db.admin  # noqa: F401
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from studios.admin.read_only import ReadOnlyAdmin

admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskAdmin(ReadOnlyAdmin):
    list_display = ("name", "status", "enqueued_at", "started_at", "finished_at")
    list_filter = ("status",)
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
