"""What the database says at this moment about the work of the site, by a fixed number of questions that indexes answer.

Two sites over one database say the same, so whoever adds up over several has to take the largest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django_tasks_db.models import DBTaskResult
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from studios.models import Attempt, Challenge, DriftReport, Letter, Move, WebhookMessage
from studios.models.attempt_states import AttemptState
from studios.models.owed import GIVEN_UP, LONGEST_PAUSE, Owed

LATELY = timedelta(hours=1)
OWED: dict[str, type[Owed]] = {
    "mail": Letter,
    "webhook": WebhookMessage,
    "move": Move,
    "drift report": DriftReport,
}


@dataclass(frozen=True, slots=True)
class Work:
    """How many pieces of one kind wait: their time has come, they were tried in vain and are tried again, or they
    need somebody. `oldest` is when the time of the longest waiting came.
    """

    due: int
    failing: int
    given_up: int
    oldest: datetime | None


def read(*, now: datetime) -> Iterator[Metric]:
    yield from _attempts(now=now)
    yield from _work(now=now)


def _attempts(*, now: datetime) -> Iterator[Metric]:
    lately = GaugeMetricFamily(
        "site_attempts_last_hour", "Attempts to book of the last hour, as they stand.", labels=["state"]
    )
    states = Attempt.objects.filter(created_at__gte=now - LATELY).order_by().values_list("state")
    numbers = dict(states.annotate(number=Count("pk")))
    for state in AttemptState:
        lately.add_metric([state.value], numbers.get(state, 0))
    yield lately

    unsettled = Attempt.objects.unsettled().aggregate(number=Count("pk"), oldest=Min("unsure_at"))
    yield GaugeMetricFamily(
        "site_attempts_unsettled",
        "Attempts of which nobody knows yet whether they were booked.",
        value=unsettled["number"],
    )
    yield GaugeMetricFamily(
        "site_oldest_unsettled_seconds",
        "Since when nobody knows of the one that waits longest.",
        value=_seconds_since(unsettled["oldest"], now=now),
    )


def _work(*, now: datetime) -> Iterator[Metric]:
    of = {"task": _tasks(), "attempt": _looks(now=now), "sign-in mail": _sign_ins(now=now)}
    of |= {kind: _owed(model, now=now) for kind, model in OWED.items()}
    due = GaugeMetricFamily("site_work_due", "Pieces of work whose time has come.", labels=["work"])
    oldest = GaugeMetricFamily(
        "site_oldest_due_seconds", "Since when the longest waiting of them is due.", labels=["work"]
    )
    failing = GaugeMetricFamily(
        "site_work_failing", "Pieces of work that failed and are tried again.", labels=["work"]
    )
    given_up = GaugeMetricFamily(
        "site_work_given_up",
        "Pieces of work that nobody tries any more: somebody has to look.",
        labels=["work"],
    )
    for kind, work in of.items():
        due.add_metric([kind], work.due)
        oldest.add_metric([kind], _seconds_since(work.oldest, now=now))
        failing.add_metric([kind], work.failing)
        given_up.add_metric([kind], work.given_up)
    yield from (due, oldest, failing, given_up)


def _tasks() -> Work:
    """A task is tried once; what it was about is tried again by itself, and has its own line."""
    ready = DBTaskResult.objects.ready().order_by().aggregate(due=Count("pk"), oldest=Min("enqueued_at"))
    return Work(ready["due"], 0, 0, ready["oldest"])


def _looks(*, now: datetime) -> Work:
    """Attempts to be looked for; a look that finds nothing yet is no failure."""
    due = Attempt.objects.to_look_for(now=now).aggregate(due=Count("pk"), oldest=Min("look_at"))
    nobody_looks = Attempt.objects.unsettled().filter(look_at=None).count()
    return Work(due["due"], 0, nobody_looks, due["oldest"])


def _sign_ins(*, now: datetime) -> Work:
    """After half an hour nobody waits for the code any more, and so none is given up."""
    due = Challenge.objects.due(now=now).aggregate(due=Count("pk"), oldest=Min("mail_wanted_at"))
    failing = Challenge.objects.alive(now=now).filter(used_at=None, tries__gt=0, next_try_at__isnull=False)
    return Work(due["due"], failing.count(), 0, due["oldest"])


def _owed(model: type[Owed], *, now: datetime) -> Work:
    soon = model._default_manager.filter(next_try_at__lte=now + LONGEST_PAUSE).order_by()
    is_due = Q(next_try_at__lte=now)
    waiting = soon.aggregate(
        due=Count("pk", filter=is_due),
        failing=Count("pk", filter=Q(tries__gt=0)),
        oldest=Min("next_try_at", filter=is_due),
    )
    given_up = model._default_manager.filter(GIVEN_UP).count()
    return Work(waiting["due"], waiting["failing"], given_up, waiting["oldest"])


def _seconds_since(instant: datetime | None, *, now: datetime) -> float:
    return max(0.0, (now - instant).total_seconds()) if instant else 0.0
