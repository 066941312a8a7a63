"""The sandbox with weather takes its time, has its troubles, and counts right; the topics that stand on it run."""

import time
from collections import Counter

import pytest

from benchmarks import bad_luck, connections, town
from benchmarks.slow_sandbox import SlowSandbox
from benchmarks.upstream import RawCalls, Upstream
from tests.processes import copy_project


@pytest.fixture
def upstream():
    with SlowSandbox() as server:
        yield Upstream(server.url)


@pytest.fixture
def raw(upstream):
    return RawCalls(upstream)


def test_every_answer_takes_as_long_as_is_said(upstream, raw):
    upstream.weather(seconds=0.1)

    times = [raw.slots().seconds for _ in range(3)]

    assert min(times) >= 0.1
    assert upstream.calls("slots", 200) == 3


def test_trouble_is_429_and_503_in_the_part_that_is_said_and_is_counted(upstream, raw):
    upstream.weather(seconds=0, trouble=0.5)

    seen = Counter(raw.slots().status for _ in range(60))

    assert set(seen) == {200, 429, 503}
    assert {status: upstream.calls("slots", status) for status in seen} == seen
    assert upstream.calls("slots") == 60


def test_connections_are_counted_but_not_those_of_whoever_asks(upstream, raw):
    upstream.weather(seconds=0)
    for _ in range(5):
        raw.slots()
    upstream.counts()

    assert upstream.counts()["connections"] == 1


def test_a_studio_that_hangs_answers_when_the_weather_changes(upstream, raw):
    upstream.weather(seconds=0, hanging=[town.STUDIOS[1]])
    assert raw.slots().status == 200  # another one

    upstream.weather(seconds=0, hanging=[town.STUDIOS[0]])
    began = time.monotonic()
    with pytest.raises(OSError, match="timed out"):
        raw.slots(timeout=0.3)
    assert time.monotonic() - began >= 0.3

    upstream.weather(seconds=0)
    assert raw.slots().status == 200


def figures_of(found):
    return {one.what: one for one in found}


def test_the_client_opens_a_connection_for_each_call_that_is_under_way(monkeypatch):
    monkeypatch.setattr(connections, "CALLS", 40)
    monkeypatch.setattr(connections, "ONE_EACH", 2)
    monkeypatch.setattr(connections, "SEVERAL_EACH", 8)
    monkeypatch.setattr(connections, "LONGER", 0.05)

    found = connections.measure(1)

    assert [one.goal for one in found] == ["5"] * 3
    assert found[0].ours.high <= 2
    assert found[0].met is True
    assert found[1].ours.median > 0


def test_bookings_are_counted_as_they_were_sent(monkeypatch, tmp_path):
    """The site as deployed, in a copy where nobody but it collects static files; one member, good weather."""
    copy_project(tmp_path, "benchmarks", "tests")
    monkeypatch.setattr("tests.processes.ROOT", tmp_path)
    monkeypatch.setattr("benchmarks.asked_site.ROOT", tmp_path)
    for name, value in {
        "ROUND_TRIP": 0.01,
        "TROUBLE": 0.0,
        "MEMBERS": 1,
        "PAGE_SECONDS": 1.5,
        "BOOKINGS_EACH": 2,
    }.items():
        monkeypatch.setattr(bad_luck, name, value)

    found = figures_of(bad_luck.measure(1))

    assert found["… how often one booking was sent, at most"].ours.median == 1
    assert [
        found[f"… {what}"].ours.high for what in ("that failed", "not booked, and the member told so")
    ] == [0, 0]
