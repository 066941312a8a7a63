"""What the operator turned on: known, translated, reviewed, or a sentence that says what to set."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core import checks
from django.test import override_settings

from booking_site.languages import COMPLETE, NAMES, REVIEWED, named, spoken
from studios.checks import TAG


def found(*codes: str) -> dict[str, str]:
    with override_settings(LANGUAGES_ON=list(codes)):
        said = checks.run_checks(tags=[TAG])
    return {one.id: one.msg for one in said if one.id in ("studios.E030", "studios.E031", "studios.W030")}


def test_nine_languages_are_known_and_two_are_on() -> None:
    assert set(NAMES) == {"en", "de", "fr", "nl", "it", "es", "pl", "tr", "cs"}
    assert settings.LANGUAGES == [("en", "English"), ("de", "Deutsch")]
    assert settings.LANGUAGE_CODE == "en"


def test_only_what_is_complete_is_reviewed_and_only_what_is_known_complete() -> None:
    assert REVIEWED <= COMPLETE <= set(NAMES)


def test_what_is_complete_and_reviewed_raises_no_question() -> None:
    assert found("de", "en") == {}


@pytest.mark.parametrize(
    ("codes", "named_so"), [(["en", "xx"], "'xx'"), (["en", "deutsch"], "'deutsch'"), ([], "empty")]
)
def test_an_unknown_language_is_named_with_those_that_are_known(codes: list[str], named_so: str) -> None:
    problems = found(*codes)

    assert list(problems) == ["studios.E030"]
    assert named_so in problems["studios.E030"]
    assert "en, de, fr, nl, it, es, pl, tr, cs" in problems["studios.E030"]


def test_a_language_without_all_its_texts_cannot_be_turned_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studios.checks.speaking.COMPLETE", COMPLETE - {"fr"})

    problems = found("en", "fr")

    assert list(problems) == ["studios.E031"]
    assert "LANGUAGES_ON names fr," in problems["studios.E031"]


@pytest.mark.parametrize("code", sorted(COMPLETE - REVIEWED))
def test_one_that_nobody_reviewed_can_and_the_operator_is_told(code: str) -> None:
    assert list(found("en", code)) == ["studios.W030"]


def test_an_unreviewed_language_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studios.checks.speaking.REVIEWED", frozenset({"en"}))

    assert "nobody who speaks it has reviewed" in found("en", "de")["studios.W030"]


def test_the_first_one_is_spoken_where_nobody_says_otherwise() -> None:
    assert named(["de", "xx", "en", "de"]) == [("de", "Deutsch"), ("en", "English")]
    assert named(["xx"]) == [("en", "English")]
    assert spoken("fr", "de") == "de"
    assert spoken("fr") == "en"


def test_every_complete_language_has_a_catalogue_and_its_formats() -> None:
    for code in COMPLETE - {"en"}:
        assert Path(settings.LOCALE_PATHS[0], code, "LC_MESSAGES", "django.mo").exists()
    for code in NAMES:
        assert (settings.BASE_DIR / "booking_site" / "formats" / code / "formats.py").exists()
