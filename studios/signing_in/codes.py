"""Codes and links: how they are made, and what they prove.

A code is six digits, kept as a hash that only the site's secret can compute and that fits one challenge only; it is
good in the browser that asked for it. A link is the challenge's number, signed; it stands in the mail alone, and is
good in any browser.
"""

import secrets
import unicodedata
import uuid
from datetime import datetime
from urllib.parse import urlencode

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from studios.magicline.customers import Customer
from studios.models import Booking, Challenge, Member
from studios.models.challenge import MOST_CODES
from studios.signing_in.finding import Record
from studios.signing_in.session import Person

DIGITS = 6
_CODE_SALT = "studios.signing_in.code"
_LINK_SALT = "studios.signing_in.link"
_NO_HASH = "-" * 64


class NotProved(Exception):
    """Nobody is signed in."""


class WrongCode(NotProved):
    """Not one of the codes that were mailed; there are guesses left."""


class OtherBrowser(NotProved):
    """Another browser asked for the code."""


class TooManyGuesses(NotProved):
    """No guess is left, a right one included."""


class Expired(NotProved):
    """The half hour is over."""


class AlreadyUsed(NotProved):
    """Somebody signed in with this challenge before."""


def new_code(challenge: Challenge) -> str:
    """A code that `challenge` accepts from now on, beside the earlier ones."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    challenge.add_code(_code_hash(challenge, code))
    return code


def read_code(typed: str, *, digits: int = DIGITS) -> str:
    """The digits in what was typed, in whatever script, spaced as one likes. Raises `ValueError`."""
    letters = [letter for letter in typed if not letter.isspace() and letter not in "-‐‑–."]
    code = "".join(str(unicodedata.decimal(letter)) for letter in letters)
    if len(code) != digits:
        raise ValueError("too few digits, or too many")
    return code


def link_path(challenge: Challenge) -> str:
    """The path of a page with a button that signs in."""
    link = signing.dumps(challenge.pk.hex, salt=_LINK_SALT)
    return f"{reverse('signing_in:code')}?{urlencode({'link': link})}"


def challenge_of_link(link: str) -> Challenge | None:
    """The challenge that this link was mailed for; nothing for a link that we did not sign, or forgot."""
    try:
        number = uuid.UUID(signing.loads(link, salt=_LINK_SALT))
    except (signing.BadSignature, ValueError):
        return None
    return Challenge.objects.select_related("studio").filter(pk=number).first()


def prove_by_code(challenge: Challenge, code: str, *, browser: str, now: datetime) -> list[Person]:
    """The people that the right code stands for. Raises a `NotProved`."""
    if not challenge.was_asked_for_by(browser):
        raise OtherBrowser
    if challenge.has_expired(now=now):
        raise Expired
    if not challenge.take_guess(now=now):
        raise TooManyGuesses
    challenge.refresh_from_db()
    # Always as many are compared, so that the time does not tell whether codes were mailed.
    known = [*challenge.code_hashes, *[_NO_HASH] * MOST_CODES][:MOST_CODES]
    typed = _code_hash(challenge, code)
    fits = [constant_time_compare(one, typed) for one in known]
    if not any(fits):
        raise WrongCode if challenge.guesses_left else TooManyGuesses
    return _admit(challenge, browser=browser, now=now)


def prove_by_link(challenge: Challenge, *, browser: str, now: datetime) -> list[Person]:
    """The people that a link of ours stands for. Raises a `NotProved`."""
    if challenge.has_expired(now=now):
        raise Expired
    return _admit(challenge, browser=browser, now=now)


def _admit(challenge: Challenge, *, browser: str, now: datetime) -> list[Person]:
    with transaction.atomic():
        if not challenge.use(browser=browser, now=now):
            raise AlreadyUsed
        groups: list[list[Record]] = challenge.people
        return [Person(tuple(_remember(challenge, record) for record in group)) for group in groups]


def _remember(challenge: Challenge, record: Record) -> Member:
    customer = Customer(
        id=record["customer_id"],
        first_name=record["first_name"],
        last_name=record["last_name"],
        email=challenge.email,
        date_of_birth=None,
        status="",
        studio_id=record["studio_id"],
        language="",
    )
    return remember(record["chain"], customer, language=challenge.language)


def remember(chain: str, customer: Customer, *, language: str) -> Member:
    """The member whom somebody has just proved to be, with all that is known of their bookings."""
    member = Member.objects.remember(chain, customer, language=language)
    # Webhooks told of bookings that no list reaches yet.
    Booking.objects.give_to(member)
    return member


def _code_hash(challenge: Challenge, code: str) -> str:
    return salted_hmac(_CODE_SALT, f"{challenge.pk.hex}:{code}", algorithm="sha256").hexdigest()
