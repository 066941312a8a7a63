"""What docs/scaling.md tells is what the model says, and that is right where it can be reckoned by hand."""

import re

import pytest

from benchmarks import costs
from benchmarks.evening import SECONDS, Evening, evening, members_of
from benchmarks.scaling import carried, rounded, tables
from benchmarks.sized_site import MOST_READINGS, SQLITE, Site
from studios import sweeps
from tests.deployment.test_compose import SMALL, web_threads
from tests.house.named import text_of


def test_the_tables_of_the_document_are_the_models() -> None:
    text = text_of("docs/scaling.md")

    assert [one for one in tables() if one not in text] == []


def test_one_machine_is_what_compose_and_systemd_start() -> None:
    unit = text_of("deploy/systemd/booking-web.service")
    of_systemd = [int(re.search(rf"--{what}=(\d+)", unit)[1]) for what in ("workers", "threads")]

    assert web_threads(SMALL) == costs.WEB_THREADS == of_systemd[0] * of_systemd[1]
    assert costs.TASK_THREADS + len(sweeps.registered()) <= costs.CONNECTIONS_OF_A_WORKER


def test_it_says_the_same_every_time() -> None:
    assert evening(3) == evening(3)


def test_a_window_is_asked_once_in_ten_seconds_whoever_looks() -> None:
    without, kept = Evening(keeps=False, studios=1), Evening(keeps=True, studios=1)

    for second in range(SECONDS):
        for one in (without, kept):
            one.view("slots", [(0, 0, 0)], 0, second)
            one.view("slots", [(0, 0, 0)], 0, second)

    assert without.busiest().busiest_key == 2 * 60
    assert kept.busiest().busiest_key == 60 / costs.TIMES_KEPT_SECONDS
    assert without.busiest().calls == pytest.approx(2 * 3)


def test_a_booking_drops_the_windows_of_its_studio_and_no_others() -> None:
    site = Evening(keeps=True, studios=2)

    for studio in (0, 1):
        site.view("slots", [(studio, 0, 0)], studio, 120)
    site.view("book", [], 0, 121)
    for studio in (0, 1):
        site.view("slots", [(studio, 0, 0)], studio, 122)

    assert site.busiest().busiest_key == 2
    assert site.threads[122] == pytest.approx(
        costs.CALL_SECONDS + (costs.VIEWS["slots"].cpu_ms + costs.VIEWS["slots"].kept_ms) / 1000
    )


def test_members_are_as_many_as_was_said() -> None:
    assert members_of(1) == [costs.MEMBERS_OF_A_STUDIO]
    assert sum(members_of(300)) == pytest.approx(300 * costs.MEMBERS_OF_A_STUDIO, rel=0.001)


def test_a_night_reads_no_more_of_a_studio_than_its_time_and_budget_allow() -> None:
    seconds = min(costs.NIGHT_BUDGET, MOST_READINGS) * costs.NIGHT_READ_SECONDS

    assert seconds <= costs.NIGHT_RUN_SECONDS
    assert Site(10_000).night_hours() * 3600 * costs.TASK_THREADS / 2 < 10_000 * seconds


def test_the_database_grows_with_the_members() -> None:
    assert Site(100).gigabytes(SQLITE) == pytest.approx(10 * Site(10).gigabytes(SQLITE), rel=0.01)


def test_a_limit_lies_between_the_sizes_that_are_below_and_above_it() -> None:
    sites = [Site(1), Site(1000)]

    assert carried(sites, "the list of studios", keeps=True) == pytest.approx(costs.LISTED_STUDIOS)
    assert carried(sites[:1], "the list of studios", keeps=True) == float("inf")


@pytest.mark.parametrize(
    ("number", "told"),
    [(1234, "1,200"), (99, "99"), (1.26, "1.3"), (0.0421, "0.04"), (0.0021, "under 0.01"), (0, "0")],
)
def test_no_figure_says_more_than_it_knows(number: float, told: str) -> None:
    assert rounded(number) == told
