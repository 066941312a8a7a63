"""Templates: built on the base, nothing inline (the content security policy would drop it), all text translated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.house.tree import files, name

TEMPLATES = list(files(".html", ".txt", under=("templates",)))
# Shown when anything may be broken, so it needs no base, no context and no catalogue: it says everything twice.
LAST_RESORT = "500.html"
HTML = [path for path in TEMPLATES if path.suffix == ".html"]
FORBIDDEN = {
    "marks text as safe": r"\|\s*safe\b|\bsafeseq\b",
    "has an inline style": r"\sstyle\s*=|<style\b",
    "has an inline script": r"<script(?![^>]*\bsrc=)[^>]*>|javascript:",
    "has an inline handler": r"""<[^>]*\son[a-z]+\s*=\s*["'{]|hx-on""",
}
# Names of languages are written in the language itself.
AS_IT_IS = {"English", "Deutsch"}
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title"}


def is_part(path: Path) -> bool:
    """A part of a page, by its leading underscore or as an icon, or a mail."""
    return path.name.startswith("_") or bool({"emails", "icons"} & set(path.parts))


@pytest.mark.parametrize("path", HTML, ids=name)
def test_a_page_stands_on_the_base(path: Path) -> None:
    text = path.read_text()

    whole = path.name in ("base.html", LAST_RESORT) or text.lstrip().startswith("{% extends ")
    assert whole != is_part(path)


@pytest.mark.parametrize("path", HTML, ids=name)
def test_a_template_keeps_to_the_content_security_policy(path: Path) -> None:
    text = path.read_text()

    assert [fault for fault, pattern in FORBIDDEN.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name != LAST_RESORT], ids=name)
def test_every_word_of_a_template_is_translated(path: Path) -> None:
    reader = Words()
    reader.feed(without_tags(path.read_text()))
    reader.close()

    assert [words for words in reader.found if re.search(r"[^\W\d_]", words) and words not in AS_IT_IS] == []


@pytest.mark.parametrize("markup", ["<p>Hello</p>", '<img alt="A gym">', "{% if x %}Yes{% endif %}"])
def test_the_rule_for_words_finds_what_was_forgotten(markup: str) -> None:
    reader = Words()
    reader.feed(without_tags(markup))

    assert reader.found


def without_tags(text: str) -> str:
    """A template without what Django takes out of it: tags, variables, comments, translated blocks."""
    for pattern in (
        r"\{% comment %\}.*?\{% endcomment %\}",
        r"\{% blocktranslate.*?\{% endblocktranslate %\}",
        r"\{#.*?#\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
    ):
        text = re.sub(pattern, "\n", text, flags=re.DOTALL)
    return text


class Words(HTMLParser):
    """Collects what a person would read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            value.strip() for attribute, value in attrs if attribute in SPOKEN and value and value.strip()
        ]

    def handle_data(self, data: str) -> None:
        self.found += [line.strip() for line in data.splitlines() if line.strip()]
