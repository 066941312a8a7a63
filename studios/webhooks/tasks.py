"""Acting on what was kept: a nudge at once, and a sweep for whatever a nudge missed."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from booking_site import metrics
from studios.magicline.errors import MagiclineError
from studios.models import WebhookMessage
from studios.sweeps import nudge, sweep
from studios.webhooks import reactions


@task(priority=20)
def react_to(message_id: int) -> None:
    """Does what one message calls for; may run twice, late, or never (the sweep comes back for it)."""
    now = timezone.now()
    message = WebhookMessage.objects.select_related("studio").filter(pk=message_id).first()
    if message is None or not message.take(now=now):
        return
    try:
        reactions.react(message, now=now)
    except reactions.Paused:
        message.wait(now=now)
        _count(message, "waits for a key")
    except Exception as error:
        message.failed(error, now=timezone.now())
        _count(message, "failed")
        if not isinstance(error, MagiclineError):
            raise
    else:
        message.processed(now=timezone.now())
        _count(message, "done")


def _count(message: WebhookMessage, outcome: str) -> None:
    for event_type in message.types:
        metrics.webhook_reactions.labels(event_type, outcome).inc()


@sweep(every=timedelta(seconds=5))
def react_to_all(now: datetime) -> None:
    """Messages that wait: a task was lost, or the studio could not be asked."""
    nudge(react_to, WebhookMessage.due(now=now))
