"""The languages that this site knows. Which of them it speaks, the operator decides (`LANGUAGES_ON`).

A language is *complete* when its catalogue has every text; a test holds it to that. It is *reviewed* when somebody who
speaks it and knows a gym has read the site in it. CONTRIBUTING.md says how one comes from the first to the second.
"""

from collections.abc import Iterable

from django.conf import settings

SOURCE = "en"  # what the texts are written in; it needs no catalogue

# What each is called by those who speak it.
NAMES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "nl": "Nederlands",
    "it": "Italiano",
    "es": "Español",
    "pl": "Polski",
    "tr": "Türkçe",
    "cs": "Čeština",
}
COMPLETE = frozenset(NAMES)
REVIEWED = frozenset({"en", "de"})


def named(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes with their names, in the order given and each once, as Django's `LANGUAGES` wants it.

    What is not known is left out, for the check at the start to tell of; with nothing left it is the source.
    """
    return [(code, NAMES[code]) for code in dict.fromkeys(codes) if code in NAMES] or [
        (SOURCE, NAMES[SOURCE])
    ]


def choices() -> list[tuple[str, str]]:
    """Those that the site speaks, for a form."""
    return list(settings.LANGUAGES)


def spoken(*wanted: str) -> str:
    """The first of `wanted` that the site speaks, else its own. For what was chosen long ago: a language can have been
    turned off since.
    """
    return next((code for code in wanted if code in dict(settings.LANGUAGES)), settings.LANGUAGE_CODE)
