"""Days and times as each language writes them, on the 24-hour clock everywhere."""

from datetime import UTC, date, datetime

import pytest
from django.utils import formats, translation

from booking_site.languages import NAMES
from studios.templatetags.studio_time import full_day

DAY = date(2026, 6, 1)
MOMENT = datetime(2026, 6, 1, 9, 5, tzinfo=UTC)
HELD = "\N{NO-BREAK SPACE}"

# After Unicode's locale data; names of days and months are Django's, which has capitals in a few of them.
FULL_DAYS = {
    "en": "monday, 1 june 2026",
    "de": f"montag, 1.{HELD}juni 2026",
    "fr": "lundi 1 juin 2026",
    "nl": "maandag 1 juni 2026",
    "it": "lunedì 1 giugno 2026",
    "es": "lunes, 1 de junio de 2026",
    "pl": "poniedziałek, 1 czerwca 2026",
    "tr": "1 haziran 2026 pazartesi",
    "cs": f"pondělí 1.{HELD}června 2026",
}


def test_every_language_is_looked_at() -> None:
    assert FULL_DAYS.keys() == NAMES.keys()


@pytest.mark.parametrize("language", NAMES)
def test_a_whole_day_is_written_as_its_readers_write_it(language: str) -> None:
    with translation.override(language):
        assert full_day(DAY).lower() == FULL_DAYS[language]


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("kind", ["TIME_FORMAT", "SHORT_DATETIME_FORMAT"])
def test_a_time_has_24_hours_and_two_digits(language: str, kind: str) -> None:
    with translation.override(language):
        assert formats.date_format(MOMENT, kind).endswith("09:05")
        assert formats.date_format(MOMENT.replace(hour=21), kind).endswith("21:05")


@pytest.mark.parametrize("language", NAMES)
def test_a_time_of_the_admin_names_its_zone(language: str) -> None:
    with translation.override(language):
        assert formats.date_format(MOMENT, "DATETIME_FORMAT").endswith("09:05 UTC")


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("kind", ["DATE_FORMAT", "MONTH_DAY_FORMAT", "SHORT_DATE_FORMAT"])
def test_the_day_stands_before_the_month(language: str, kind: str) -> None:
    with translation.override(language):
        text = formats.date_format(date(2026, 6, 30), kind)

    assert text.startswith("30")
