"""What the task worker did: names, states and times. Arguments and tracebacks stay out of sight."""

# Imported first so that the stock admin is there to be replaced: it shows arguments and tracebacks.
import django_tasks_db.admin  # noqa: F401
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tasks_db.models import DBTaskResult

from studios.admin.read_only import ReadOnlyAdmin

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
