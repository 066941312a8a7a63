"""What the site knows about one studio now, by a fixed number of questions to the database and none to Magicline."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django_tasks_db.models import DBTaskResult

from studios.desk.findings import Finding, read_all
from studios.magicline.gate import Outcome
from studios.models import (
    Attempt,
    Booking,
    BookingChange,
    DriftReport,
    Letter,
    Move,
    RefusalCount,
    Studio,
    UpstreamFailure,
    WebhookMessage,
)
from studios.models.attempt_states import UNNUMBERED, AttemptState
from studios.models.move import OPEN, MoveState
from studios.models.owed import GIVEN_UP

SHOWN_DAYS = 28
MOST_ROWS = 10  # of a list on the page
IN_USE = timedelta(days=7)  # bookings since then say that there should be webhooks
LATELY = timedelta(hours=24)
SHOULD_BE_OVER = timedelta(minutes=10)  # mails and moves take seconds


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows and numbers as they were read; what they mean, the cards and charts say."""

    studio: Studio
    findings: Sequence[Finding]  # of the last check
    is_in_use: bool
    webhooks_given_up: int
    mails_given_up: int
    mails_late: int
    unsettled: Sequence[Attempt]  # the longest waiting, and one more than is shown if there are more
    unnumbered: int
    moves_to_confirm: int
    moves_late: int
    reports_waiting: int
    failures: Sequence[UpstreamFailure]  # the latest
    failed_lately: int
    failed_last_at: datetime | None
    oldest_task_at: datetime | None  # of those that nobody has taken up; none also where it was not asked
    booked_at: Sequence[datetime]
    cancelled_at: Sequence[datetime]
    refusals: Counter[str]


def gather(studio: Studio, *, now: datetime, worker_too: bool) -> Facts:
    """`worker_too`: the worker serves all studios, so only whoever may see all of them is told about it."""
    since = first_instant(studio, now=now)
    attempts = Attempt.objects.filter(studio=studio, created_at__gte=since)
    lately = list(attempts.values_list("created_at", "state", "refusal"))
    letters = Letter.objects.filter(Q(booking__studio=studio) | Q(attempt__studio=studio), sent_at=None)
    moves = Move.objects.filter(old__studio=studio, state__in=OPEN)
    failures = UpstreamFailure.objects.filter(studio=studio)
    # A refusal is about a key or a person's settings as often as about Magicline: it stands in the list alone.
    troubles = failures.filter(at__gte=now - LATELY).exclude(outcome=Outcome.REFUSED)
    mails = letters.aggregate(
        given_up=Count("pk", filter=GIVEN_UP),
        late=Count(
            "pk", filter=Q(next_try_at__lte=now - SHOULD_BE_OVER) | Q(next_try_at__isnull=False, tries__gt=0)
        ),
    )
    moving = moves.aggregate(
        to_confirm=Count("pk", filter=Q(state=MoveState.WAITING)),
        late=Count("pk", filter=~Q(state=MoveState.WAITING) & Q(started_at__lte=now - SHOULD_BE_OVER)),
    )
    failed = troubles.aggregate(number=Sum("times", default=0), last_at=Max("at"))
    return Facts(
        studio=studio,
        findings=read_all(studio.findings),
        is_in_use=Booking.objects.filter(studio=studio, starts_at__gte=now - IN_USE).exists(),
        webhooks_given_up=_given_up(WebhookMessage.objects.filter(studio=studio, processed_at=None)).count(),
        mails_given_up=mails["given_up"],
        mails_late=mails["late"],
        unsettled=list(_unsettled(studio, now=now)[: MOST_ROWS + 1]),
        unnumbered=Attempt.objects.filter(UNNUMBERED, studio=studio, ends_at__gte=now).count(),
        moves_to_confirm=moving["to_confirm"],
        moves_late=moving["late"],
        reports_waiting=DriftReport.objects.filter(
            studio=studio, stopped=True, applied_at=None, next_try_at=None
        ).count(),
        failures=list(failures.select_related("studio")[:MOST_ROWS]),
        failed_lately=failed["number"],
        failed_last_at=failed["last_at"],
        oldest_task_at=_oldest_task_at() if worker_too else None,
        booked_at=[at for at, state, _refusal in lately if state == AttemptState.BOOKED],
        cancelled_at=_cancelled_at(studio, since),
        refusals=_refusals(studio, since)
        + Counter(refusal for _at, state, refusal in lately if state == AttemptState.REFUSED),
    )


def first_instant(studio: Studio, *, now: datetime) -> datetime:
    """When the first of the days began that are shown, at the studio."""
    first = studio.local(now).date() - timedelta(days=SHOWN_DAYS - 1)
    return datetime.combine(first, time.min, tzinfo=studio.zone)


def _unsettled(studio: Studio, *, now: datetime) -> QuerySet[Attempt]:
    """Attempts of which nobody knows whether a booking came of them, and whose own answer is no longer to come."""
    in_doubt = Q(state=AttemptState.UNSURE) | Q(state=AttemptState.SENDING, gives_up_at__lte=now)
    return Attempt.objects.filter(in_doubt, studio=studio).select_related("studio").order_by("starts_at")


def _given_up(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(GIVEN_UP)


def _cancelled_at(studio: Studio, since: datetime) -> list[datetime]:
    """Each booking once, however it was learned that it is cancelled."""
    cancelled = BookingChange.Kind.CANCELLED
    noticed = BookingChange.objects.filter(booking__studio=studio, kind=cancelled, noticed_at__gte=since)
    here = Booking.objects.filter(studio=studio, cancelled_here_at__gte=since)
    moments = dict(noticed.order_by("noticed_at").values_list("booking", "noticed_at"))
    moments |= {pk: at for pk, at in here.values_list("pk", "cancelled_here_at") if at is not None}
    return list(moments.values())


def _refusals(studio: Studio, since: datetime) -> Counter[str]:
    counts = RefusalCount.objects.filter(studio=studio, on__gte=since.date())
    return Counter(dict(counts.values_list("reason").annotate(total=Sum("number"))))


def _oldest_task_at() -> datetime | None:
    waiting = DBTaskResult.objects.ready().aggregate(oldest=Min("enqueued_at"))
    oldest: datetime | None = waiting["oldest"]
    return oldest
