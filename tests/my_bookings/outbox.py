"""What members are mailed."""

from typing import Any

from django.core import mail

from studios.management.worker import run_due_tasks


def sent() -> list[Any]:
    """What went out after the worker has done all there is to do, and then nothing more."""
    for _ in range(3):
        run_due_tasks()
    return mail.outbox
