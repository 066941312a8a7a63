"""How often staff's passwords and codes may be tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from studios.models import Tries


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries by one subject within a span of time, over all processes."""

    kind: str
    most: int
    within: timedelta

    def take(self, subject: object, *, now: datetime) -> bool:
        """Counts one try; False, and not counted, when none is left."""
        return Tries.objects.take(self.kind, str(subject), most=self.most, within=self.within, now=now)

    def is_reached(self, subject: object, *, now: datetime) -> bool:
        """Whether no try is left; counts nothing."""
        return Tries.objects.exhausted(self.kind, str(subject), most=self.most, within=self.within, now=now)

    def forget(self, subject: object) -> None:
        """Starts anew, after a success."""
        Tries.objects.forget(self.kind, str(subject))


# Passwords: of one name, from one client (a whole studio may share its address), and altogether, because a wrong one
# costs as much work as a right one.
NAMES = Limit("staff name", most=10, within=timedelta(minutes=15))
CLIENTS = Limit("staff client", most=50, within=timedelta(minutes=15))
EVERYBODY = Limit("staff", most=1000, within=timedelta(minutes=15))

# Codes of one account, from the app and of recovery together.
CODES = Limit("staff code", most=5, within=timedelta(minutes=10))


def may_try_password(name: str, client: str, *, now: datetime) -> bool:
    """Counts a try of this name, unless one of the limits is reached; the same for names there are and are not.

    `client` is empty where nothing is known of it, and then not counted: it would be everybody.
    """
    if EVERYBODY.is_reached("", now=now) or (client and CLIENTS.is_reached(client, now=now)):
        return False
    return NAMES.take(name.casefold(), now=now)


def password_was_right(name: str) -> None:
    """What was counted for the name is forgotten; the client's wrong ones stay counted."""
    NAMES.forget(name.casefold())


def password_was_wrong(client: str, *, now: datetime) -> None:
    EVERYBODY.take("", now=now)
    if client:
        CLIENTS.take(client, now=now)
