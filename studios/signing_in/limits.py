"""How often sign-in may be tried: by one client, for one address or member number, and by everybody together.

What is counted never depends on whether an address or a number belongs to somebody.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings

from studios.models import Tries
from studios.models.tries import seconds_left

logger = logging.getLogger(__name__)

QUARTER_OF_AN_HOUR = timedelta(minutes=15)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MAILS_PER_ADDRESS = 5  # in a quarter of an hour, over all sign-ins
MAILS_PER_ADDRESS_AND_DAY = 20
DESK_CODES_PER_NUMBER = 10  # tries in a quarter of an hour; each code takes five of them


class TooMany(Exception):
    """One client has tried too often, or everybody together when `everybody`; tries count again in `seconds`."""

    def __init__(self, *, seconds: int, everybody: bool = False) -> None:
        super().__init__("too many tries")
        self.seconds = seconds
        self.everybody = everybody


def count_mail_for(client: str, *, now: datetime) -> None:
    """Counts a mail that `client`, an address or "", asks for, to whomever. Raises `TooMany`."""
    _count_client("sign-in mails by client", client, now=now)
    most = settings.SIGN_INS_PER_MINUTE
    if Tries.objects.take("sign-in mails", "", most=most, within=MINUTE, now=now):
        return
    if Tries.objects.take("sign-in alarm", "", most=1, within=MINUTE, now=now):
        logger.error("More than %s sign-in mails were asked for in a minute; the rest is refused", most)
    raise TooMany(seconds=seconds_left(MINUTE, now=now), everybody=True)


def may_mail_to(email: str, *, now: datetime) -> bool:
    """Counts a mail to `email`; False when it was sent enough of them, which nobody may be told."""
    subject = email.strip().casefold()
    soon = Tries.objects.take(
        "sign-in mails to", subject, most=MAILS_PER_ADDRESS, within=QUARTER_OF_AN_HOUR, now=now
    )
    return soon and Tries.objects.take(
        "sign-in mails to, a day", subject, most=MAILS_PER_ADDRESS_AND_DAY, within=DAY, now=now
    )


def count_desk_code_for(client: str, chain: str, number: int, *, now: datetime) -> None:
    """Counts a try of `client` with a code from the desk for a member's number. Raises `TooMany`."""
    _count_client("desk codes by client", client, now=now)
    subject = f"{chain} {number}"
    if not Tries.objects.take(
        "desk codes", subject, most=DESK_CODES_PER_NUMBER, within=QUARTER_OF_AN_HOUR, now=now
    ):
        raise TooMany(seconds=seconds_left(QUARTER_OF_AN_HOUR, now=now))


def _count_client(kind: str, client: str, *, now: datetime) -> None:
    """Nothing is counted where nothing is known of the client: it would be everybody."""
    most = settings.SIGN_INS_PER_CLIENT
    if client and not Tries.objects.take(kind, client, most=most, within=QUARTER_OF_AN_HOUR, now=now):
        raise TooMany(seconds=seconds_left(QUARTER_OF_AN_HOUR, now=now))
