"""Forgetting a person, because the vendor or they themselves ask for it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from studios.models.booking import Booking
from studios.models.challenge import Challenge
from studios.models.desk_code import DeskCode
from studios.models.member import Member
from studios.models.tombstone import Tombstone

_TRIES = 3


def erase(chain: str, customer_id: int, *, now: datetime) -> None:
    """Deletes everything the site keeps about a customer and leaves a tombstone; safe to repeat.

    Bookings, attempts and mails go with the member; copies of bookings of somebody who never signed in, and sign-ins
    under way that name them or have the member's address, and a code from the desk, are looked for by themselves.
    """
    # Committed first: whoever writes down an answer about them meanwhile looks for it afterwards.
    Tombstone.objects.put(chain, customer_id, now=now)
    for tries_left in reversed(range(_TRIES)):
        try:
            _delete(chain, customer_id)
        except IntegrityError:  # somebody wrote about the member between the rows' deletion and theirs
            if not tries_left:
                raise
        else:
            return


@transaction.atomic
def _delete(chain: str, customer_id: int) -> None:
    for member in Member.objects.filter(chain=chain, customer_id=customer_id):
        if member.email:
            Challenge.objects.filter(email__iexact=member.email).delete()
        member.delete()
    Challenge.objects.end_for(chain, customer_id)
    DeskCode.objects.filter(chain=chain, customer_id=customer_id).delete()
    Booking.objects.filter(studio__base_url=chain, customer_id=customer_id).delete()
