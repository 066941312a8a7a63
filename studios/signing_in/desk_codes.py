"""Codes handed over at the desk: how they are made, and what they prove.

Eight digits, kept as a hash that only the site's secret can compute and that fits one customer only.
"""

import logging
import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from studios.magicline.customers import Customer
from studios.models import DeskCode, Member, Studio
from studios.signing_in import codes, emails
from studios.signing_in.session import Person
from studios.templatetags.studio_time import on_calendar_of, on_clock_of

logger = logging.getLogger(__name__)

DIGITS = 8
_SALT = "studios.signing_in.desk_code"
_NO_HASH = "-" * 64


class NotTheCode(Exception):
    """Nobody is signed in: a wrong code or number, or one that is over. Which of them, nobody is told."""


def hand_out(studio: Studio, customer: Customer, *, by: User, now: datetime) -> str:
    """A new code for `customer` in the chain of `studio`, good for ten minutes; an earlier one is over."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    hashed = _hash(studio.chain, customer.id, code)
    DeskCode.objects.hand_out(studio, customer, code_hash=hashed, by=by, now=now)
    return code


def tell_owner(studio: Studio, customer: Customer, *, now: datetime) -> bool | None:
    """Mails the customer that a code was handed out: where it was not them, they hear of it.

    To the address in the vendor's record, and to the one that the site knows where that is another: the record may
    have been changed for the code. Whether the mail server took all of them; None without an address.
    """
    member = Member.objects.filter(chain=studio.chain, customer_id=customer.id).first()
    known = [customer.email.strip(), member.email if member else ""]
    addresses = {address.casefold(): address for address in known if address}
    if not addresses:
        return None
    language = member.language if member else customer.language.partition("-")[0]
    with translation.override(language if language in dict(settings.LANGUAGES) else studio.language):
        when = f"{on_calendar_of(now, studio)}, {on_clock_of(now, studio)}"
        try:
            for address in addresses.values():
                emails.send_handed_out(studio, address, when=when)
        except (OSError, ValueError) as error:  # the mail server; its words would quote the address
            logger.warning("A code from the desk could not be told of by mail: %s", type(error).__name__)
            return False
    return True


def prove(chain: str, number: int, code: str, *, browser: str, language: str, now: datetime) -> Person:
    """The member whose number and code these are. Raises `NotTheCode`, after the same work for every number."""
    row = DeskCode.objects.take_guess(chain, number, now=now)
    if not constant_time_compare(row.code_hash if row else _NO_HASH, _hash(chain, number, code)) or not row:
        raise NotTheCode
    with transaction.atomic():
        if not row.use(browser=browser, now=now):
            raise NotTheCode
        customer = Customer(
            id=row.customer_id,
            first_name=row.first_name,
            last_name=row.last_name,
            email=row.email,
            date_of_birth=None,
            status="",
            studio_id=row.home_studio_id,
            language="",
        )
        return Person((codes.remember(chain, customer, language=language),))


def _hash(chain: str, number: int, code: str) -> str:
    return salted_hmac(_SALT, f"{chain}:{number}:{code}", algorithm="sha256").hexdigest()
