"""How rows are made of what was noticed: few, with every trace id that may be asked for, and not for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studios.magicline.client import APPOINTMENTS
from studios.management.worker import run_due_tasks
from studios.models import Studio, UpstreamFailure
from studios.models.upstream_failure import KEPT, MOST_TRACE_IDS, Noticed


def noticed(
    studio: Studio, *, ago: timedelta = timedelta(), trace_id: str = "", status: int = 503
) -> Noticed:
    at = timezone.now() - ago
    return Noticed(studio.slug, at, "GET", APPOINTMENTS, "failed", status, trace_id, 0.5)


def test_the_same_within_a_minute_counts_up_in_one_row(hafen: Studio) -> None:
    UpstreamFailure.objects.note([noticed(hafen, ago=timedelta(seconds=50), trace_id="a")])
    UpstreamFailure.objects.note([noticed(hafen, trace_id="b"), noticed(hafen, trace_id="c")])

    row = UpstreamFailure.objects.get()
    assert (row.times, row.trace_ids) == (3, "a b c")


def test_what_is_different_or_later_has_a_row_of_its_own(hafen: Studio, ost: Studio) -> None:
    UpstreamFailure.objects.note([noticed(hafen, ago=timedelta(seconds=61)), noticed(hafen)])
    UpstreamFailure.objects.note([noticed(hafen, status=500), noticed(ost)])

    assert list(UpstreamFailure.objects.values_list("times", flat=True)) == [1, 1, 1, 1]


def test_of_an_outage_enough_trace_ids_are_kept_and_every_failure_is_counted(hafen: Studio) -> None:
    many = [noticed(hafen, trace_id=f"t{number}") for number in range(30)]

    UpstreamFailure.objects.note(many)
    UpstreamFailure.objects.note(many)

    row = UpstreamFailure.objects.get()
    assert row.times == 60
    assert len(row.trace_ids.split()) == MOST_TRACE_IDS


def test_those_of_a_studio_that_is_gone_are_dropped(hafen: Studio) -> None:
    gone = Noticed("gone", timezone.now(), "GET", APPOINTMENTS, "cut", None, "", 0.1)

    UpstreamFailure.objects.note([gone, noticed(hafen)])

    assert UpstreamFailure.objects.get().studio == hafen


def test_they_go_after_a_month_and_of_very_many_the_oldest(
    hafen: Studio, ost: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studios.models.upstream_failure.MOST_PER_STUDIO", 3)
    days = [timedelta(days=number) for number in (1, 2, 3, 4, 5)]
    UpstreamFailure.objects.note([noticed(ost, ago=KEPT + timedelta(minutes=1)), noticed(ost, ago=days[0])])
    UpstreamFailure.objects.note([noticed(hafen, ago=ago) for ago in reversed(days)])

    run_due_tasks(most=0)

    kept = UpstreamFailure.objects.filter(studio=hafen)
    assert [round((timezone.now() - row.at) / days[0]) for row in kept] == [1, 2, 3]
    assert UpstreamFailure.objects.filter(studio=ost).count() == 1
