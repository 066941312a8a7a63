"""`python manage.py member_data NUMBER`: prints or erases everything the site keeps about one customer."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.core import serializers
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from studios.models import (
    Attempt,
    Booking,
    BookingChange,
    CalendarFeed,
    Challenge,
    Letter,
    Member,
    Move,
    Studio,
    erase,
)


class Command(BaseCommand):
    help = "Prints every row about a customer as JSON, for a request under Art. 15 or 20 GDPR. --erase forgets them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="the customer's number at Magicline")
        parser.add_argument("--chain", default="", help="the base URL, where the site has several")
        parser.add_argument("--erase", action="store_true", help="delete it instead of printing it")

    def handle(self, *args: Any, number: int, chain: str, **options: Any) -> None:
        chain = _only_chain(chain.rstrip("/"))
        if options["erase"]:
            erase(chain, number, now=timezone.now())
            self.stdout.write("Erased. What is booked stays at the studio.")
        else:
            self.stdout.write(serializers.serialize("json", rows(chain, number), indent=2))


def rows(base_url: str, number: int) -> Iterator[Model]:
    """Everything about customer `number` of the chain; keyed hashes of codes and addresses are part of the rows."""
    members = Member.objects.filter(chain=base_url, customer_id=number)
    bookings = Booking.objects.filter(
        Q(member__in=members) | Q(studio__base_url=base_url, customer_id=number)
    )
    attempts = Attempt.objects.filter(member__in=members)
    addresses = [member.email.casefold() for member in members if member.email]
    sign_ins = [
        one
        for one in Challenge.objects.all()
        if one.email.casefold() in addresses or one.names(base_url, number)
    ]
    found: list[QuerySet[Any]] = [
        members,
        bookings,
        BookingChange.objects.filter(booking__in=bookings),
        attempts,
        Move.objects.filter(Q(attempt__in=attempts) | Q(old__in=bookings)),
        Letter.objects.filter(member__in=members),
        CalendarFeed.objects.filter(members__in=members),
    ]
    return chain(*found, sign_ins)


def _only_chain(wanted: str) -> str:
    """The chain that is meant. Raises `CommandError` where that is not clear."""
    chains = sorted(set(Studio.objects.values_list("base_url", flat=True)))
    if wanted in chains:
        return wanted
    if wanted or len(chains) != 1:
        raise CommandError(f"Say which chain with --chain: {', '.join(chains) or 'there is no studio yet'}")
    return chains[0]
