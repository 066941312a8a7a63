"""Requests that Magicline did not carry out as it should, with what its support asks for. Nothing about people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Count, F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from studios.magicline.gate import Outcome
from studios.models.studio import Studio

KEPT = timedelta(days=30)
MOST_PER_STUDIO = 3000
SAME_ROW_FOR = timedelta(minutes=1)
# Each is asked for by the support and shown to members; of many within a minute, these are enough to find the others.
MOST_TRACE_IDS = 20


@dataclass(frozen=True, slots=True)
class Noticed:
    """One failed request, as it was noticed: `studio` is the slug, `endpoint` has `{id}` where an id stood."""

    studio: str
    at: datetime
    method: str
    endpoint: str
    outcome: str
    status: int | None
    trace_id: str
    seconds: float


class UpstreamFailureQuerySet(models.QuerySet["UpstreamFailure"]):
    def note(self, noticed: Iterable[Noticed]) -> None:
        """Writes them down, in the order they happened: a row each, or one more on a row of the same minute and kind.

        Those of a studio that is gone are dropped. Of two processes that meet the same trouble each may have its row.
        """
        noticed = list(noticed)
        studios = dict(
            Studio.objects.filter(slug__in={one.studio for one in noticed}).values_list("slug", "pk")
        )
        noticed = [one for one in noticed if one.studio in studios]
        if not noticed:
            return
        since = min(one.at for one in noticed) - SAME_ROW_FOR
        lately = self.filter(studio__in=studios.values(), at__gte=since).order_by("at", "pk")
        rows = {row.kind: row for row in lately}
        more: dict[UpstreamFailure, list[Noticed]] = {}
        fresh: list[UpstreamFailure] = []
        for one in noticed:
            row = UpstreamFailure.of(one, studio_id=studios[one.studio])
            there_is = rows.get(row.kind)
            if there_is is None or one.at - there_is.at >= SAME_ROW_FOR:
                rows[row.kind] = row
                fresh.append(row)
            elif there_is.pk:
                more.setdefault(there_is, []).append(one)
            else:
                there_is.count(one)
        with transaction.atomic():
            self.bulk_create(fresh)
            # In the order of their numbers, so that two processes wait for each other instead of both at once.
            for row, ones in sorted(more.items(), key=lambda item: item[0].pk):
                added = row.room_for([one.trace_id for one in ones])
                self.filter(pk=row.pk).update(
                    times=F("times") + len(ones), trace_ids=Concat("trace_ids", Value(added))
                )

    def forget(self, *, now: datetime) -> None:
        """Deletes what is older than `KEPT`, and of a studio with very many the oldest."""
        self.filter(at__lte=now - KEPT).delete()
        crowded = (
            self.order_by().values("studio").annotate(number=Count("pk")).filter(number__gt=MOST_PER_STUDIO)
        )
        for studio_id in crowded.values_list("studio", flat=True):
            theirs = self.filter(studio=studio_id)
            too_many = theirs.order_by("-at").values_list("at", flat=True)[MOST_PER_STUDIO:]
            for latest in too_many[:1]:
                theirs.filter(at__lte=latest).delete()


class UpstreamFailure(models.Model):
    """One failed request, or `times` of the same kind within a minute; `at` and `seconds` are the first one's.

    `trace_ids` are separated by spaces and may be none: who does not answer has no name for it either.
    """

    OUTCOMES = (
        (Outcome.REFUSED.value, _("not permitted")),
        (Outcome.RATE_LIMITED.value, _("too many requests")),
        (Outcome.FAILED.value, _("failure at Magicline")),
        (Outcome.ODD.value, _("not an answer of the Open API")),
        (Outcome.NOT_CONNECTED.value, _("no connection")),
        (Outcome.CUT.value, _("connection cut")),
        (Outcome.TIMED_OUT.value, _("no answer in time")),
    )

    studio = models.ForeignKey(Studio, on_delete=models.CASCADE, related_name="upstream_failures")
    at = models.DateTimeField(_("when"))
    method = models.CharField(_("method"), max_length=8)
    endpoint = models.CharField(_("endpoint"), max_length=120)
    outcome = models.CharField(_("outcome"), max_length=16, choices=OUTCOMES)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    seconds = models.FloatField(_("seconds"))
    times = models.PositiveIntegerField(_("times"), default=1)
    trace_ids = models.TextField(_("trace ids"), blank=True)

    objects = UpstreamFailureQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["studio", "at"], name="failures_of_a_studio"),)
        ordering = ("-at", "-pk")
        verbose_name = _("failure at Magicline")
        verbose_name_plural = _("failures at Magicline")

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}: {self.get_outcome_display()}"

    # Making

    @classmethod
    def of(cls, one: Noticed, *, studio_id: int) -> "UpstreamFailure":
        """A row for it, not saved."""
        return cls(
            studio_id=studio_id,
            at=one.at,
            method=one.method,
            endpoint=one.endpoint,
            outcome=one.outcome,
            status=one.status,
            seconds=round(one.seconds, 2),
            trace_ids=one.trace_id,
        )

    def count(self, one: Noticed) -> None:
        """One more, before it is saved."""
        self.times += 1
        self.trace_ids += self.room_for([one.trace_id])

    # Asking

    @property
    def kind(self) -> tuple[object, ...]:
        """What two of them have in common that stand in one row."""
        return self.studio_id, self.method, self.endpoint, self.outcome, self.status

    def room_for(self, trace_ids: Iterable[str]) -> str:
        """What to append to `trace_ids` for these."""
        room = MOST_TRACE_IDS - len(self.trace_ids.split())
        return "".join(f" {one}" for one in [one for one in trace_ids if one][: max(0, room)])
