"""Work that is owed: what a row needs so that no worker's death, and no outage, makes it vanish."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

LEASE = timedelta(
    minutes=2
)  # for one try, the slowest included; one that died without a word is made again after it
_FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
MOST_TRIES = 700  # about a week: a mail server that is down over Easter loses nothing
MOST_AT_A_TIME = 500  # many times what a worker does between two sweeps


GIVEN_UP = Q(next_try_at=None) & ~Q(last_error="")  # after too many tries; somebody has to look


class Owed(models.Model):
    """Base of rows that stand for one piece of work. `next_try_at` is none when nothing is owed (any more)."""

    next_try_at = models.DateTimeField(null=True, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=120, blank=True)  # the kind of error, never its words

    class Meta:
        abstract = True
        indexes = (models.Index(fields=["next_try_at"], condition=GIVEN_UP, name="%(class)s_given_up"),)

    @classmethod
    def due(cls, *, now: datetime) -> list[int]:
        """The numbers of rows that owe something and may be tried now, the longest waiting first; not all of very
        many, the next sweep finds the others.
        """
        waiting = cls._default_manager.filter(next_try_at__lte=now).order_by("next_try_at")
        return list(waiting.values_list("pk", flat=True)[:MOST_AT_A_TIME])

    @classmethod
    def lease(cls) -> timedelta:
        """How long one try has the row for itself."""
        return LEASE

    def take(self, *, now: datetime) -> bool:
        """Reserves one try; False when nothing is owed, or somebody else is at it."""
        mine = type(self)._default_manager.filter(pk=self.pk, next_try_at__lte=now)
        return bool(mine.update(next_try_at=now + self.lease()))

    def try_failed(self, *, now: datetime, why: str) -> None:
        """Sets the next try, later every time; after about a week it waits for somebody to look at it."""
        pause = min(_FIRST_PAUSE * 2 ** min(self.tries, 12), LONGEST_PAUSE)
        again_at = now + pause if self.tries < MOST_TRIES else None
        self._row_update(tries=F("tries") + 1, next_try_at=again_at, last_error=why[:120])

    def try_again(self, *, now: datetime) -> None:
        """What the desk's *try again* does."""
        self._row_update(next_try_at=now, tries=0)

    def nothing_owed(self, **changes: object) -> None:
        """The work is done, or need not be done any more."""
        self._row_update(next_try_at=None, last_error="", **changes)

    def _row_update(self, **changes: object) -> None:
        type(self)._default_manager.filter(pk=self.pk).update(**changes)
        self.refresh_from_db()
