"""Acting on what was kept: a nudge at once, and a sweep for whatever a nudge missed."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

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
    except MagiclineError as error:
        message.failed(error, now=timezone.now())
    except Exception as error:
        message.failed(error, now=timezone.now())
        raise
    else:
        message.processed(now=timezone.now())


@sweep(every=timedelta(seconds=5))
def react_to_all(now: datetime) -> None:
    """Messages that wait: a task was lost, or the studio could not be asked."""
    nudge(react_to, WebhookMessage.due(now=now))
