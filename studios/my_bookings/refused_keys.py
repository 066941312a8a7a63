"""A studio whose key is refused: asked now and then until it is sure, then left alone, and the operator told.

Whoever meets a 401 calls `Studio.suspect_key`. One alone proves little, so a sweep asks again before anything pauses.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.mail import mail_admins

from studios import connections
from studios.magicline.errors import Forbidden, KeyRejected, MagiclineError
from studios.models import Studio
from studios.sweeps import sweep


@sweep(every=timedelta(minutes=2))
def ask_again(now: datetime) -> None:
    """Every suspected key: one that works is cleared, one that is refused for minutes pauses the studio's reads."""
    for studio in Studio.objects.exclude(key_refused_since=None).exclude(stage=Studio.Stage.CLOSED):
        with suppress(MagiclineError):  # no answer says nothing about the key
            _ask(studio, now=now)
    tell_the_operator(now=now)


def tell_the_operator(*, now: datetime) -> None:
    """One mail for each pause. What the mail server does not take is tried again by the next sweep."""
    for studio in Studio.objects.exclude(reads_paused_at=None).filter(operator_told_at=None):
        mail_admins(
            f"{studio.name}: Magicline refuses the key",
            f"Magicline answers 401 to the API key of the studio “{studio.name}”. Its bookings are not read in the "
            "background until the key works again, and members are shown the telephone.\n\n"
            "In the admin, paste the studio's new key and press “Check connection”.\n",
        )
        studio.learn(operator_told_at=now)


def _ask(studio: Studio, *, now: datetime) -> None:
    try:
        connections.to(studio).check_key()
    except KeyRejected:
        studio.key_was_refused(now=now)
    except Forbidden:
        studio.key_works()  # only a known key can lack a scope
    else:
        studio.key_works()
