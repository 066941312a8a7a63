"""A site with so many studios: its busiest evening, its nights, what two years leave behind, and what that uses up."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from benchmarks import costs
from benchmarks.costs import WORK
from benchmarks.evening import Load, evening, members_of

SQLITE, POSTGRES = 0, 1


@dataclass(frozen=True)
class Site:
    """So many studios. `evening` is the busiest one: with every page asking for itself, and with caches."""

    studios: int

    @cached_property
    def evening(self) -> tuple[Load, Load]:
        return evening(self.studios)

    @cached_property
    def members(self) -> Sequence[int]:
        return members_of(self.studios)

    @property
    def bookings_a_day(self) -> float:
        """Here, at the desks and in the vendor's app: the site is told of all."""
        return sum(self.members) * costs.BOOKINGS_A_MONTH / 30

    # The worker

    @property
    def work(self) -> dict[str, float]:
        """So much of each a second, in the evening."""
        load = self.evening[1]
        told = load.bookings / costs.BOOKED_HERE * costs.WEBHOOKS_OF_A_BOOKING
        return {"mail": load.bookings * costs.MAILS_OF_A_BOOKING, "webhook": told, "sign_in": load.sign_ins}

    @property
    def task_threads(self) -> float:
        return sum(number * WORK[kind].seconds for kind, number in self.work.items())

    @property
    def writes(self) -> float:
        """Of pages and worker, a second."""
        return self.evening[1].writes + sum(number * WORK[kind].writes for kind, number in self.work.items())

    def cores(self, *, keeps: bool) -> float:
        """Of pages and worker."""
        chain = min(self.studios, costs.LARGEST_CHAIN)
        work = (
            number * (WORK[kind].cpu_ms + chain * WORK[kind].per_studio_ms)
            for kind, number in self.work.items()
        )
        return self.evening[keeps].cores + sum(work) / 1000

    # The night

    @property
    def to_read_of_the_largest(self) -> int:
        return _to_read(self.members[-1])

    def night_hours(self) -> float:
        """Until every studio's coming bookings were read, as far as one night reads them; half of the threads do."""
        free_at = [0.0] * (costs.TASK_THREADS // 2)
        for members in self.members:
            heapq.heapreplace(free_at, free_at[0] + _night_seconds(members))
        return max(free_at) / 3600

    @property
    def threads_for_the_night(self) -> int:
        """Of workers, for a reading that is over in three hours."""
        return max(costs.TASK_THREADS, 2 * ceil(sum(map(_night_seconds, self.members)) / (3 * 3600)))

    # The database

    @property
    def rows(self) -> dict[str, float]:
        """When as many are deleted as new ones come: after `RETENTION_DAYS`."""
        members, a_day = sum(self.members), self.bookings_a_day
        here = a_day * costs.BOOKED_HERE
        told, mails = a_day * costs.WEBHOOKS_OF_A_BOOKING, here * costs.MAILS_OF_A_BOOKING
        return {
            "Member": members,
            "Booking": a_day * costs.RETENTION_DAYS,
            "Attempt": here * costs.RETENTION_DAYS,
            "Letter": mails * costs.RETENTION_DAYS,
            "BookingChange": a_day * costs.CHANGES_OF_A_BOOKING * costs.RETENTION_DAYS,
            "WebhookMessage": told * costs.WEBHOOK_DAYS,
            "Task": (told + mails) * costs.TASK_DAYS,
            "Session": here * costs.SIGNS_IN * costs.SESSION_DAYS,
        }

    def gigabytes(self, engine: int) -> float:
        """Of rows and their indexes; `engine` is `SQLITE` or `POSTGRES`."""
        return sum(number * costs.BYTES[table][engine] for table, number in self.rows.items()) / 1e9

    # What is used up

    def used(self, *, keeps: bool) -> dict[str, float]:
        """Of each limit of one machine as docs/operations.md starts it, the part that is used: 1 is all."""
        load = self.evening[keeps]
        return {
            "calls of one key": load.busiest_key / costs.CALLS_A_MINUTE,
            "web threads": load.web_threads / costs.WEB_THREADS,
            "cores": self.cores(keeps=keeps) / costs.CORES,
            "the list of studios": self.studios / costs.LISTED_STUDIOS,
            "task threads": self.task_threads / costs.TASK_THREADS,
            "SQLite’s one writer": self.writes * costs.WRITE_MS / 1000 / costs.SQLITE_WRITING,
            "sign-ins a minute": load.sign_ins * 60 / costs.SIGN_INS_A_MINUTE,
            "the night": self.night_hours() / costs.NIGHT_HOURS,
            "the largest studio’s night": self.to_read_of_the_largest
            / min(costs.NIGHT_BUDGET, MOST_READINGS),
        }

    def most_used(self, *, keeps: bool) -> str:
        limit, part = max(self.used(keeps=keeps).items(), key=lambda one: one[1])
        return f"{limit}, {part:.0%}"


MOST_READINGS = int(costs.NIGHT_RUN_SECONDS / costs.NIGHT_READ_SECONDS)


def _to_read(members: int) -> int:
    """The coming bookings of a studio that nobody has read lately."""
    return round(members * costs.BOOKINGS_A_MONTH / 30 * costs.DAYS_AHEAD * costs.UNREAD_LATELY)


def _night_seconds(members: int) -> float:
    return min(_to_read(members), costs.NIGHT_BUDGET, MOST_READINGS) * costs.NIGHT_READ_SECONDS
