"""The night's work, once for the whole fleet: every studio's coming bookings are read again."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django_tasks import task

from studios.magicline.errors import KeyRejected, MagiclineError
from studios.models import Booking, DriftReport, NightlyRun, Studio
from studios.my_bookings import reconcile
from studios.sweeps import nudge, sweep

NAME = "reconcile"
NIGHT_HOURS = range(2, 5)  # UTC: after midnight and before opening, in all of Europe
LONGEST_WITHOUT = timedelta(hours=26)  # the worker did not run at night: by day then


@task(priority=-10)
def reconcile_studio(studio_id: int, night: str) -> None:
    """Reads one studio's coming bookings; what it leaves over, the next night does. `night` is an ISO date."""
    studio = Studio.objects.filter(pk=studio_id).first()
    if studio:
        reconcile.reconcile(studio, night=date.fromisoformat(night), now=timezone.now())


@sweep(every=timedelta(minutes=5))
def reconcile_all(now: datetime) -> None:
    """Hands out the night's work, if it is time and no other worker has done so."""
    if not _is_time(now) or not NightlyRun.objects.take(NAME, now.date(), now=now):
        return
    for studio in Studio.objects.exclude(stage=Studio.Stage.CLOSED):
        if Booking.objects.coming(studio, now=now).exists():
            reconcile_studio.enqueue(studio.pk, now.date().isoformat())


@task(priority=10)
def apply_report(report_id: int) -> None:
    """Some of what the desk approved; safe to repeat, and repeated until nothing is left."""
    now = timezone.now()
    report = DriftReport.objects.select_related("studio").filter(pk=report_id).first()
    if report is None or not report.take(now=now):
        return
    try:
        reconcile.apply(report, now=now)
    except MagiclineError as error:
        if isinstance(error, KeyRejected):
            report.studio.suspect_key(now=now)
        report.try_failed(now=timezone.now(), why=type(error).__name__)


@sweep(every=timedelta(seconds=5))
def apply_all(now: datetime) -> None:
    """Reports that the desk approved and that are not written to the end."""
    nudge(apply_report, DriftReport.due(now=now))


def _is_time(now: datetime) -> bool:
    last = NightlyRun.objects.filter(name=NAME).order_by("-taken_at").first()
    return now.hour in NIGHT_HOURS or (last is not None and last.taken_at <= now - LONGEST_WITHOUT)
