"""Finding out what became of bookings whose answer was lost."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from studios.booking import settling
from studios.magicline.errors import KeyRejected, MagiclineError
from studios.models import Attempt
from studios.sweeps import nudge, sweep


@task(priority=50)
def look_for(attempt_id: int) -> None:
    """Looks once for the booking of an attempt; may run late, or for one that is settled already."""
    now = timezone.now()
    attempt = Attempt.objects.select_related("studio", "member").filter(pk=attempt_id).first()
    if attempt is None or not attempt.take_look(now=now):
        return
    try:
        settling.look_for(attempt, now=now)
    except KeyRejected:
        attempt.studio.suspect_key(now=now)
    except MagiclineError:
        return  # the client has logged it; the sweep comes back for what was not answered


@sweep(every=timedelta(seconds=3))
def look_for_all(now: datetime) -> None:
    """Every attempt whose outcome is due to be looked for, also those that a killed process left in *sending*."""
    nudge(look_for, Attempt.objects.to_look_for(now=now).values_list("pk", flat=True))
