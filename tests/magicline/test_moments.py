"""The vendor's forms of date-time, read into instants; what is no date-time is refused and nothing else happens."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studios.magicline.moments import Moment

SIX = datetime(2026, 6, 22, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone_name"),
    [
        ("2026-06-22T08:00:00.000+02:00[Europe/Berlin]", "Europe/Berlin"),
        ("2026-06-22T07:00:00.000+01:00[Europe/Lisbon]", "Europe/Lisbon"),
        ("2026-06-22T08:00:00+02:00", None),
        ("2026-06-22T08:00:00+0200", None),
        ("2026-06-22T08:00:00+02", None),
        ("2026-06-22T08:00+02:00[Europe/Berlin]", "Europe/Berlin"),
        ("2026-06-22T06:00:00Z", None),
        ("2026-06-22T06:00Z", None),
        ("2026-06-22T06:00:00.Z", None),
        ("2026-06-22T06:00:00.0Z", None),
        ("2026-06-22T06:00:00.000000000Z", None),
        ("2026-06-22T06:00:00Z[UTC]", "UTC"),
        ("2026-06-22T08:00:00[Europe/Berlin]", "Europe/Berlin"),
        ("2026-06-22T07:00:00[Europe/Lisbon]", "Europe/Lisbon"),
        ("2026-06-21T23:00:00-07:00[America/Los_Angeles]", "America/Los_Angeles"),
    ],
)
def test_every_form_is_the_same_instant(text, zone_name):
    moment = Moment.read(text)

    assert moment.instant == SIX
    assert moment.instant.tzinfo is UTC
    assert moment.text == text
    assert moment.zone_name == zone_name
    assert not moment.zoneless


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-06-22T08:00:00.000+02:00[Europe/Berlin]", "bracket"),
        ("2026-06-22T08:00:00[Europe/Berlin]", "bracket"),
        ("2026-06-22T06:00:00Z[UTC]", "bracket"),
        ("2026-06-22T08:00:00+02:00[Mars/Olympus]", "offset"),
        ("2026-06-22T08:00:00+02:00", "offset"),
        ("2026-06-22T06:00:00Z", "utc"),
        ("2026-06-22T06:00:00Z[Mars/Olympus]", "utc"),
        ("2026-06-22T08:00:00", "zoneless"),
        ("2026-06-22T08:00:00[Mars/Olympus]", "zoneless"),
    ],
)
def test_the_form_is_told(text, written):
    assert Moment.read(text).written == written


@pytest.mark.parametrize("text", ["2026-06-22T08:00:00", "2026-06-22T08:00", "2026-06-22T08:00:00.000000000"])
def test_no_zone_at_all_means_berlin_and_is_told(text):
    moment = Moment.read(text)

    assert moment.instant == SIX
    assert moment.zoneless


@pytest.mark.parametrize(
    "bracket",
    [
        "Mars/Olympus",
        "Europe",
        "../../etc/passwd",
        "/etc/passwd",
        "",
        "+02:00",
        "a" * 300,
        "Europe/Berlin/",
        " ",
        "[x",
    ],
)
def test_a_bracket_that_names_no_known_zone_is_ignored(bracket):
    with_offset = Moment.read(f"2026-06-22T08:00:00+02:00[{bracket}]")
    without = Moment.read(f"2026-06-22T08:00:00[{bracket}]")

    assert (with_offset.instant, with_offset.zone_name, with_offset.zoneless) == (SIX, None, False)
    assert (without.instant, without.zone_name, without.zoneless) == (SIX, None, True)


def test_the_offset_is_believed_before_the_bracket():
    assert Moment.read("2026-06-22T06:00:00+00:00[Europe/Berlin]").instant == SIX


def test_the_offset_tells_which_half_past_two_when_the_clocks_go_back():
    first = Moment.read("2026-10-25T02:30:00.000+02:00[Europe/Berlin]")
    second = Moment.read("2026-10-25T02:30:00.000+01:00[Europe/Berlin]")

    assert first.instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second.instant == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_nine_fraction_digits_are_cut_to_the_six_that_python_has():
    assert Moment.read("2026-06-22T06:00:00.123456789Z").instant == SIX + timedelta(microseconds=123456)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-06-22",
        "2026-06-22T08",
        "2026-06-22 08:00:00",
        "2026-06-22T08:00:00+02:00 ",
        "2026-06-22T08:00:00+02:00\n",
        "2026-06-22T08:00:00.1234567890Z",
        "2026-06-31T08:00:00Z",
        "2026-06-22T24:00:00Z",
        "2026-06-22T08:60:00Z",
        "2026-06-22T08:00:60Z",
        "2026-06-22T08:00:00+24:00",
        "2026-06-22T08:00:00+99:99",
        "0000-06-22T08:00:00Z",
        "0001-01-01T00:00:00+02:00",
        "9999-12-31T23:59:59-12:00",
        "10000-01-01T00:00:00Z",
        "٢٠٢٦-06-22T08:00:00Z",
        "2026-06-22T08:00:00Z[Europe/Berlin",
        "2026-06-22T08:00:00Z[Zürich]",
        "2026-06-22T08:00:00Z[\ud800]",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        Moment.read(text)


@given(st.text(alphabet="0123456789-+:.TZ[]/EuropeBrlin \x00\ud800é", max_size=60) | st.text(max_size=60))
def test_no_text_does_anything_but_read_or_refuse(text):
    try:
        moment = Moment.read(text)
    except ValueError:
        return
    assert moment.text == text
    assert moment.text.isascii()


@given(
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["Europe/Berlin", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.booleans(),
)
def test_what_python_writes_with_offset_and_bracket_is_read_back(local, zone, fold):
    written = local.replace(tzinfo=ZoneInfo(zone), fold=int(fold))
    if written.utcoffset().seconds % 60:
        return  # Local mean time before the railways; the vendor has no such offsets.

    moment = Moment.read(f"{written.isoformat()}[{zone}]")

    assert moment.instant == written.astimezone(UTC)
    assert moment.zone_name == zone
