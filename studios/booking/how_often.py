"""How often one client may have the coming weeks looked through.

One such look is dozens of calls, it takes no sign-in, and a studio's rate limit is shared by everybody who books there:
nobody alone may use it up.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from studios.client_address import client_address
from studios.connections import AskedTooOften
from studios.models import Tries
from studios.models.tries import seconds_left

WITHIN = timedelta(minutes=10)


def count_search(request: HttpRequest, *, now: datetime) -> None:
    """Counts one more. Raises `AskedTooOften` when `SEARCHES_PER_CLIENT` were made already.

    Nothing is counted where nothing is known of the client: it would be everybody.
    """
    client, most = client_address(request), settings.SEARCHES_PER_CLIENT
    if client and not Tries.objects.take("searches by client", client, most=most, within=WITHIN, now=now):
        raise AskedTooOften("too many searches", retry_after=seconds_left(WITHIN, now=now))
