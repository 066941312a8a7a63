"""What happens after somebody typed an address: the chain is asked, and a mail goes out.

The visitor's request does none of this, so that it takes the same time for everybody. What is owed stands in the
challenge's row; the task is a nudge, and the sweep finds what a lost or failed one left behind.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task

from booking_site import languages
from studios.models import Challenge, DeskCode, Studio
from studios.signing_in import codes, emails, finding, limits
from studios.sweeps import nudge, sweep

logger = logging.getLogger(__name__)


@task(priority=100)
def find_and_mail(challenge_id: str) -> None:
    """Sends one mail that the challenge owes, if it owes any. May run twice, or much later.

    Its argument is a number and nothing it raises quotes an address: both are kept in the task table.
    """
    now = timezone.now()
    challenge = Challenge.objects.select_related("studio").filter(pk=challenge_id).first()
    if challenge is None or not challenge.take(now=now):
        return
    try:
        if challenge.state != Challenge.State.MAILED:
            challenge.found(
                finding.people_at(challenge.email, _studios_to_ask(challenge), language=challenge.language)
            )
        with translation.override(languages.spoken(challenge.language)):
            if challenge.people:
                emails.send_code(challenge, codes.new_code(challenge))
            else:
                emails.send_not_on_file(challenge)
    except finding.CouldNotAsk:
        challenge.try_failed(now=timezone.now())
    except OSError as error:  # the mail server; its words would quote the address
        logger.warning("A sign-in mail could not be sent: %s", type(error).__name__)
        challenge.try_failed(now=timezone.now())
    else:
        challenge.mailed()


def begin(email: str, *, client: str, now: datetime, **details: Any) -> Challenge:
    """A challenge under way for `email`, asked for by `client`; `details` as for `Challenge.objects.start`.

    For an address that was sent enough mails everything is the same, but no mail goes out. Raises `limits.TooMany`.
    """
    limits.count_mail_for(client, now=now)
    may_mail = limits.may_mail_to(email, now=now)
    with transaction.atomic():
        challenge = Challenge.objects.start(email, may_mail=may_mail, now=now, **details)
        find_and_mail.enqueue(str(challenge.pk))
    return challenge


def mail_again(challenge: Challenge, *, client: str, now: datetime) -> bool:
    """Sends another code, if the address may be mailed; False when that was the last one, or too soon after the one
    before. Raises `limits.TooMany`.
    """
    if not challenge.wish_again(now=now):
        return False
    limits.count_mail_for(client, now=now)
    if limits.may_mail_to(challenge.email, now=now):
        with transaction.atomic():
            challenge.want_another_mail(now=now)
            find_and_mail.enqueue(str(challenge.pk))
    return True


@sweep(every=timedelta(seconds=5))
def try_again(now: datetime) -> None:
    """Tries what is due once more: the chain was down, the mail server was, or a worker was killed."""
    nudge(find_and_mail, map(str, Challenge.objects.due(now=now).values_list("pk", flat=True)))


@sweep(every=timedelta(minutes=5))
def forget(now: datetime) -> None:
    """Deletes old challenges and codes from the desk, and with them the addresses that were typed and the names."""
    Challenge.objects.forgettable(now=now).delete()
    DeskCode.objects.forgettable(now=now).delete()


def _studios_to_ask(challenge: Challenge) -> list[Studio]:
    """The studios whose keys may be used: those of one chain, the named studio first, or all of the site. Without the
    keys: most of them are not.
    """
    open_ones = Studio.objects.exclude(stage=Studio.Stage.CLOSED).without_keys()
    if challenge.studio is None:
        return list(open_ones)
    chain = open_ones.filter(base_url=challenge.studio.base_url)
    return sorted(chain, key=lambda studio: studio.pk != challenge.studio_id)
