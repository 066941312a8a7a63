"""The way from the desk: a code is handed out, and typed with the member's number."""

from django.contrib.auth.models import User
from django.utils import timezone

from studios import connections
from studios.models import Studio
from studios.signing_in import desk_codes
from tests.pages import Page
from tests.signing_in.conftest import Visitor

DESK = "/sign-in/desk/"
RUI = 2002003  # of the other chain; has no address
ADA = 2002001


def hand_out(studio: Studio, number: int) -> str:
    staff, _ = User.objects.get_or_create(username="desk")
    customer = connections.to(studio).customer(number)
    return desk_codes.hand_out(studio, customer, by=staff, now=timezone.now())


def come(visitor: Visitor, studio: Studio, number: object, code: str, next_url: str = "/me/") -> Page:
    """Types both; the page it leads to."""
    form = {"studio": str(studio.pk), "number": str(number), "code": code}
    visitor.get(DESK)
    return visitor.post(DESK, form, query={"next": next_url})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08d}"
