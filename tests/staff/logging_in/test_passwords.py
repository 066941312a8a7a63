"""What a password of staff may be made of: anything, but for words that somebody would try first."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from pytest_django import Settings

from studios.models import Studio
from studios.staff.roles import Role, give
from tests.staff.logging_in.conftest import Colleague


@pytest.fixture
def anna(colleague: Callable[..., Colleague], hafen: Studio, altstadt: Studio, settings: Settings) -> User:
    """At the desk of Hafen alone."""
    settings.SITE_NAME, settings.SITE_URL = "Eiche", "https://termine.example.org"
    Studio.objects.filter(pk=hafen.pk).update(name="Iron & Oak Hafen")
    Studio.objects.filter(pk=altstadt.pk).update(name="Iron & Oak Altstadt")
    account = colleague("anna").account
    give(account, Role.DESK, [hafen])
    return account


@pytest.mark.parametrize(
    "password", ["739120548861", "ßßßßß ₿₿₿₿₿ 漢漢", "lower case alone", "?!?!?#+?!?!?#+"]
)
def test_any_kind_of_characters_will_do(anna: User, password: str) -> None:
    validate_password(password, anna)


@pytest.mark.parametrize("word", ["Eiche", "termine", "EXAMPLE", "Hafen", "magicLINE"])
def test_names_from_here_are_refused_and_said(anna: User, word: str) -> None:
    with pytest.raises(ValidationError, match=f"“{word.casefold()}”"):
        validate_password(f"so long, {word}2026!", anna)


def test_short_words_and_names_of_studios_that_are_not_theirs_are_not(anna: User) -> None:
    validate_password("oaken org altstadt", anna)


def test_for_an_account_that_is_being_made_the_names_of_all_studios_count(anna: User) -> None:
    with pytest.raises(ValidationError, match="“altstadt”"):
        validate_password("so long, Altstadt", User(username="ben"))


def test_it_is_said_beforehand(anna: User) -> None:
    assert any("names of this site" in text for text in password_validators_help_texts())
